package io.videoprovider.spring.autoconfigure.emulator;

import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.error.ProviderId;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.provider.Projects;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookProperties;
import io.videoprovider.stream.StreamVideoProvider;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The Stream emulator, for local development. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class, before = StreamAutoConfiguration.class)
@ConditionalOnBooleanProperty("videoprovider.emulator")
@ConditionalOnClass({StreamVideoProvider.class, StreamEmulator.class})
@Import({EmulatorWebhookConfiguration.class, StreamEmulatorAutoConfiguration.Registrar.class})
public final class StreamEmulatorAutoConfiguration {

    StreamEmulatorAutoConfiguration() {}

    private record Connection(String url, String apiKey, String apiSecret) implements VideoConnectionDetails.Stream {}

    static StreamEmulator start(WebhookTrust trust) {
        return StreamEmulator.builder()
                .apiKey(EmulatorKey.ID, EmulatorKey.SECRET)
                .http(trust::customize)
                .start();
    }

    static VideoConnectionDetails.Stream connection(StreamEmulator emulator) {
        return new Connection(emulator.url().toString(), EmulatorKey.ID, EmulatorKey.SECRET);
    }

    /** The emulator of the project without a name. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(VideoConnectionDetails.Stream.class)
    @Conditional(OnUnnamedProject.class)
    static class UnnamedProjectConfiguration {

        @Bean
        @ConditionalOnMissingBean
        StreamEmulator streamEmulator(WebhookTrust trust) {
            return start(trust);
        }

        @Bean
        VideoConnectionDetails.Stream streamConnectionDetails(StreamEmulator emulator) {
            return connection(emulator);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({WebServerInitializedEvent.class, WebhookIntake.class})
    @ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
    @EnableConfigurationProperties(WebhookProperties.class)
    static class WebhookConfiguration {

        @Bean
        EmulatorWebhook streamEmulatorWebhook(
                ListableBeanFactory beans,
                Environment environment,
                WebhookProperties properties,
                WebhookTrust trust,
                ObjectProvider<WebhookBase> base) {
            Map<ProviderId, Consumer<URI>> emulators = new LinkedHashMap<>();
            if (beans.getBeanNamesForType(UnnamedProjectConfiguration.class).length > 0) {
                emulators.put(ProviderId.STREAM, register(beans.getBean(StreamEmulator.class)));
            }
            for (String name : Projects.STREAM.names(environment)) {
                String bean = EmulatorRegistrar.emulatorBean(Projects.STREAM, name);
                emulators.put(Projects.STREAM.id(name), register(beans.getBean(bean, StreamEmulator.class)));
            }
            return new EmulatorWebhook(
                    base.getIfAvailable(() -> WebhookBase.ROOT), properties.path(), trust, emulators);
        }

        private static Consumer<URI> register(StreamEmulator emulator) {
            return emulator::addWebhook;
        }
    }

    static final class OnUnnamedProject implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Projects.STREAM.includeUnnamed(context.getEnvironment());
        }
    }

    /** Registers an emulator for each project with a name. */
    static final class Registrar extends EmulatorRegistrar {

        Registrar(Environment environment) {
            super(environment, Projects.STREAM, StreamEmulatorAutoConfiguration.class);
        }
    }
}
