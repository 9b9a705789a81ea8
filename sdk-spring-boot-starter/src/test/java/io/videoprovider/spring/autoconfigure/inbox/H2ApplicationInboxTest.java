package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.TestApplication;
import java.nio.file.Path;
import java.util.UUID;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

class H2ApplicationInboxTest extends ApplicationInboxContract {

    @Override
    String[] emptySchema() {
        return new String[] {"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1"};
    }

    @Override
    String folder() {
        return "h2";
    }

    @Override
    String withoutTables() {
        return "videoprovider.inbox.initialize-schema=never";
    }

    /** By default, Flyway fails in a schema that is not empty. */
    @Test
    void tables_created_in_an_embedded_database_do_not_block_flyway() {
        try (ConfigurableApplicationContext app = new SpringApplicationBuilder(OwnMigrations.class)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties(LiveKitWebhook.properties())
                .properties(emptySchema())
                .run()) {
            JdbcTemplate database = app.getBean(JdbcTemplate.class);

            assertThat(database.queryForObject("SELECT COUNT(*) FROM consultation", Integer.class))
                    .isZero();
            assertThat(database.queryForObject("SELECT COUNT(*) FROM videoprovider_inbox", Integer.class))
                    .isZero();
        }
    }

    /** An H2 file is not an embedded database for Spring Boot. */
    @Test
    void tables_in_an_h2_file_are_created_with_always_and_kept(@TempDir Path folder) throws Exception {
        String file = "spring.datasource.url=jdbc:h2:" + folder.resolve("app");
        FailureAnalysis analysis =
                StartupFailures.analyze(catchThrowable(() -> start(file).close()));
        assertThat(analysis.getAction()).contains("videoprovider.inbox.initialize-schema=always");

        LiveKitWebhook webhook = LiveKitWebhook.roomStarted("consult");
        for (int i = 0; i < 2; i++) {
            try (ConfigurableApplicationContext app = start(file, "videoprovider.inbox.initialize-schema=always")) {
                assertThat(webhook.post(app)).isEqualTo(200);
                assertThat(app.getBean(Inbox.class).metrics().duplicates()).isEqualTo(i);
            }
        }
    }

    private static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(TestApplication.class)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties("spring.flyway.enabled=false")
                .properties(LiveKitWebhook.properties())
                .properties(LiveKitWebhook.patientInbox())
                .properties(properties)
                .run();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnMigrations extends TestApplication {

        @Bean
        V1__Consultations consultations() {
            return new V1__Consultations();
        }
    }

    /** First migration of the application. */
    static final class V1__Consultations extends BaseJavaMigration {

        @Override
        public void migrate(Context context) throws Exception {
            try (var statement = context.getConnection().createStatement()) {
                statement.execute("CREATE TABLE consultation (id BIGINT PRIMARY KEY)");
            }
        }
    }
}
