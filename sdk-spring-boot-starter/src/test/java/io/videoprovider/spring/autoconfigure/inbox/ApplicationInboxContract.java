package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.videoprovider.common.Json;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.TestApplication;
import io.videoprovider.spring.autoconfigure.TestApplication.ReceivedEvents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/** Webhooks in an application with a database. */
abstract class ApplicationInboxContract {

    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    /** Creates an empty schema and returns the properties that select it. */
    abstract String[] emptySchema() throws SQLException;

    /** Removes the schema, after the applications have stopped. */
    void dropSchema() throws SQLException {}

    /** Returns the name of the folder with the SQL files. */
    abstract String folder();

    /** Returns a property with which nothing creates the tables. */
    String withoutTables() {
        return "videoprovider.inbox.initialize-schema=embedded";
    }

    private String[] database = {};

    @BeforeEach
    void begin() throws SQLException {
        database = emptySchema();
    }

    @AfterEach
    void stop() throws SQLException {
        applications.forEach(ConfigurableApplicationContext::close);
        dropSchema();
    }

    @Test
    void webhook_is_stored_and_handled() throws Exception {
        ConfigurableApplicationContext app = start(
                TestApplication.class, "spring.flyway.enabled=false", "videoprovider.inbox.initialize-schema=always");

        assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);

