package io.videoprovider.spring.autoconfigure.emulator;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookProperties;
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

/** The LiveKit emulator, for local development. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class, before = LiveKitAutoConfiguration.class)
@ConditionalOnBooleanProperty("videoprovider.emulator")
@ConditionalOnClass({LiveKitVideoProvider.class, LiveKitEmulator.class})
@ConditionalOnMissingBean(VideoConnectionDetails.LiveKit.class)
@Import(EmulatorWebhookConfiguration.class)
public final class LiveKitEmulatorAutoConfiguration {

    LiveKitEmulatorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    LiveKitEmulator liveKitEmulator(WebhookTrust trust) {
        return LiveKitEmulator.builder()
                .apiKey(EmulatorKey.ID, EmulatorKey.SECRET)
                .http(trust::customize)
                .start();
    }

    @Bean
    VideoConnectionDetails.LiveKit liveKitConnectionDetails(LiveKitEmulator emulator) {
        return new Connection(emulator.url().toString(), EmulatorKey.ID, EmulatorKey.SECRET);
    }

    private record Connection(String url, String apiKey, String apiSecret) implements VideoConnectionDetails.LiveKit {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication
    @ConditionalOnClass({WebServerInitializedEvent.class, WebhookIntake.class})
    @ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
    @EnableConfigurationProperties(WebhookProperties.class)
    static class WebhookConfiguration {

        @Bean
        EmulatorWebhook liveKitEmulatorWebhook(
                LiveKitEmulator emulator,
                WebhookProperties properties,
                WebhookTrust trust,
                ObjectProvider<WebhookBase> base) {
            return new EmulatorWebhook(
                    base.getIfAvailable(() -> WebhookBase.ROOT),
                    properties.path() + "/livekit",
                    trust,
                    receiver -> emulator.addWebhook(receiver, EmulatorKey.ID));
        }
    }
}
