package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.error.ProviderId;
import io.videoprovider.spring.StreamBuilderCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.stream.StreamVideoProvider;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Creates the Stream providers. */
record StreamProviders(
        ProviderSettings settings, ObjectProvider<StreamBuilderCustomizer> customizers, BeanFactory beans) {

    /** Creates the provider of a project, which Stream calls an application. */
    StreamVideoProvider project(String name) {
        VideoProviderProperties.Stream properties =
                Projects.STREAM.bind(settings.environment(), name, VideoProviderProperties.Stream.class);
        String prefix = Projects.STREAM.prefix(name);
        String connection = Projects.STREAM.connectionBean(name);
        return create(
                Projects.STREAM.id(name),
                prefix,
                beans.containsBean(connection)
                        ? beans.getBean(connection, VideoConnectionDetails.Stream.class)
                        : connection(prefix, properties),
                properties);
    }

    /** Returns the connection details in the properties. */
    static VideoConnectionDetails.Stream connection(String prefix, VideoProviderProperties.Stream properties) {
        RequiredProperties required = new RequiredProperties(prefix);
        VideoConnectionDetails.Stream connection = new StreamConnection(
                required.value("url", properties.url()),
                required.value("api-key", properties.apiKey()),
                required.value("api-secret", properties.apiSecret()));
        required.check();
        return connection;
    }

    /**
     * Creates a provider.
     *
     * @param prefix of the properties, such as {@code videoprovider.stream}
     */
    StreamVideoProvider create(
            ProviderId id,
            String prefix,
            VideoConnectionDetails.Stream connection,
            VideoProviderProperties.Stream properties) {
        settings.checkSecret(connection, prefix + ".api-secret");
        return ProviderSettings.build(prefix, connection, () -> build(id, connection, properties));
    }

    private StreamVideoProvider build(
            ProviderId id, VideoConnectionDetails connection, VideoProviderProperties.Stream properties) {
        StreamVideoProvider.Builder builder = StreamVideoProvider.builder()
                .id(id)
                .url(connection.url())
                .apiKey(connection.apiKey())
                .apiSecret(connection.apiSecret())
                .serverUser(properties.serverUser())
                .tokenBackdating(properties.tokenBackdating())
                .resilience(settings.resilience())
                .operationListener(settings.listener())
                .http(settings.http(properties.ssl().bundle()));
        properties.roles().forEach(builder::role);
        for (VideoProviderProperties.WebhookKey key : properties.webhookKeys()) {
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
