package io.videoprovider.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.JdbcInbox;
import io.videoprovider.spring.autoconfigure.WebApplicationTest.Heard;
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

/** What an application with a database does with its webhooks, whichever database it is. */
abstract class ApplicationInboxContract {

    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    /** Makes an empty schema, and says by which properties of Boot's applications get into it. */
    abstract String[] emptySchema() throws SQLException;

    /** What the inbox's folder of SQL is called. */
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
    void a_webhook_goes_into_the_database_and_on_to_the_handler() throws Exception {
        ConfigurableApplicationContext app = start(
                WebApplicationTest.Application.class,
                "spring.flyway.enabled=false",
                "videoprovider.inbox.initialize-schema=always");

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
    void a_second_instance_finds_the_tables_and_what_the_first_took() throws Exception {
        String[] always = {"spring.flyway.enabled=false", "videoprovider.inbox.initialize-schema=always"};
        ConfigurableApplicationContext first = start(WebApplicationTest.Application.class, always);
        LiveKitWebhook webhook = LiveKitWebhook.roomStarted("consult");
        webhook.post(first);
        handled(first);

        ConfigurableApplicationContext second = start(WebApplicationTest.Application.class, always);

        assertThat(webhook.post(second)).isEqualTo(200);
        assertThat(second.getBean(Inbox.class).metrics().duplicates()).isEqualTo(1);
    }

    // As docs/spring-boot.md has it.
    @Test
    void flyway_makes_the_tables_and_the_inbox_waits_for_it() throws Exception {
        ConfigurableApplicationContext app = start(
                WithFlyway.class,
                "videoprovider.inbox.initialize-schema=never",
                "spring.flyway.locations=classpath:META-INF/videoprovider/inbox/" + folder());

        assertThat(app.getBean(Watch.class).inboxWasThere).isFalse();
        assertThat(app.getBean(Flyway.class).info().applied())
                .extracting(MigrationInfo::getScript)
                .contains("V1__videoprovider_inbox.sql");
        assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);
        handled(app);
        assertThat(settledRow(app)).containsEntry("state", "handled");
    }

    private static VideoEvent handled(ConfigurableApplicationContext app) throws InterruptedException {
        VideoEvent event = app.getBean(Heard.class).byHandler.poll(30, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing came to the handler");
        }
        return event;
    }

    /** The only row, once it does not wait any more, which is soon after the handler came to its end. */
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
                .properties(LiveKitWebhook.PROPERTIES)
                .properties(database)
                .properties(properties)
                .run();
        applications.add(app);
        return app;
    }

    @Configuration(proxyBeanMethods = false)
    static class WithFlyway extends WebApplicationTest.Application {

        @Bean
        Watch watch(BeanFactory beans) {
            return new Watch((ConfigurableListableBeanFactory) beans);
        }
    }

    /** Looks whether the inbox is there when Flyway comes to its end. */
    static final class Watch implements Callback {

        private final ConfigurableListableBeanFactory beans;

        @Nullable
        Boolean inboxWasThere;

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
            inboxWasThere = beans.containsSingleton("videoInbox");
        }

        @Override
        public String getCallbackName() {
            return "watch";
        }
    }
}
