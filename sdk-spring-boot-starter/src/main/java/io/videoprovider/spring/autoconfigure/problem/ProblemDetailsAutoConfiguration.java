package io.videoprovider.spring.autoconfigure.problem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Problem bodies for exceptions of the SDK that controllers throw. Off by default, as those of Spring are. */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(RestControllerAdvice.class)
@ConditionalOnBooleanProperty("videoprovider.problem-details.enabled")
public final class ProblemDetailsAutoConfiguration {

    ProblemDetailsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    VideoExceptionHandler videoExceptionHandler() {
        return new VideoExceptionHandler();
    }
}
