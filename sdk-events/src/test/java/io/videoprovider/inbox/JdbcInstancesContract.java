package io.videoprovider.inbox;

import static io.videoprovider.inbox.TestWebhooks.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances with an inbox object each. */
abstract class JdbcInstancesContract extends InstancesContract {

    @SuppressWarnings("NullAway.Init")
    private JdbcConnectionPool pool;

    /** Returns a pool of H2, which works with the connections of any database. */
    abstract JdbcConnectionPool pool() throws SQLException;

    @BeforeEach
    void connect() throws SQLException {
        pool = pool();
        pool.setMaxConnections(20);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table :
                    List.of("videoprovider_inbox", "videoprovider_inbox_lane", "videoprovider_inbox_handler")) {
                statement.execute("DROP TABLE IF EXISTS " + table);
            }
        }
        JdbcInbox.builder(pool).build().createTables();
    }

    @Override
    Inbox inbox(Clock clock) {
        return JdbcInbox.builder(pool).clock(clock).build();
    }

    @AfterEach
    void disconnect() {
        stop();
        pool.dispose();
    }

    @Test
    void events_do_not_wait_for_handlers_of_other_groups() throws Exception {
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        for (String group : List.of("billing", "archive")) {
            JdbcInbox inbox = JdbcInbox.builder(pool).clock(clock).group(group).build();
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
}
