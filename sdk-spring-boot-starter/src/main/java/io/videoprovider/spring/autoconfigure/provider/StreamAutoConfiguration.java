package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.ProviderId;
import io.videoprovider.spring.StreamBuilderCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.stream.StreamVideoProvider;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The Stream providers, if the module and their properties or connection details exist. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class)
@ConditionalOnClass(StreamVideoProvider.class)
@Import(StreamAutoConfiguration.ProjectRegistrar.class)
public final class StreamAutoConfiguration {

    StreamAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(VideoConnectionDetails.Stream.class)
    @Conditional(OnVendorPropertyCondition.Stream.class)
    static class ConnectionConfiguration {

        @Bean
        VideoConnectionDetails.Stream streamConnectionDetails(VideoProviderProperties properties) {
            return StreamProviders.connection("videoprovider.stream", properties.stream());
        }
    }

    @Bean
    StreamProviders streamVideoProviders(
            ProviderSettings settings, ObjectProvider<StreamBuilderCustomizer> customizers, BeanFactory beans) {
        return new StreamProviders(settings, customizers, beans);
    }

    @Bean
    @ConditionalOnBean(VideoConnectionDetails.Stream.class)
    @ConditionalOnMissingBean(
            value = VideoProvider.class,
            ignoredType = "io.videoprovider.livekit.LiveKitVideoProvider")
    StreamVideoProvider streamVideoProvider(
            VideoConnectionDetails.Stream connection, VideoProviderProperties properties, StreamProviders providers) {
        return providers.create(ProviderId.STREAM, "videoprovider.stream", connection, properties.stream());
    }

    /** Registers a provider for each project. */
    static final class ProjectRegistrar extends ProviderRegistrar {

        ProjectRegistrar(Environment environment) {
            super(environment, Projects.STREAM, StreamVideoProvider.class, "streamVideoProviders");
        }
    }
}
