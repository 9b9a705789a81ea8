package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.inbox.WebhookIntake;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/** Health indicator of the webhook endpoint. */
@AutoConfiguration(after = WebhookAutoConfiguration.class)
@ConditionalOnClass({WebhookIntake.class, HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(WebhookIntake.class)
@ConditionalOnEnabledHealthIndicator("videowebhooks")
public final class WebhookHealthAutoConfiguration {

    WebhookHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"videoWebhooksHealthIndicator", "videoWebhooksHealthContributor"})
    HealthContributor videoWebhooksHealthContributor(WebhookIntake intake) {
        return new WebhookHealthIndicator(intake);
    }
}
