package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.ProviderId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.LiveKitBuilderCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
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

/** The LiveKit providers, if the module and their properties or connection details exist. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class)
@ConditionalOnClass(LiveKitVideoProvider.class)
@Import(LiveKitAutoConfiguration.ProjectRegistrar.class)
public final class LiveKitAutoConfiguration {

    LiveKitAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(VideoConnectionDetails.LiveKit.class)
    @Conditional(OnVendorPropertyCondition.LiveKit.class)
    static class ConnectionConfiguration {

        @Bean
        VideoConnectionDetails.LiveKit liveKitConnectionDetails(VideoProviderProperties properties) {
            return LiveKitProviders.connection("videoprovider.livekit", properties.livekit());
        }
    }

    @Bean
    LiveKitProviders liveKitVideoProviders(
            ProviderSettings settings, ObjectProvider<LiveKitBuilderCustomizer> customizers, BeanFactory beans) {
        return new LiveKitProviders(settings, customizers, beans);
    }

    @Bean
    @ConditionalOnBean(VideoConnectionDetails.LiveKit.class)
    @ConditionalOnMissingBean(value = VideoProvider.class, ignoredType = "io.videoprovider.stream.StreamVideoProvider")
    LiveKitVideoProvider liveKitVideoProvider(
            VideoConnectionDetails.LiveKit connection, VideoProviderProperties properties, LiveKitProviders providers) {
        return providers.create(ProviderId.LIVEKIT, "videoprovider.livekit", connection, properties.livekit());
    }

    /** Registers a provider for each project. */
    static final class ProjectRegistrar extends ProviderRegistrar {

        ProjectRegistrar(Environment environment) {
            super(environment, Projects.LIVEKIT, LiveKitVideoProvider.class, "liveKitVideoProviders");
        }
    }
}
