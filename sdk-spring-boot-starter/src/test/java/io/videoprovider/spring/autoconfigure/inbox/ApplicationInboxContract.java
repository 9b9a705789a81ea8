package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.TestApplication;
import io.videoprovider.spring.autoconfigure.TestApplication.ReceivedEvents;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Webhooks in an application with a database. */
abstract class ApplicationInboxContract {

    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    /** Creates an empty schema and returns the properties that select it. */
    abstract String[] emptySchema() throws SQLException;

    /** Returns the name of the folder with the SQL files. */
    abstract String folder();

    private String[] database = {};

    @BeforeEach
    void begin() throws SQLException {
        database = emptySchema();
    }

    @AfterEach
    void stop() {
        applications.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void webhook_is_stored_and_handled() throws Exception {
        ConfigurableApplicationContext app = start(
                TestApplication.class, "spring.flyway.enabled=false", "videoprovider.inbox.initialize-schema=always");

        assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);

        assertThat(handled(app).call()).hasToString("default:consult");
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
                .properties(database)
                .properties(properties)
                .run();
        applications.add(app);
        return app;
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
