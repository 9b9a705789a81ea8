package io.videoprovider.spring.autoconfigure;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.VideoConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** LiveKit's emulator in place of a server, for local work. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class)
@ConditionalOnBooleanProperty("videoprovider.emulator")
@ConditionalOnClass({LiveKitVideoProvider.class, LiveKitEmulator.class})
@ConditionalOnMissingBean(VideoConnectionDetails.LiveKit.class)
public final class LiveKitEmulatorAutoConfiguration {

    LiveKitEmulatorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    LiveKitEmulator liveKitEmulator() {
        return LiveKitEmulator.builder()
                .apiKey(EmulatorKey.ID, EmulatorKey.SECRET)
                .start();
    }

    @Bean
    VideoConnectionDetails.LiveKit liveKitConnectionDetails(LiveKitEmulator emulator) {
        return new LiveKitConnection(emulator.url().toString(), EmulatorKey.ID, EmulatorKey.SECRET);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebServerInitializedEvent.class)
    @ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
    static class WebhookConfiguration {

        @Bean
        EmulatorWebhook liveKitEmulatorWebhook(LiveKitEmulator emulator, VideoProviderProperties properties) {
            return new EmulatorWebhook(
                    properties.webhooks().path() + "/livekit",
                    receiver -> emulator.addWebhook(receiver, EmulatorKey.ID));
        }
    }
}
