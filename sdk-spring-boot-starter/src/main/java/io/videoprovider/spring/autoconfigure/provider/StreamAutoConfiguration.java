package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.VideoProvider;
import io.videoprovider.spring.StreamBuilderCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.stream.StreamVideoProvider;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** The Stream provider, if its module and its properties or connection details exist. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class)
@ConditionalOnClass(StreamVideoProvider.class)
public final class StreamAutoConfiguration {

    StreamAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(VideoConnectionDetails.Stream.class)
    @Conditional(OnVendorPropertyCondition.Stream.class)
    static class ConnectionConfiguration {

        @Bean
        VideoConnectionDetails.Stream streamConnectionDetails(VideoProviderProperties properties) {
            VideoProviderProperties.Stream stream = properties.stream();
            RequiredProperties required = new RequiredProperties("videoprovider.stream");
            VideoConnectionDetails.Stream connection = new StreamConnection(
                    required.value("url", stream.url()),
                    required.value("api-key", stream.apiKey()),
                    required.value("api-secret", stream.apiSecret()));
            required.check();
            return connection;
        }
    }

    @Bean
    @ConditionalOnBean(VideoConnectionDetails.Stream.class)
    @ConditionalOnMissingBean(
            value = VideoProvider.class,
            ignoredType = "io.videoprovider.livekit.LiveKitVideoProvider")
    StreamVideoProvider streamVideoProvider(
            VideoConnectionDetails.Stream connection,
            VideoProviderProperties properties,
            ProviderSettings settings,
            ObjectProvider<StreamBuilderCustomizer> customizers) {
        settings.checkSecret(connection, "videoprovider.stream.api-secret");
        return ProviderSettings.build(
                "videoprovider.stream",
                connection,
                () -> build(connection, properties.stream(), settings, customizers));
    }

    private static StreamVideoProvider build(
            VideoConnectionDetails.Stream connection,
            VideoProviderProperties.Stream stream,
            ProviderSettings settings,
            ObjectProvider<StreamBuilderCustomizer> customizers) {
        StreamVideoProvider.Builder builder = StreamVideoProvider.builder()
                .url(connection.url())
                .apiKey(connection.apiKey())
                .apiSecret(connection.apiSecret())
                .serverUser(stream.serverUser())
                .resilience(settings.resilience())
                .operationListener(settings.listener())
                .http(settings.http(stream.ssl().bundle()));
        stream.roles().forEach(builder::role);
        for (VideoProviderProperties.WebhookKey key : stream.webhookKeys()) {
            if (key.apiKey() != null && key.until() != null) {
                builder.webhookKey(key.apiKey(), key.apiSecret(), key.until());
            } else if (key.apiKey() != null) {
                builder.webhookKey(key.apiKey(), key.apiSecret());
            } else if (key.until() == null) {
                builder.webhookSecret(key.apiSecret());
            } else {
                builder.webhookSecret(key.apiSecret(), key.until());
            }
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }
}
