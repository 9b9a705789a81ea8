package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.error.ProviderId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.LiveKitBuilderCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Creates the LiveKit providers. */
record LiveKitProviders(
        ProviderSettings settings, ObjectProvider<LiveKitBuilderCustomizer> customizers, BeanFactory beans) {

    /** Creates the provider of a project. */
    LiveKitVideoProvider project(String name) {
        VideoProviderProperties.LiveKit properties =
                Projects.LIVEKIT.bind(settings.environment(), name, VideoProviderProperties.LiveKit.class);
        String prefix = Projects.LIVEKIT.prefix(name);
        String connection = Projects.LIVEKIT.connectionBean(name);
        return create(
                Projects.LIVEKIT.id(name),
                prefix,
                beans.containsBean(connection)
                        ? beans.getBean(connection, VideoConnectionDetails.LiveKit.class)
                        : connection(prefix, properties),
                properties);
    }

    /** Returns the connection details in the properties. */
    static VideoConnectionDetails.LiveKit connection(String prefix, VideoProviderProperties.LiveKit properties) {
        RequiredProperties required = new RequiredProperties(prefix);
        VideoConnectionDetails.LiveKit connection = new LiveKitConnection(
                required.value("url", properties.url()),
                required.value("api-key", properties.apiKey()),
                required.value("api-secret", properties.apiSecret()));
        required.check();
        return connection;
    }

    /**
     * Creates a provider.
     *
     * @param prefix of the properties, such as {@code videoprovider.livekit}
     */
    LiveKitVideoProvider create(
            ProviderId id,
            String prefix,
            VideoConnectionDetails.LiveKit connection,
            VideoProviderProperties.LiveKit properties) {
        settings.checkSecret(connection, prefix + ".api-secret");
        return ProviderSettings.build(prefix, connection, () -> build(id, connection, properties));
    }

    private LiveKitVideoProvider build(
            ProviderId id, VideoConnectionDetails connection, VideoProviderProperties.LiveKit properties) {
        LiveKitVideoProvider.Builder builder = LiveKitVideoProvider.builder()
                .id(id)
                .url(connection.url())
                .apiKey(connection.apiKey())
                .apiSecret(connection.apiSecret())
                .tokenBackdating(properties.tokenBackdating())
                .resilience(settings.resilience())
                .operationListener(settings.listener())
                .http(settings.http(properties.ssl().bundle()));
        if (properties.regionFailover() != null) {
            builder.regionFailover(properties.regionFailover());
        }
        for (VideoProviderProperties.WebhookKey key : properties.webhookKeys()) {
            String apiKey = key.apiKey() == null ? connection.apiKey() : key.apiKey();
            if (key.until() == null) {
                builder.webhookKey(apiKey, key.apiSecret());
            } else {
                builder.webhookKey(apiKey, key.apiSecret(), key.until());
            }
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }
}
