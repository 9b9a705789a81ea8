package io.videoprovider.spring.autoconfigure.emulator;

import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookProperties;
import io.videoprovider.stream.StreamVideoProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The Stream emulator, for local development. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class, before = StreamAutoConfiguration.class)
@ConditionalOnBooleanProperty("videoprovider.emulator")
@ConditionalOnClass({StreamVideoProvider.class, StreamEmulator.class})
@ConditionalOnMissingBean(VideoConnectionDetails.Stream.class)
public final class StreamEmulatorAutoConfiguration {

    StreamEmulatorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    StreamEmulator streamEmulator() {
        return StreamEmulator.builder()
                .apiKey(EmulatorKey.ID, EmulatorKey.SECRET)
                .start();
    }

    @Bean
    VideoConnectionDetails.Stream streamConnectionDetails(StreamEmulator emulator) {
        return new Connection(emulator.url().toString(), EmulatorKey.ID, EmulatorKey.SECRET);
    }

    private record Connection(String url, String apiKey, String apiSecret) implements VideoConnectionDetails.Stream {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({WebServerInitializedEvent.class, WebhookIntake.class})
    @ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
    @EnableConfigurationProperties(WebhookProperties.class)
    static class WebhookConfiguration {

        @Bean
        EmulatorWebhook streamEmulatorWebhook(StreamEmulator emulator, WebhookProperties properties) {
            return new EmulatorWebhook(properties.path() + "/stream", receiver -> emulator.addWebhook(receiver));
        }
    }
}
