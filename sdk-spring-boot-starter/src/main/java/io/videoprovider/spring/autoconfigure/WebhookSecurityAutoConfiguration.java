package io.videoprovider.spring.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Import;

/** Finds out at the start whether Spring Security lets webhooks through, rather than have the vendor find out. */
@AutoConfiguration(after = WebhookAutoConfiguration.class)
@ConditionalOnBean(WebhookReceiver.class)
@ConditionalOnBooleanProperty(name = "videoprovider.webhooks.verify-security", matchIfMissing = true)
@Import({ServletWebhookSecurityConfiguration.class, ReactiveWebhookSecurityConfiguration.class})
public final class WebhookSecurityAutoConfiguration {

    WebhookSecurityAutoConfiguration() {}
}
