package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.spring.autoconfigure.EndpointPath;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the webhook endpoint.
 *
 * @param enabled Whether to create the webhook endpoint, the inbox and the event dispatcher.
 * @param path Path of the endpoint, without the provider id that follows it.
 * @param bypassSecurity Whether webhook requests skip the filter chains of Spring Security. The endpoint verifies their signature.
 */
@ConfigurationProperties("videoprovider.webhooks")
public record WebhookProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("/webhooks/video") String path,
        @DefaultValue("true") boolean bypassSecurity) {

    /** Validates the path. */
    public WebhookProperties {
        EndpointPath.check(path);
    }

    /** Returns the path pattern of the endpoint. */
    String pattern() {
        return path + "/{provider}";
    }
}
