package io.videoprovider.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.ObservationRegistry;
import io.videoprovider.VideoProvider;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.StreamBuilderCustomizer;
import io.videoprovider.spring.TokenAuthorizer;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.emulator.LiveKitEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.emulator.StreamEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.endpoint.VideoEndpointAutoConfiguration;
import io.videoprovider.spring.autoconfigure.health.VideoHealthAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.EventDispatchAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import io.videoprovider.spring.autoconfigure.observation.VideoObservationAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import io.videoprovider.spring.autoconfigure.token.TokenEndpointAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookAutoConfiguration;
import io.videoprovider.stream.StreamVideoProvider;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Conditions of the auto-configurations that no other test covers. */
class ConditionsTest {

    private static final String[] STREAM = {
        "videoprovider.stream.api-key=key", "videoprovider.stream.api-secret=" + LiveKitWebhook.SECRET
    };

    private static final AutoConfigurations ALL = AutoConfigurations.of(
            ProviderSettingsAutoConfiguration.class,
            LiveKitEmulatorAutoConfiguration.class,
            StreamEmulatorAutoConfiguration.class,
            LiveKitAutoConfiguration.class,
            StreamAutoConfiguration.class,
            InboxAutoConfiguration.class,
            EventDispatchAutoConfiguration.class,
            WebhookAutoConfiguration.class,
            TokenEndpointAutoConfiguration.class,
            VideoHealthAutoConfiguration.class,
            VideoObservationAutoConfiguration.class,
            VideoEndpointAutoConfiguration.class);

    private final ApplicationContextRunner withoutProvider = new ApplicationContextRunner().withConfiguration(ALL);
    private final ApplicationContextRunner app = withoutProvider.withPropertyValues(LiveKitWebhook.properties());
    private final WebApplicationContextRunner servlet =
            new WebApplicationContextRunner().withConfiguration(ALL).withPropertyValues(LiveKitWebhook.properties());
    private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
            .withConfiguration(ALL)
            .withPropertyValues(LiveKitWebhook.properties());

