package io.videoprovider.spring.autoconfigure.emulator;

import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookProperties;
import io.videoprovider.stream.StreamVideoProvider;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The Stream emulator, for local development. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class, before = StreamAutoConfiguration.class)
@ConditionalOnBooleanProperty("videoprovider.emulator")
@ConditionalOnClass({StreamVideoProvider.class, StreamEmulator.class})
@ConditionalOnMissingBean(VideoConnectionDetails.Stream.class)
@Import(EmulatorWebhookConfiguration.class)
public final class StreamEmulatorAutoConfiguration {

    StreamEmulatorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    StreamEmulator streamEmulator(WebhookTrust trust) {
        return StreamEmulator.builder()
                .apiKey(EmulatorKey.ID, EmulatorKey.SECRET)
                .http(trust::customize)
                .start();
    }

    @Bean
    VideoConnectionDetails.Stream streamConnectionDetails(StreamEmulator emulator) {
        return new Connection(emulator.url().toString(), EmulatorKey.ID, EmulatorKey.SECRET);
    }

    private record Connection(String url, String apiKey, String apiSecret) implements VideoConnectionDetails.Stream {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication
    @ConditionalOnClass({WebServerInitializedEvent.class, WebhookIntake.class})
    @ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
    @EnableConfigurationProperties(WebhookProperties.class)
    static class WebhookConfiguration {

        @Bean
        EmulatorWebhook streamEmulatorWebhook(
                StreamEmulator emulator,
                WebhookProperties properties,
                WebhookTrust trust,
                ObjectProvider<WebhookBase> base) {
            return new EmulatorWebhook(
                    base.getIfAvailable(() -> WebhookBase.ROOT),
                    properties.path() + "/stream",
                    trust,
                    emulator::addWebhook);
        }
    }
}
