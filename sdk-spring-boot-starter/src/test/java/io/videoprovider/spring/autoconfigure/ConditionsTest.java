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
import io.videoprovider.inbox.JdbcInbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.StreamBuilderCustomizer;
import io.videoprovider.spring.TokenAuthorizer;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.stream.StreamVideoProvider;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is there, and what is not, under each condition of the auto-configurations that no other test is about. */
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

    private final ApplicationContextRunner nobody = new ApplicationContextRunner().withConfiguration(ALL);
    private final ApplicationContextRunner app = nobody.withPropertyValues(LiveKitWebhook.PROPERTIES);
    private final WebApplicationContextRunner servlet =
            new WebApplicationContextRunner().withConfiguration(ALL).withPropertyValues(LiveKitWebhook.PROPERTIES);
    private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
            .withConfiguration(ALL)
            .withPropertyValues(LiveKitWebhook.PROPERTIES);

    // --- a provider
    // ---------------------------------------------------------------------------------------------------

    @Test
    void without_a_provider_there_is_nothing_else() {
        new WebApplicationContextRunner()
                .withConfiguration(ALL)
                .withBean(ObservationRegistry.class, ObservationRegistry::create)
                .withBean(TokenAuthorizer.class, () -> (who, asked) -> Optional.empty())
                .withPropertyValues(
                        "videoprovider.token-endpoint.enabled=true",
                        "management.endpoints.web.exposure.include=videoprovider")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context).doesNotHaveBean(Inbox.class);
                    assertThat(context).doesNotHaveBean(EventDispatcher.class);
                    assertThat(context).doesNotHaveBean(WebhookIntake.class);
                    assertThat(context).doesNotHaveBean(WebhookReceiver.class);
                    assertThat(context).doesNotHaveBean("videoWebhookRoute");
                    assertThat(context).doesNotHaveBean("videoTokenRoute");
                    assertThat(context).doesNotHaveBean(HealthContributor.class);
                    assertThat(context).doesNotHaveBean(VideoProviderEndpoint.class);
                });
    }

    @Test
    void an_inbox_alone_makes_no_endpoint() {
        nobody.withBean(Inbox.class, () -> MemoryInbox.builder().build())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(EventDispatcher.class)
                        .doesNotHaveBean(WebhookIntake.class));
    }

    @Test
    void streams_properties_are_left_alone_where_its_connection_details_are_there() {
        nobody.withPropertyValues(STREAM)
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
    void a_key_of_streams_that_is_missing_is_named(String given) {
        nobody.withPropertyValues("videoprovider.stream." + given + "=" + LiveKitWebhook.SECRET)
                .run(context -> assertThat(ProvidersTest.analysis(context.getStartupFailure())
                                .getDescription())
                        .isEqualTo("Missing: videoprovider.stream."
                                + (given.equals("api-key") ? "api-secret" : "api-key") + "."));
    }

    @Test
    void the_address_of_stream_alone_makes_no_provider() {
        nobody.withPropertyValues("videoprovider.stream.url=https://elsewhere:1")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VideoProvider.class));
    }

    @Test
    void streams_customizers_come_after_the_properties() {
        nobody.withPropertyValues(STREAM)
                .withBean(StreamBuilderCustomizer.class, () -> builder -> builder.url("https://last:1"))
                .run(context -> assertThat(
                                context.getBean(StreamVideoProvider.class).toString())
                        .contains("last:1"));
    }

    @Test
    void a_stream_provider_of_the_application_wins_and_leaves_livekit_alone() {
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

    // --- the emulators
    // ------------------------------------------------------------------------------------------------

    @Test
    void an_emulator_of_the_application_is_the_one_that_is_asked() {
        nobody.withPropertyValues("videoprovider.emulator=true")
                .withBean(
                        "ownLiveKit",
                        LiveKitEmulator.class,
                        () -> LiveKitEmulator.builder()
                                .apiKey(EmulatorKey.ID, EmulatorKey.SECRET)
                                .start())
                .withBean(
                        "ownStream",
                        StreamEmulator.class,
                        () -> StreamEmulator.builder()
                                .apiKey(EmulatorKey.ID, EmulatorKey.SECRET)
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
    void where_connection_details_are_there_no_emulator_is_started() {
        nobody.withPropertyValues("videoprovider.emulator=true")
                .withBean(
                        VideoConnectionDetails.LiveKit.class,
                        () -> new LiveKitConnection("ws://elsewhere:1", "key", LiveKitWebhook.SECRET))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(LiveKitEmulator.class)
                        .hasSingleBean(StreamEmulator.class));
        nobody.withPropertyValues("videoprovider.emulator=true")
                .withBean(
                        VideoConnectionDetails.Stream.class,
                        () -> new StreamConnection("https://elsewhere:1", "key", LiveKitWebhook.SECRET))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(StreamEmulator.class)
                        .hasSingleBean(LiveKitEmulator.class));
    }

    @Test
    void each_emulator_needs_the_module_of_its_vendor() {
        nobody.withPropertyValues("videoprovider.emulator=true")
                .withClassLoader(new FilteredClassLoader(LiveKitVideoProvider.class))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(LiveKitEmulator.class)
                        .hasSingleBean(StreamEmulator.class));
        nobody.withPropertyValues("videoprovider.emulator=true")
                .withClassLoader(new FilteredClassLoader(StreamVideoProvider.class))
                .run(context -> assertThat(context)
                        .doesNotHaveBean(StreamEmulator.class)
                        .hasSingleBean(LiveKitEmulator.class));
    }

    @Test
    void emulators_are_told_of_the_endpoint_only_where_there_can_be_one() {
        ApplicationContextRunner emulated = nobody.withPropertyValues("videoprovider.emulator=true");

        emulated.run(context -> assertThat(context.getBeansOfType(EmulatorWebhook.class))
                .containsOnlyKeys("liveKitEmulatorWebhook", "streamEmulatorWebhook"));
        emulated.withPropertyValues("videoprovider.webhooks.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EmulatorWebhook.class));
        emulated.withClassLoader(new FilteredClassLoader(WebServerInitializedEvent.class))
                .run(context -> assertThat(context)
                        .hasSingleBean(LiveKitEmulator.class)
                        .hasSingleBean(StreamEmulator.class)
                        .doesNotHaveBean("liveKitEmulatorWebhook")
                        .doesNotHaveBean("streamEmulatorWebhook"));
    }

    // --- the inbox
    // ----------------------------------------------------------------------------------------------------

    @Test
    void with_one_data_source_or_a_primary_one_the_inbox_is_in_it() {
        app.withBean("one", DataSource.class, ConditionsTest::h2)
                .run(context -> assertThat(context).hasSingleBean(JdbcInbox.class));
        app.withBean("one", DataSource.class, ConditionsTest::h2)
                .withBean("two", DataSource.class, ConditionsTest::h2)
                .run(context -> assertThat(context).getBean(Inbox.class).isInstanceOf(MemoryInbox.class));
        app.withBean("one", DataSource.class, ConditionsTest::h2)
                .withBean("two", DataSource.class, ConditionsTest::h2, definition -> definition.setPrimary(true))
                .run(context -> assertThat(context).hasSingleBean(JdbcInbox.class));
    }

    @Test
    void without_boots_support_for_jdbc_the_inbox_is_in_memory() {
        app.withBean("one", DataSource.class, ConditionsTest::h2)
                .withClassLoader(new FilteredClassLoader(DataSourceScriptDatabaseInitializer.class))
                .run(context -> assertThat(context).getBean(Inbox.class).isInstanceOf(MemoryInbox.class));
    }

    @Test
    void an_inbox_in_a_database_that_is_not_there_fails() {
        app.withPropertyValues("videoprovider.inbox.store=jdbc")
                .run(context -> assertThat(ProvidersTest.analysis(context.getStartupFailure())
                                .getAction())
                        .contains("spring.datasource.url", "@Primary"));
    }

    @Test
    void an_inbox_of_the_application_wins_over_both() {
        MemoryInbox own = MemoryInbox.builder().build();
        app.withBean("one", DataSource.class, ConditionsTest::h2)
                .withBean("own", Inbox.class, () -> own)
                .run(context -> {
                    assertThat(context.getBeansOfType(Inbox.class)).containsOnlyKeys("own");
                    assertThat(context).doesNotHaveBean("videoInboxSchema");
                    assertThat(context).hasSingleBean(EventDispatcher.class);
                    assertThat(context).hasSingleBean(WebhookIntake.class);
                });
    }

    @Test
    void of_two_inboxes_the_primary_one_is_served_and_none_without() {
        ApplicationContextRunner two =
                app.withBean("one", Inbox.class, () -> MemoryInbox.builder().build());

        two.withBean("two", Inbox.class, () -> MemoryInbox.builder().build())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(EventDispatcher.class)
                        .doesNotHaveBean(WebhookIntake.class));
        two.withBean("two", Inbox.class, () -> MemoryInbox.builder().build(), definition -> definition.setPrimary(true))
                .run(context ->
                        assertThat(context).hasSingleBean(EventDispatcher.class).hasSingleBean(WebhookIntake.class));
    }

    @Test
    void without_webhooks_there_is_no_inbox_no_dispatcher_and_no_intake() {
        app.withPropertyValues("videoprovider.webhooks.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(LiveKitVideoProvider.class)
                        .doesNotHaveBean(Inbox.class)
                        .doesNotHaveBean(EventDispatcher.class)
                        .doesNotHaveBean(WebhookIntake.class));
        // The application's own inbox is then the application's own affair, but for the dispatcher.
        app.withPropertyValues("videoprovider.webhooks.enabled=false")
                .withBean("own", Inbox.class, () -> MemoryInbox.builder().build())
                .run(context ->
                        assertThat(context).doesNotHaveBean(WebhookIntake.class).hasSingleBean(EventDispatcher.class));
    }

    @Test
    void a_dispatcher_and_an_intake_of_the_application_win() {
        app.withUserConfiguration(OwnDispatch.class).run(context -> {
            assertThat(context.getBeansOfType(EventDispatcher.class)).containsOnlyKeys("ownDispatcher");
            assertThat(context.getBeansOfType(WebhookIntake.class)).containsOnlyKeys("ownIntake");
            assertThat(context.getBean(EventDispatcherLifecycle.class).isRunning())
                    .isTrue();
            assertThat(context.getBean(EventDispatcher.class).metrics())
                    .extracting(metrics -> metrics.name())
                    .containsExactly("own");
        });
    }

    // --- the web
    // ------------------------------------------------------------------------------------------------------

    @Test
    void where_no_web_is_there_is_an_intake_and_no_endpoint() {
        app.run(context -> assertThat(context)
                .hasSingleBean(WebhookIntake.class)
                .doesNotHaveBean(WebhookReceiver.class)
                .doesNotHaveBean("videoWebhookRoute"));
    }

    @Test
    void each_stack_has_its_own_route() {
        servlet.run(context -> assertThat(context.getBean("videoWebhookRoute"))
                .isInstanceOf(org.springframework.web.servlet.function.RouterFunction.class));
        reactive.run(context -> assertThat(context.getBean("videoWebhookRoute"))
                .isInstanceOf(org.springframework.web.reactive.function.server.RouterFunction.class));
    }

    @Test
    void without_functional_routes_there_is_no_endpoint() {
        String[] tokens = {"videoprovider.token-endpoint.enabled=true"};
        servlet.withBean(TokenAuthorizer.class, () -> (who, asked) -> Optional.empty())
                .withPropertyValues(tokens)
                .withClassLoader(new FilteredClassLoader(org.springframework.web.servlet.function.RouterFunction.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("videoWebhookRoute")
                        .doesNotHaveBean("videoTokenRoute"));
        reactive.withBean(TokenAuthorizer.class, () -> (who, asked) -> Optional.empty())
                .withPropertyValues(tokens)
                .withClassLoader(
                        new FilteredClassLoader(org.springframework.web.reactive.function.server.RouterFunction.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("videoWebhookRoute")
                        .doesNotHaveBean("videoTokenRoute"));
    }

    @Test
    void tokens_are_minted_over_http_only_when_the_application_enables_it() {
        TokenAuthorizer authorizer = (who, asked) -> Optional.empty();

        servlet.withBean(TokenAuthorizer.class, () -> authorizer)
                .run(context ->
                        assertThat(context).doesNotHaveBean(TokenEndpoint.class).doesNotHaveBean("videoTokenRoute"));
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
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(TokenEndpoint.class));
    }

    // --- the actuator
    // -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"videoProviderHealthIndicator", "videoProviderHealthContributor"})
    void a_health_check_of_the_application_wins(String name) {
        app.withBean(name, HealthIndicator.class, () -> () -> Health.up().build())
                .run(context -> assertThat(context.getBeansOfType(HealthContributor.class))
                        .containsOnlyKeys(name));
    }

    @Test
    void without_the_actuator_there_is_no_endpoint() {
        app.withPropertyValues("management.endpoints.web.exposure.include=videoprovider")
                .withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("videoProviderEndpoint"));
    }

    @Test
    void an_endpoint_that_is_exposed_and_has_no_access_is_not_there() {
        app.withPropertyValues(
                        "management.endpoints.web.exposure.include=videoprovider",
                        "management.endpoint.videoprovider.access=NONE")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VideoProviderEndpoint.class));
    }

    @Test
    void without_an_observation_registry_nothing_is_observed() {
        app.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(OperationObservations.class));
        app.withBean(ObservationRegistry.class, ObservationRegistry::create)
                .run(context -> assertThat(context).hasSingleBean(OperationObservations.class));
    }

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
