package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.observe.OperationListener;
import io.videoprovider.spring.OkHttpCustomizer;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Settings that all providers share, and the choice of the primary provider. */
@AutoConfiguration(after = SslAutoConfiguration.class)
@EnableConfigurationProperties(VideoProviderProperties.class)
public final class ProviderSettingsAutoConfiguration {

    ProviderSettingsAutoConfiguration() {}

    @Bean
    ProviderSettings videoProviderSettings(
            Environment environment,
            VideoProviderProperties properties,
            ObjectProvider<OperationListener> listeners,
            ObjectProvider<OkHttpCustomizer> customizers,
            ObjectProvider<SslBundles> bundles) {
        return new ProviderSettings(
                environment,
                properties.resilience().toResilience(),
                listeners.orderedStream().toList(),
                customizers,
                bundles);
    }

    @Bean
    static PrimaryProvider primaryVideoProvider(Environment environment) {
        return new PrimaryProvider(environment);
    }

    @Bean
    static BeanFactoryPostProcessor aheadOfTimeVideoProviders(Environment environment) {
        return AheadOfTimeProviders.check(environment);
    }

    /** Fails: without the emulators, the application would use the configured keys, or have no provider. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty("videoprovider.emulator")
    @ConditionalOnMissingClass("io.videoprovider.emulator.livekit.LiveKitEmulator")
    static class MissingEmulatorConfiguration {

        @Bean
        static BeanFactoryPostProcessor missingVideoEmulator() {
            return beans -> {
                throw new VideoConfigurationException(
                        "videoprovider.emulator is true, but the emulators are not on the class path.",
                        "Add the dependency io.videoprovider:videoprovider-emulators, or remove videoprovider.emulator.");
            };
        }
    }

    /** Fails: an emulator is started for each vendor whose module exists. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty("videoprovider.emulator")
    @ConditionalOnMissingClass({
        "io.videoprovider.livekit.LiveKitVideoProvider",
        "io.videoprovider.stream.StreamVideoProvider"
    })
    static class MissingVendorConfiguration {

        @Bean
        static BeanFactoryPostProcessor missingVideoVendor() {
            return beans -> {
                throw new VideoConfigurationException(
                        "videoprovider.emulator is true, but no module of a vendor is on the class path.",
                        "Add the dependency io.videoprovider:videoprovider-livekit or io.videoprovider:videoprovider-stream.");
            };
        }
    }
}
