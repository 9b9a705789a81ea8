package io.videoprovider.spring.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Micrometer observations of operations and webhooks. */
@AutoConfiguration(
        before = {LiveKitAutoConfiguration.class, StreamAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
public final class VideoObservationAutoConfiguration {

    VideoObservationAutoConfiguration() {}

    @Bean
    OperationObservations videoOperationObservations(ObservationRegistry registry) {
        return new OperationObservations(registry);
    }

    @Bean
    WebhookObservations videoWebhookObservations(ObservationRegistry registry) {
        return new WebhookObservations(registry);
    }
}