    @Test
    void nothing_is_created_without_a_provider() {
        new WebApplicationContextRunner()
                .withConfiguration(ALL)
                .withBean(ObservationRegistry.class, ObservationRegistry::create)
                .withBean(TokenAuthorizer.class, () -> (user, request) -> Optional.empty())
                .withPropertyValues(
                        "videoprovider.token-endpoint.enabled=true",
                        "management.endpoints.web.exposure.include=videoprovider")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context).doesNotHaveBean(Inbox.class);
                    assertThat(context).doesNotHaveBean(EventDispatcher.class);
                    assertThat(context).doesNotHaveBean(WebhookIntake.class);
                    assertThat(context).doesNotHaveBean("videoWebhookReceiver");
                    assertThat(context).doesNotHaveBean("videoWebhookRoute");
                    assertThat(context).doesNotHaveBean("videoTokenRoute");
                    assertThat(context).doesNotHaveBean(HealthContributor.class);
                    assertThat(context).doesNotHaveBean("videoProviderEndpoint");
                });
    }

    @Test
    void inbox_without_a_provider_creates_no_endpoint() {
        withoutProvider
                .withBean(Inbox.class, () -> MemoryInbox.builder().build())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(EventDispatcher.class)
                        .doesNotHaveBean(WebhookIntake.class));
    }

    @Test
    void connection_details_of_stream_override_its_properties() {
        withoutProvider
                .withPropertyValues(STREAM)
                .withBean(
                        VideoConnectionDetails.Stream.class,
                        () -> new StreamConnection("https://elsewhere:1", "another", LiveKitWebhook.SECRET))
                .run(context -> {
                    assertThat(context).hasSingleBean(VideoConnectionDetails.Stream.class);
                    assertThat(context.getBean(StreamVideoProvider.class).toString())
                            .contains("elsewhere");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-key", "api-secret"})
    void missing_key_of_stream_is_named(String given) {
        withoutProvider
                .withPropertyValues("videoprovider.stream." + given + "=" + LiveKitWebhook.SECRET)
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .isEqualTo("Missing properties: videoprovider.stream."
                                + (given.equals("api-key") ? "api-secret" : "api-key") + "."));
    }

    @Test
    void address_of_stream_without_a_key_creates_no_provider() {
        withoutProvider
                .withPropertyValues("videoprovider.stream.url=https://elsewhere:1")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VideoProvider.class));
    }

    @Test
    void customizers_of_stream_override_the_properties() {
        withoutProvider
                .withPropertyValues(STREAM)
                .withBean(StreamBuilderCustomizer.class, () -> builder -> builder.url("https://last:1"))
                .run(context -> assertThat(
                                context.getBean(StreamVideoProvider.class).toString())
                        .contains("last:1"));
    }

    @Test
    void stream_provider_of_the_application_replaces_only_that_of_stream() {
        app.withPropertyValues(STREAM)
                .withPropertyValues("videoprovider.primary=livekit")
                .withBean(
                        "own",
                        StreamVideoProvider.class,
                        () -> StreamVideoProvider.builder()
                                .apiKey("own")
                                .apiSecret(LiveKitWebhook.SECRET)
                                .build())
                .run(context -> {
                    assertThat(context.getBeansOfType(StreamVideoProvider.class))
                            .containsOnlyKeys("own");
                    assertThat(context).hasSingleBean(LiveKitVideoProvider.class);
                });
    }

    @Test
    void emulator_of_the_application_is_used() {
        withoutProvider
                .withPropertyValues("videoprovider.emulator=true")
                .withBean(
                        "ownLiveKit",
                        LiveKitEmulator.class,
                        () -> LiveKitEmulator.builder()
                                .apiKey("own", LiveKitWebhook.SECRET)
                                .start())
                .withBean(
                        "ownStream",
                        StreamEmulator.class,
                        () -> StreamEmulator.builder()
                                .apiKey("own", LiveKitWebhook.SECRET)
                                .start())
                .run(context -> {
                    assertThat(context.getBeansOfType(LiveKitEmulator.class)).containsOnlyKeys("ownLiveKit");
                    assertThat(context.getBeansOfType(StreamEmulator.class)).containsOnlyKeys("ownStream");
                    assertThat(context.getBean(VideoConnectionDetails.LiveKit.class)
                                    .url())
                            .isEqualTo(
                                    context.getBean(LiveKitEmulator.class).url().toString());
                    assertThat(context.getBean(VideoConnectionDetails.Stream.class)
                                    .url())
                            .isEqualTo(
                                    context.getBean(StreamEmulator.class).url().toString());
                });
    }

    @Test
    void no_emulator_is_started_with_connection_details() {
        withoutProvider
                .withPropertyValues("videoprovider.emulator=true")
                .withBean(
                        VideoConnectionDetails.LiveKit.class,
                        () -> new LiveKitConnection("ws://elsewhere:1", "key", LiveKitWebhook.SECRET))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(LiveKitEmulator.class)
                        .hasSingleBean(StreamEmulator.class));
        withoutProvider
                .withPropertyValues("videoprovider.emulator=true")
                .withBean(
                        VideoConnectionDetails.Stream.class,
                        () -> new StreamConnection("https://elsewhere:1", "key", LiveKitWebhook.SECRET))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(StreamEmulator.class)
                        .hasSingleBean(LiveKitEmulator.class));
    }

    @Test
    void each_emulator_requires_the_module_of_its_vendor() {
        withoutProvider
                .withPropertyValues("videoprovider.emulator=true")
                .withClassLoader(new FilteredClassLoader(LiveKitVideoProvider.class))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(LiveKitEmulator.class)
                        .hasSingleBean(StreamEmulator.class));
        withoutProvider
                .withPropertyValues("videoprovider.emulator=true")
                .withClassLoader(new FilteredClassLoader(StreamVideoProvider.class))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(StreamEmulator.class)
                        .hasSingleBean(LiveKitEmulator.class));
    }

    @Test
    void endpoint_is_registered_with_emulators_only_if_it_can_exist() {
        ApplicationContextRunner emulated = withoutProvider.withPropertyValues("videoprovider.emulator=true");

        emulated.run(
                context -> assertThat(context).hasBean("liveKitEmulatorWebhook").hasBean("streamEmulatorWebhook"));
        emulated.withPropertyValues("videoprovider.webhooks.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("liveKitEmulatorWebhook"));
        emulated.withClassLoader(new FilteredClassLoader(WebServerInitializedEvent.class))
                .run(context -> assertThat(context)
                        .hasSingleBean(LiveKitEmulator.class)
                        .hasSingleBean(StreamEmulator.class)
                        .doesNotHaveBean("liveKitEmulatorWebhook")
                        .doesNotHaveBean("streamEmulatorWebhook"));
    }

    @Test
    void jdbc_inbox_without_a_data_source_fails() {
        app.withPropertyValues("videoprovider.inbox.store=jdbc")
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getAction())
                        .contains("spring.datasource.url", "@Primary"));
    }

    @Test
    void inbox_of_the_application_is_used() {
        MemoryInbox own = MemoryInbox.builder().build();
        app.withBean("one", DataSource.class, ConditionsTest::h2)
                .withBean("own", Inbox.class, () -> own)
                .run(context -> {
                    assertThat(context.getBeansOfType(Inbox.class)).containsOnlyKeys("own");
                    assertThat(context).hasSingleBean(EventDispatcher.class);
                    assertThat(context).hasSingleBean(WebhookIntake.class);
                });
    }

    @Test
    void several_inboxes_without_a_primary_one_stop_the_start() {
        ApplicationContextRunner two =
                app.withBean("one", Inbox.class, () -> MemoryInbox.builder().build());

        two.withBean("two", Inbox.class, () -> MemoryInbox.builder().build())
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(NoUniqueBeanDefinitionException.class)
                        .hasMessageContaining("Inbox")
                        .hasMessageContaining("one,two"));
        two.withBean("two", Inbox.class, () -> MemoryInbox.builder().build(), definition -> definition.setPrimary(true))
                .run(context ->
                        assertThat(context).hasSingleBean(EventDispatcher.class).hasSingleBean(WebhookIntake.class));
    }

    @Test
    void disabling_webhooks_removes_inbox_dispatcher_and_intake() {
        app.withPropertyValues("videoprovider.webhooks.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(LiveKitVideoProvider.class)
                        .doesNotHaveBean(Inbox.class)
                        .doesNotHaveBean(EventDispatcher.class)
                        .doesNotHaveBean(WebhookIntake.class));
        // The inbox of the application is dispatched, but receives no webhooks.
        app.withPropertyValues("videoprovider.webhooks.enabled=false")
                .withBean("own", Inbox.class, () -> MemoryInbox.builder().build())
                .run(context ->
                        assertThat(context).doesNotHaveBean(WebhookIntake.class).hasSingleBean(EventDispatcher.class));
    }

    @Test
    void application_without_the_events_module_has_providers_tokens_and_health() {
        servlet.withClassLoader(new FilteredClassLoader("io.videoprovider.inbox"))
                .withBean(TokenAuthorizer.class, () -> (user, request) -> Optional.empty())
                .withPropertyValues(
                        "videoprovider.token-endpoint.enabled=true",
                        "management.endpoints.web.exposure.include=videoprovider")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(LiveKitVideoProvider.class)
                        .hasBean("videoTokenRoute")
                        .hasBean("videoProviderHealthContributor")
                        .doesNotHaveBean("videoInbox")
                        .doesNotHaveBean("videoEventDispatcher")
                        .doesNotHaveBean("videoWebhookRoute"));
    }

    @Test
    void dispatcher_and_intake_of_the_application_are_used() {
        app.withUserConfiguration(OwnDispatch.class).run(context -> {
            assertThat(context.getBeansOfType(EventDispatcher.class)).containsOnlyKeys("ownDispatcher");
            assertThat(context.getBeansOfType(WebhookIntake.class)).containsOnlyKeys("ownIntake");
            assertThat(context.getBean("videoEventDispatcherLifecycle", Lifecycle.class)
                            .isRunning())
                    .isTrue();
            assertThat(context.getBean(EventDispatcher.class).metrics())
                    .extracting(metrics -> metrics.name())
                    .containsExactly("own");
        });
    }

    @Test
    void application_without_a_web_server_has_an_intake_but_no_endpoint() {
        app.run(context -> assertThat(context)
                .hasSingleBean(WebhookIntake.class)
                .doesNotHaveBean("videoWebhookReceiver")
                .doesNotHaveBean("videoWebhookRoute"));
    }

    @Test
    void each_web_stack_has_its_route() {
        servlet.run(context -> assertThat(context.getBean("videoWebhookRoute"))
                .isInstanceOf(org.springframework.web.servlet.function.RouterFunction.class));
        reactive.run(context -> assertThat(context.getBean("videoWebhookRoute"))
                .isInstanceOf(org.springframework.web.reactive.function.server.RouterFunction.class));
    }

    @Test
    void endpoints_require_functional_routing() {
        String[] tokens = {"videoprovider.token-endpoint.enabled=true"};
        servlet.withBean(TokenAuthorizer.class, () -> (user, request) -> Optional.empty())
                .withPropertyValues(tokens)
                .withClassLoader(new FilteredClassLoader(org.springframework.web.servlet.function.RouterFunction.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("videoWebhookRoute")
                        .doesNotHaveBean("videoTokenRoute"));
        reactive.withBean(TokenAuthorizer.class, () -> (user, request) -> Optional.empty())
                .withPropertyValues(tokens)
                .withClassLoader(
                        new FilteredClassLoader(org.springframework.web.reactive.function.server.RouterFunction.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("videoWebhookRoute")
                        .doesNotHaveBean("videoTokenRoute"));
    }

    @Test
    void token_endpoint_is_off_by_default() {
        TokenAuthorizer authorizer = (user, request) -> Optional.empty();

        servlet.withBean(TokenAuthorizer.class, () -> authorizer)
                .run(context -> assertThat(context)
                        .doesNotHaveBean("videoTokenEndpoint")
                        .doesNotHaveBean("videoTokenRoute"));
        servlet.withBean(TokenAuthorizer.class, () -> authorizer)
                .withPropertyValues("videoprovider.token-endpoint.enabled=true")
                .run(context -> assertThat(context.getBean("videoTokenRoute"))
                        .isInstanceOf(org.springframework.web.servlet.function.RouterFunction.class));
        reactive.withBean(TokenAuthorizer.class, () -> authorizer)
                .withPropertyValues("videoprovider.token-endpoint.enabled=true")
                .run(context -> assertThat(context.getBean("videoTokenRoute"))
                        .isInstanceOf(org.springframework.web.reactive.function.server.RouterFunction.class));
        app.withBean(TokenAuthorizer.class, () -> authorizer)
                .withPropertyValues("videoprovider.token-endpoint.enabled=true")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("videoTokenEndpoint"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"videoProviderHealthIndicator", "videoProviderHealthContributor"})
    void health_check_of_the_application_is_used(String name) {
        app.withBean(name, HealthIndicator.class, () -> () -> Health.up().build())
                .run(context -> assertThat(context.getBeansOfType(HealthContributor.class))
                        .containsOnlyKeys(name));
    }

    @Test
    void actuator_endpoint_requires_the_actuator() {
        app.withPropertyValues("management.endpoints.web.exposure.include=videoprovider")
                .withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("videoProviderEndpoint"));
    }

    @Test
    void actuator_endpoint_without_access_is_not_created() {
        app.withPropertyValues(
                        "management.endpoints.web.exposure.include=videoprovider",
                        "management.endpoint.videoprovider.access=NONE")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("videoProviderEndpoint"));
    }

    @Test
    void observations_require_an_observation_registry() {
        app.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("videoOperationObservations"));
        app.withBean(ObservationRegistry.class, ObservationRegistry::create)
                .run(context -> assertThat(context).hasBean("videoOperationObservations"));
    }

    private record LiveKitConnection(String url, String apiKey, String apiSecret)
            implements VideoConnectionDetails.LiveKit {}

    private record StreamConnection(String url, String apiKey, String apiSecret)
            implements VideoConnectionDetails.Stream {}

    private static DataSource h2() {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDispatch {
        @Bean
        EventDispatcher ownDispatcher(Inbox inbox, VideoProvider video) {
            return EventDispatcher.builder(inbox)
                    .source(ProviderId.LIVEKIT, video.webhooks())
                    .on(VideoEvent.class, "own", event -> {})
                    .build();
        }

        @Bean
        WebhookIntake ownIntake(Inbox inbox) {
            return new WebhookIntake(inbox);
        }
    }
}
