package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.WebhookIntake;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** {@code POST {path}/{provider}} takes webhooks in: raw bytes of any content type, verified, kept, answered. */
@AutoConfiguration(after = InboxAutoConfiguration.class)
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnSingleCandidate(Inbox.class)
@ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
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
        return new WebhookReceiver(
                intake, providers, observer.getIfAvailable(() -> (provider, reception) -> reception.get()));
    }
}
