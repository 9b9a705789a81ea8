package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.observe.OperationListener;
import io.videoprovider.spring.OkHttpCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
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
    static BeanFactoryPostProcessor primaryVideoProvider(Environment environment) {
        return new PrimaryProvider(environment);
    }
}
