package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.event.CallStarted;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.TestApplication;
import java.sql.Connection;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Handlers that use the connection pool of the inbox. */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class ConnectionPoolTest {

    private static ConfigurableApplicationContext start(String... arguments) {
        ApplicationContextInitializer<GenericApplicationContext> greedy = context ->
                context.registerBean("greedy", Greedy.class, () -> new Greedy(context.getBean(DataSource.class)));
        return new SpringApplicationBuilder(TestApplication.class)
                .web(WebApplicationType.SERVLET)
                .initializers(greedy)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties("spring.flyway.enabled=false")
                .properties("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .properties(LiveKitWebhook.properties())
                .properties(LiveKitWebhook.patientInbox())
                .run(arguments);
    }

    @Test
    void handlers_leave_connections_for_webhooks_by_default(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext app = start()) {
            Greedy handler = app.getBean(Greedy.class);
            for (int i = 0; i < 7; i++) {
                assertThat(LiveKitWebhook.roomStarted("room" + i).post(app)).isEqualTo(200);
                assertThat(handler.connected.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            }

            for (int i = 7; i < 20; i++) {
                assertThat(LiveKitWebhook.roomStarted("room" + i).post(app)).isEqualTo(200);
            }
            assertThat(app.getBean(Inbox.class).metrics())
                    .matches(metrics -> metrics.claimed() == 7)
                    .matches(metrics -> metrics.waiting() == 13);

            handler.release.countDown();
            assertThat(handler.connected.tryAcquire(13, 60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(output).doesNotContain("handlers that use the database delay webhooks");
    }

    @Test
    void more_handlers_than_connections_are_reported_at_start(CapturedOutput output) {
        try (ConfigurableApplicationContext app = start("--videoprovider.inbox.concurrency=64")) {
            assertThat(app.isRunning()).isTrue();
        }
        assertThat(output)
                .containsOnlyOnce("the connection pool has 10 connections, but videoprovider.inbox.concurrency is 64."
                        + " It should be at most 7, or the pool have 67 connections");
    }

    @Test
    void a_sufficient_pool_is_not_reported(CapturedOutput output) {
        try (ConfigurableApplicationContext app =
                start("--videoprovider.inbox.concurrency=20", "--spring.datasource.hikari.maximum-pool-size=23")) {
            assertThat(app.isRunning()).isTrue();
        }
        assertThat(output).doesNotContain("handlers that use the database delay webhooks");
    }

    /** Uses a connection until it is released. */
    static final class Greedy implements VideoEventHandler<CallStarted> {

        final Semaphore connected = new Semaphore(0);
        final CountDownLatch release = new CountDownLatch(1);
        private final DataSource dataSource;

        Greedy(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        @Override
        public void handle(CallStarted event) throws Exception {
            try (Connection connection = dataSource.getConnection()) {
                assertThat(connection.isClosed()).isFalse();
                connected.release();
                release.await();
            }
        }
    }
}
