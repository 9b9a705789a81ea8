package io.videoprovider.spring.autoconfigure.json;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import tools.jackson.databind.json.JsonMapper;

/** The Jackson module of the SDK's types, which Boot registers with its mappers. */
@AutoConfiguration(beforeName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(JsonMapper.class)
@EnableConfigurationProperties(VideoJsonProperties.class)
@ImportRuntimeHints(JsonRuntimeHints.class)
public final class VideoJsonAutoConfiguration {

    VideoJsonAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "videoJsonModule")
    VideoJsonModule videoJsonModule(VideoJsonProperties properties) {
        return new VideoJsonModule(properties.includeSecrets());
    }
}
