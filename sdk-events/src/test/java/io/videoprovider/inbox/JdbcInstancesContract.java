package io.videoprovider.inbox;

import static io.videoprovider.inbox.TestWebhooks.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.TestDatabase;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.inbox.jdbc.JdbcProjection;
import io.videoprovider.testkit.CapturedLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances with an inbox object each. */
abstract class JdbcInstancesContract extends InstancesContract {

    @SuppressWarnings("NullAway.Init")
    private TestDatabase database;

    @SuppressWarnings("NullAway.Init")
    private JdbcConnectionPool pool;

    abstract TestDatabase database() throws SQLException;

    @BeforeEach
    void connect() throws SQLException {
        database = database();
        pool = database.pool();
        pool.setMaxConnections(20);
        JdbcInbox.builder(pool).build().createTables();
    }

    @Override
    Inbox inbox(Clock clock) {
        // Several processes of tests share the processors.
        return JdbcInbox.builder(pool)
                .clock(clock)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    @AfterEach
    void disconnect() throws SQLException {
        stop();
        database.close();
    }

    @Test
    void events_do_not_wait_for_handlers_of_other_groups() throws Exception {
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        for (String group : List.of("billing", "archive")) {
            JdbcInbox inbox = JdbcInbox.builder(pool)
                    .clock(clock)
                    .group(group)
                    .timeout(Duration.ofSeconds(30))
                    .build();
            try (EventDispatcher dispatcher = EventDispatcher.builder(inbox)
                    .source(ACME, new TestWebhooks())
                    .clock(clock)
                    .on(VideoEvent.class, group, event -> handled.add(group))
                    .build()) {
                dispatcher.start();
                inbox.add(TestWebhooks.delivery("started", "e1", "call", 1));
                assertThat(handled.poll(20, TimeUnit.SECONDS)).isEqualTo(group);
                assertThat(dispatcher.stop(Duration.ofSeconds(20))).isTrue();
            }
            assertThat(inbox.metrics().committed()).isEqualTo(1);
        }
    }

    @Test
    void a_history_in_the_same_database_changes_only_with_the_claim() throws SQLException {
        JdbcHistory history = JdbcHistory.builder(pool).clock(clock).build();
        history.createTables();
        Inbox inbox = inbox(clock);
        inbox.add(TestWebhooks.delivery("started", "e1", "call", 1));
        Claim lost = inbox.claim(1, Duration.ofSeconds(1)).get(0);
        clock.advance(Duration.ofSeconds(2));
        Claim held = inbox.claim(1, Duration.ofMinutes(1)).get(0);
        VideoEvent event =
                new TestWebhooks().parseWithoutVerification(lost.delivery().body(), null);

        assertThat(inbox.settle(List.of(lost.commit().projecting(event, "history")), List.of(history)))
                .containsExactly(lost);
        assertThat(history.call(ACME, CallId.of("call"))).isEmpty();
        assertThat(inbox.settle(List.of(held.commit().projecting(event, "history")), List.of(history)))
                .isEmpty();
        assertThat(history.call(ACME, CallId.of("call"))).isPresent();
    }

    @Test
    void a_failing_transaction_changes_neither_the_inbox_nor_the_history() throws SQLException {
        JdbcHistory history = JdbcHistory.builder(pool).clock(clock).build();
        history.createTables();
        Inbox inbox = inbox(clock);
        inbox.add(TestWebhooks.delivery("started", "e1", "call", 1));
        Claim claim = inbox.claim(1, Duration.ofMinutes(1)).get(0);
        VideoEvent event =
                new TestWebhooks().parseWithoutVerification(claim.delivery().body(), null);
        List<Settlement> settlements = List.of(claim.commit().projecting(event, "history"));

        JdbcProjection unavailable = projection((connection, events) -> {
            throw new SQLException("no", "58030");
        });
        JdbcProjection rejecting = projection((connection, events) -> {
            throw new SQLException("no", "22001");
        });
        // The database has responded: the inbox remains available.
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> inbox.settle(settlements, List.of(history, rejecting)))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            rejected -> assertThat(rejected.retryable()).isFalse())
                    .hasMessageContaining("SQLSTATE 22001");
            inbox.check();
        }
        assertThat(history.call(ACME, CallId.of("call"))).isEmpty();
        assertThatThrownBy(() -> inbox.settle(settlements, List.of(history, unavailable)))
                .isInstanceOf(UnavailableException.class);
        assertThat(history.call(ACME, CallId.of("call"))).isEmpty();
        assertThat(inbox.settle(settlements, List.of(history))).isEmpty();
        assertThat(history.call(ACME, CallId.of("call"))).isPresent();
    }

    private interface Statements {
        void run(Connection connection, List<? extends VideoEvent> events) throws SQLException;
    }

    /** Returns a projection into the database of the inbox. */
    private JdbcProjection projection(Statements statements) {
        return new JdbcProjection() {
            @Override
            public DataSource dataSource() {
                return pool;
            }

            @Override
            public void apply(List<? extends VideoEvent> events) {
                throw new IllegalStateException();
            }

            @Override
            public void apply(Connection connection, List<? extends VideoEvent> events) throws SQLException {
                statements.run(connection, events);
            }
        };
    }

    @Test
    void events_that_the_database_of_a_projection_rejects_do_not_block_others() throws Exception {
        execute("CREATE TABLE projected (id VARCHAR(5) NOT NULL PRIMARY KEY)");
        execute("INSERT INTO projected VALUES ('taken')");
        Map<String, @Nullable String> invalid = new HashMap<>();
        invalid.put("e1", "too long");
        invalid.put("e2", "taken");
        invalid.put("e3", null);
        Inbox inbox = inbox(clock);
        started(builder(inbox).projection(projection((connection, events) -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO projected VALUES (?)")) {
                for (VideoEvent event : events) {
                    insert.setString(1, invalid.getOrDefault(event.deliveryId(), event.deliveryId()));
                    insert.executeUpdate();
                }
            }
        })));
        for (int i = 0; i < 10; i++) {
            inbox.add(TestWebhooks.delivery("started", "e" + i, "call-" + i, i));
        }

        await("10 commits", () -> inbox.metrics().committed() == 10);

        List<String> applied = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM projected WHERE id <> 'taken' ORDER BY id")) {
            while (rows.next()) {
                applied.add(rows.getString(1));
            }
        }
        assertThat(applied).containsExactly("e0", "e4", "e5", "e6", "e7", "e8", "e9");
        assertThat(log.text().lines().filter(line -> line.contains("] ERROR ")))
                .hasSize(3)
                .allMatch(line -> line.contains("a projection rejected Delivery[started e"));
        assertThat(log.text()).doesNotContain("unavailable");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void an_event_that_the_other_database_of_a_history_rejects_does_not_block_others() throws Exception {
        TestDatabase other = TestDatabase.h2();
        JdbcHistory history = JdbcHistory.builder(other.pool()).clock(clock).build();
        history.createTables();
        try (Connection connection = other.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE videoprovider_call ADD CHECK call_id <> 'call-1'");
        }
        Inbox inbox = inbox(clock);
        started(builder(inbox).projection(history));
        for (int i = 0; i < 3; i++) {
            inbox.add(TestWebhooks.delivery("started", "e" + i, "call-" + i, i));
        }

        await("3 commits", () -> inbox.metrics().committed() == 3);

        assertThat(history.call(ACME, CallId.of("call-0"))).isPresent();
        assertThat(history.call(ACME, CallId.of("call-1"))).isEmpty();
        assertThat(history.call(ACME, CallId.of("call-2"))).isPresent();
        assertThat(log.text()).contains("a projection rejected Delivery[started e1");
        stop();
        other.close();
    }

    @Test
    void events_wait_for_the_tables_of_the_history() throws Exception {
        JdbcHistory history = JdbcHistory.builder(pool).clock(clock).build();
        Inbox inbox = inbox(clock);
        CapturedLog log = CapturedLog.start();
        try (EventDispatcher dispatcher = EventDispatcher.builder(inbox)
                .source(ACME, new TestWebhooks())
                .clock(clock)
                .poll(Duration.ofMillis(10))
                .projection(history)
                .build()) {
            dispatcher.start();
            inbox.add(TestWebhooks.delivery("started", "e1", "call", 1));
            while (!log.text().contains("projections unavailable")) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(log.text()).contains("JdbcHistory.createTables()");
            history.createTables();
            while (inbox.metrics().committed() == 0) {
                clock.advance(Duration.ofSeconds(1));
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }

        assertThat(history.call(ACME, CallId.of("call"))).isPresent();
    }
}
