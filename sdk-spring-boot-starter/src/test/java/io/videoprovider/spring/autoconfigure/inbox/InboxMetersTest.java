package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Gauges of the inbox. */
class InboxMetersTest {

    private static final String SCHEMA =
            "RUNSCRIPT FROM 'classpath:META-INF/videoprovider/inbox/h2/V1__videoprovider_inbox.sql'";

    @Test
    void gauges_query_the_inbox_once_in_ten_seconds_and_have_no_value_while_it_fails() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
        InstantSource source = now::get;
        AtomicInteger queries = new AtomicInteger();
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        DataSource database = new DelegatingDataSource(pool) {
            @Override
            public Connection getConnection() throws SQLException {
                // After a failure, a probe runs as well.
                if (!Thread.currentThread().getName().equals("videoprovider-inbox-probe")) {
                    queries.incrementAndGet();
                }
                return super.getConnection();
            }
        };
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try {
            execute(pool, SCHEMA);
            // The first access loads the classes of the driver, which takes seconds on a busy machine.
            Inbox inbox =
                    JdbcInbox.builder(database).timeout(Duration.ofSeconds(20)).build();
            InboxMeters gauges = new InboxMeters(inbox, source.withZone(ZoneOffset.UTC));
            gauges.bindTo(meters);

            assertThat(deliveries(meters, "waiting")).isZero();
            int once = queries.get();
            now.set(now.get().plusMillis(9999));
            assertThat(deliveries(meters, "dead")).isZero();
            assertThat(queries).hasValue(once);

            execute(pool, "DROP ALL OBJECTS");
            assertThat(deliveries(meters, "waiting")).isZero();
            now.set(now.get().plusMillis(1));
            assertThat(deliveries(meters, "waiting")).isNaN();
            int twice = queries.get();
            assertThat(deliveries(meters, "claimed")).isNaN();
            assertThat(queries).hasValue(twice).hasValueGreaterThan(once);

            execute(pool, SCHEMA);
            now.set(now.get().plusSeconds(10));
            awaitAvailable(inbox);
            assertThat(deliveries(meters, "waiting")).isZero();
        } finally {
            execute(pool, "SHUTDOWN");
            pool.dispose();
        }
    }

    private static void awaitAvailable(Inbox inbox) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                inbox.check();
                return;
            } catch (UnavailableException e) {
                assertThat(System.nanoTime()).as("recovery").isLessThan(deadline);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    private static double deliveries(MeterRegistry meters, String state) {
        return meters.get("videoprovider.inbox.deliveries")
                .tag("state", state)
                .gauge()
                .value();
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
