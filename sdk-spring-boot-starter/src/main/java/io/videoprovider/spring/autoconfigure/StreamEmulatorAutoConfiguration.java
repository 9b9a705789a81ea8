package io.videoprovider.spring.autoconfigure;

import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.stream.StreamVideoProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Stream's emulator in place of the vendor, for local work. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class)
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
        return new StreamConnection(emulator.url().toString(), EmulatorKey.ID, EmulatorKey.SECRET);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebServerInitializedEvent.class)
    @ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
    static class WebhookConfiguration {

        @Bean
        EmulatorWebhook streamEmulatorWebhook(StreamEmulator emulator, VideoProviderProperties properties) {
            return new EmulatorWebhook(
                    properties.webhooks().path() + "/stream", receiver -> emulator.addWebhook(receiver));
        }
    }
}
