package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.VideoProvider;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.LiveKitBuilderCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** The LiveKit provider, if its module and its properties or connection details exist. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class)
@ConditionalOnClass(LiveKitVideoProvider.class)
public final class LiveKitAutoConfiguration {

    LiveKitAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(VideoConnectionDetails.LiveKit.class)
    @Conditional(OnVendorPropertyCondition.LiveKit.class)
    static class ConnectionConfiguration {

        @Bean
        VideoConnectionDetails.LiveKit liveKitConnectionDetails(VideoProviderProperties properties) {
            VideoProviderProperties.LiveKit liveKit = properties.livekit();
            RequiredProperties required = new RequiredProperties("videoprovider.livekit");
            VideoConnectionDetails.LiveKit connection = new LiveKitConnection(
                    required.value("url", liveKit.url()),
                    required.value("api-key", liveKit.apiKey()),
                    required.value("api-secret", liveKit.apiSecret()));
            required.check();
            return connection;
        }
    }

    @Bean
    @ConditionalOnBean(VideoConnectionDetails.LiveKit.class)
    @ConditionalOnMissingBean(value = VideoProvider.class, ignoredType = "io.videoprovider.stream.StreamVideoProvider")
    LiveKitVideoProvider liveKitVideoProvider(
            VideoConnectionDetails.LiveKit connection,
            VideoProviderProperties properties,
            ProviderSettings settings,
            ObjectProvider<LiveKitBuilderCustomizer> customizers) {
        settings.checkSecret(connection, "videoprovider.livekit.api-secret");
        return ProviderSettings.build(
                "videoprovider.livekit",
                connection,
                () -> build(connection, properties.livekit(), settings, customizers));
    }

    private static LiveKitVideoProvider build(
            VideoConnectionDetails.LiveKit connection,
            VideoProviderProperties.LiveKit liveKit,
            ProviderSettings settings,
            ObjectProvider<LiveKitBuilderCustomizer> customizers) {
        LiveKitVideoProvider.Builder builder = LiveKitVideoProvider.builder()
                .url(connection.url())
                .apiKey(connection.apiKey())
                .apiSecret(connection.apiSecret())
                .resilience(settings.resilience())
                .operationListener(settings.listener())
                .http(settings.http(liveKit.ssl().bundle()));
        if (liveKit.regionFailover() != null) {
            builder.regionFailover(liveKit.regionFailover());
        }
        for (VideoProviderProperties.WebhookKey key : liveKit.webhookKeys()) {
            String id = key.apiKey() == null ? connection.apiKey() : key.apiKey();
            if (key.until() == null) {
                builder.webhookKey(id, key.apiSecret());
            } else {
                builder.webhookKey(id, key.apiSecret(), key.until());
            }
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }
}