        assertThat(handled(app))
                .matches(event -> "default:consult".equals(String.valueOf(event.call())))
                .matches(event -> "key#1".equals(event.signedBy()));
        assertThat(app.getBean(ReceivedEvents.class).byListener.poll(30, TimeUnit.SECONDS))
                .matches(event -> "key#1".equals(event.signedBy()));
        assertThat(app.getBean(Inbox.class)).isInstanceOf(JdbcInbox.class);
        assertThat(settledRow(app))
                .containsEntry("provider", "livekit")
                .containsEntry("event_type", "room_started")
                .containsEntry("state", "handled")
                .containsEntry("body", null);
    }

    @Test
    void second_instance_finds_the_tables_and_the_webhooks_of_the_first() throws Exception {
        String[] always = {"spring.flyway.enabled=false", "videoprovider.inbox.initialize-schema=always"};
        ConfigurableApplicationContext first = start(TestApplication.class, always);
        LiveKitWebhook webhook = LiveKitWebhook.roomStarted("consult");
        webhook.post(first);
        handled(first);

        ConfigurableApplicationContext second = start(TestApplication.class, always);

        assertThat(webhook.post(second)).isEqualTo(200);
        assertThat(second.getBean(Inbox.class).metrics().duplicates()).isEqualTo(1);
    }

    @Test
    void applications_with_different_groups_share_a_database_and_each_handles_its_webhooks() throws Exception {
        String[] always = {"spring.flyway.enabled=false", "videoprovider.inbox.initialize-schema=always"};
        ConfigurableApplicationContext first = start(TestApplication.class, always);
        ConfigurableApplicationContext second =
                start(TestApplication.class, always[0], always[1], "videoprovider.inbox.group=billing");
        LiveKitWebhook webhook = LiveKitWebhook.roomStarted("consult");

        for (ConfigurableApplicationContext app : List.of(first, second)) {
            assertThat(webhook.post(app)).isEqualTo(200);
            assertThat(handled(app).call()).hasToString("default:consult");
        }

        assertThat(second.getBean(JdbcTemplate.class)
                        .queryForList("SELECT consumer_group FROM videoprovider_inbox", String.class))
                .containsExactlyInAnyOrder("default", "billing");
    }

    @Test
    void webhooks_reach_a_handler_that_the_receiving_instance_lacks_until_it_is_retired() throws Exception {
        String[] always = {"spring.flyway.enabled=false", "videoprovider.inbox.initialize-schema=always"};
        ConfigurableApplicationContext with = start(TestApplication.class, always);
        awaitHandler(with, "starts");
        ConfigurableApplicationContext without = start(OpenActuator.class, always);

        for (int i = 0; i < 20; i++) {
            assertThat(LiveKitWebhook.roomStarted("consult" + i).post(without)).isEqualTo(200);
        }

        Set<String> calls = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            calls.add(String.valueOf(handled(with).call()));
        }
        assertThat(calls).hasSize(20);
        with.close();
        without.close();

        ConfigurableApplicationContext retiring =
                start(OpenActuator.class, always[0], always[1], "videoprovider.inbox.retired-handlers=starts");
        assertThat(LiveKitWebhook.roomStarted("consult").post(retiring)).isEqualTo(200);
        awaitCommitted(retiring, 1);
    }

    private static void awaitHandler(ConfigurableApplicationContext app, String name) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!app.getBean(JdbcTemplate.class)
                .queryForList("SELECT name FROM videoprovider_inbox_handler", String.class)
                .contains(name)) {
            assertThat(System.nanoTime()).as("registration of the handler").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static void awaitCommitted(ConfigurableApplicationContext app, long count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (app.getBean(Inbox.class).metrics().committed() < count) {
            assertThat(System.nanoTime()).as("commit").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void application_without_tables_fails_to_start_and_reports_the_remedy() {
        FailureAnalysis analysis = StartupFailures.analyze(
                catchThrowable(() -> start(TestApplication.class, "spring.flyway.enabled=false", withoutTables())));

        assertThat(analysis.getDescription())
                .contains(
                        "the tables videoprovider_inbox, videoprovider_inbox_lane and videoprovider_inbox_handler must"
                                + " be created")
                .contains("META-INF/videoprovider/inbox/" + folder());
        assertThat(analysis.getAction())
                .contains("videoprovider.inbox.initialize-schema=always", "Flyway", "videoprovider.inbox.store=memory");
    }

    @Test
    void health_and_actuator_report_tables_that_are_removed_later() throws Exception {
        ConfigurableApplicationContext app = start(
                OpenActuator.class,
                "spring.flyway.enabled=false",
                "videoprovider.inbox.initialize-schema=always",
                "management.endpoint.health.show-details=always",
                "management.endpoints.web.exposure.include=health,videoprovider");
        assertThat(health(app).string("status")).isEqualTo("UP");
        JdbcTemplate database = app.getBean(JdbcTemplate.class);
        database.execute("ALTER TABLE videoprovider_inbox RENAME TO away");

        assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(503);

        Json down = health(app);
        assertThat(down.string("status")).isEqualTo("DOWN");
        assertThat(down.object("details").string("error")).contains("videoprovider_inbox_handler must be created");
        assertThat(get(app, "/actuator/videoprovider").object("inbox").string("error"))
                .contains("videoprovider_inbox_handler must be created");

        database.execute("ALTER TABLE away RENAME TO videoprovider_inbox");
        awaitUp(app);
        assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);
        assertThat(get(app, "/actuator/videoprovider").object("inbox").has("waiting"))
                .isTrue();
    }

    private static void awaitUp(ConfigurableApplicationContext app) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!health(app).string("status").equals("UP")) {
            assertThat(System.nanoTime()).as("health").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static Json health(ConfigurableApplicationContext app) throws Exception {
        return get(app, "/actuator/health").object("components").object("videoInbox");
    }

    private static Json get(ConfigurableApplicationContext app, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + path);
        return Json.parse(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    // Configured as in docs/spring-boot.md.
    @Test
    void inbox_waits_for_flyway_to_create_the_tables() throws Exception {
        ConfigurableApplicationContext app = start(
                WithFlyway.class,
                "videoprovider.inbox.initialize-schema=never",
                "spring.flyway.locations=classpath:META-INF/videoprovider/inbox/" + folder());

        assertThat(app.getBean(Watch.class).inboxExisted).isFalse();
        assertThat(app.getBean(Flyway.class).info().applied())
                .extracting(MigrationInfo::getScript)
                .contains("V1__videoprovider_inbox.sql");
        assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);
        handled(app);
        assertThat(settledRow(app)).containsEntry("state", "handled");
    }

    private static VideoEvent handled(ConfigurableApplicationContext app) throws InterruptedException {
        VideoEvent event = app.getBean(ReceivedEvents.class).byHandler.poll(30, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("the handler received no event");
        }
        return event;
    }

    /** Waits until the only row has been handled and returns it. */
    private static Map<String, @Nullable Object> settledRow(ConfigurableApplicationContext app)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (app.getBean(Inbox.class).metrics().committed() == 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return app.getBean(JdbcTemplate.class)
                .queryForMap("SELECT provider, event_type, state, body FROM videoprovider_inbox");
    }

    private ConfigurableApplicationContext start(Class<?> application, String... properties) {
        ConfigurableApplicationContext app = new SpringApplicationBuilder(application)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties("spring.datasource.hikari.maximum-pool-size=5")
                .properties(LiveKitWebhook.properties())
                .properties(LiveKitWebhook.patientInbox())
                .properties(database)
                .properties(properties)
                .run();
        applications.add(app);
        return app;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OpenActuator {

        @Bean
        SecurityFilterChain security(HttpSecurity http) {
            return http.csrf(AbstractHttpConfigurer::disable).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithFlyway extends TestApplication {

        @Bean
        Watch watch(BeanFactory beans) {
            return new Watch((ConfigurableListableBeanFactory) beans);
        }
    }

    /** Records whether the inbox existed when Flyway had finished. */
    static final class Watch implements Callback {

        private final ConfigurableListableBeanFactory beans;

        @Nullable
        Boolean inboxExisted;

        Watch(ConfigurableListableBeanFactory beans) {
            this.beans = beans;
        }

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.AFTER_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            inboxExisted = beans.containsSingleton("videoInbox");
        }

        @Override
        public String getCallbackName() {
            return "watch";
        }
    }
}
