package io.videoprovider.spring.autoconfigure.webhook;

import io.micrometer.observation.ObservationRegistry;
import io.videoprovider.VideoProvider;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The webhook endpoint, {@code POST {path}/{provider}}: accepts any content type, verifies the raw body and stores it in the inbox. */
@AutoConfiguration(
        after = InboxAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(WebhookIntake.class)
@ConditionalOnBean({VideoProvider.class, Inbox.class})
@ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
@EnableConfigurationProperties(WebhookProperties.class)
@Import({ServletWebhookConfiguration.class, ReactiveWebhookConfiguration.class})
public final class WebhookAutoConfiguration {

    WebhookAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    WebhookIntake videoWebhookIntake(Inbox inbox) {
        return new WebhookIntake(inbox);
    }

    @Bean
    @ConditionalOnWebApplication
    WebhookReceiver videoWebhookReceiver(
            WebhookIntake intake, List<VideoProvider> providers, ObjectProvider<WebhookObserver> observer) {
        return new WebhookReceiver(intake, providers, observer.getIfAvailable(() -> WebhookObserver.NONE));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistry.class)
    @ConditionalOnBean(ObservationRegistry.class)
    static class ObservationConfiguration {

        @Bean
        WebhookObservations videoWebhookObservations(ObservationRegistry registry) {
            return new WebhookObservations(registry);
        }
    }
}
