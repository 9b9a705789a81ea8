package io.videoprovider.spring.autoconfigure.observation;

import io.micrometer.observation.ObservationRegistry;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Observations of remote operations. */
@AutoConfiguration(
        before = ProviderSettingsAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
public final class VideoObservationAutoConfiguration {

    VideoObservationAutoConfiguration() {}

    @Bean
    OperationObservations videoOperationObservations(ObservationRegistry registry) {
        return new OperationObservations(registry);
    }
}
