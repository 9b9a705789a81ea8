package io.videoprovider.spring.autoconfigure.emulator;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.error.ProviderId;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.Projects;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookProperties;
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

/** The LiveKit emulator, for local development. */
@AutoConfiguration(after = ProviderSettingsAutoConfiguration.class, before = LiveKitAutoConfiguration.class)
@ConditionalOnBooleanProperty("videoprovider.emulator")
@ConditionalOnClass({LiveKitVideoProvider.class, LiveKitEmulator.class})
@Import({EmulatorWebhookConfiguration.class, LiveKitEmulatorAutoConfiguration.Registrar.class})
public final class LiveKitEmulatorAutoConfiguration {

    LiveKitEmulatorAutoConfiguration() {}

    private record Connection(String url, String apiKey, String apiSecret) implements VideoConnectionDetails.LiveKit {}

    static LiveKitEmulator start(WebhookTrust trust) {
        return LiveKitEmulator.builder()
                .apiKey(EmulatorKey.ID, EmulatorKey.SECRET)
                .http(trust::customize)
                .start();
    }

    static VideoConnectionDetails.LiveKit connection(LiveKitEmulator emulator) {
        return new Connection(emulator.url().toString(), EmulatorKey.ID, EmulatorKey.SECRET);
    }

    /** The emulator of the project without a name. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(VideoConnectionDetails.LiveKit.class)
    @Conditional(OnUnnamedProject.class)
    static class UnnamedProjectConfiguration {

        @Bean
        @ConditionalOnMissingBean
        LiveKitEmulator liveKitEmulator(WebhookTrust trust) {
            return start(trust);
        }

        @Bean
        VideoConnectionDetails.LiveKit liveKitConnectionDetails(LiveKitEmulator emulator) {
            return connection(emulator);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({WebServerInitializedEvent.class, WebhookIntake.class})
    @ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
    @EnableConfigurationProperties(WebhookProperties.class)
    static class WebhookConfiguration {

        @Bean
        EmulatorWebhook liveKitEmulatorWebhook(
                ListableBeanFactory beans,
                Environment environment,
                WebhookProperties properties,
                WebhookTrust trust,
                ObjectProvider<WebhookBase> base) {
            Map<ProviderId, Consumer<URI>> emulators = new LinkedHashMap<>();
            if (beans.getBeanNamesForType(UnnamedProjectConfiguration.class).length > 0) {
                emulators.put(ProviderId.LIVEKIT, register(beans.getBean(LiveKitEmulator.class)));
            }
            for (String name : Projects.LIVEKIT.names(environment)) {
                String bean = EmulatorRegistrar.emulatorBean(Projects.LIVEKIT, name);
                emulators.put(Projects.LIVEKIT.id(name), register(beans.getBean(bean, LiveKitEmulator.class)));
            }
            return new EmulatorWebhook(
                    base.getIfAvailable(() -> WebhookBase.ROOT), properties.path(), trust, emulators);
        }

        private static Consumer<URI> register(LiveKitEmulator emulator) {
            return uri -> emulator.addWebhook(uri, EmulatorKey.ID);
        }
    }

    static final class OnUnnamedProject implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Projects.LIVEKIT.includeUnnamed(context.getEnvironment());
        }
    }

    /** Registers an emulator for each project with a name. */
    static final class Registrar extends EmulatorRegistrar {

        Registrar(Environment environment) {
            super(environment, Projects.LIVEKIT, LiveKitEmulatorAutoConfiguration.class);
        }
    }
}
