package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every inbox in a database does. */
abstract class JdbcInboxContract extends InboxContract {

    @SuppressWarnings("NullAway.Init")
    JdbcConnectionPool pool;

    /** H2's pool, which holds the connections of any database. */
    abstract JdbcConnectionPool pool() throws SQLException;

    @BeforeEach
    void connect() throws SQLException {
        pool = pool();
        pool.setMaxConnections(20);
        execute("DROP TABLE IF EXISTS videoprovider_inbox");
        execute("DROP TABLE IF EXISTS videoprovider_inbox_lane");
        jdbc(pool).createTables();
    }

    @AfterEach
    void disconnect() {
        pool.dispose();
    }

    private JdbcInbox jdbc(DataSource dataSource) {
        return JdbcInbox.builder(dataSource).clock(clock).build();
    }

    @Override
    Inbox inbox(Clock clock, Duration retention, Duration holdBack) {
        return JdbcInbox.builder(pool)
                .clock(clock)
                .retention(retention)
                .holdBack(holdBack)
                .build();
    }

    final void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String what) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + what)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void its_tables_can_be_made_again_and_by_two_at_once() throws Exception {
        makeTablesAgainAndByTwoAtOnce();
    }

    void makeTablesAgainAndByTwoAtOnce() throws Exception {
        execute("DROP TABLE videoprovider_inbox");
        execute("DROP TABLE videoprovider_inbox_lane");

        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> jdbc(pool).createTables()),
                        CompletableFuture.runAsync(() -> jdbc(pool).createTables()))
                .join();
        inbox().add(delivery("a", "call", 0));
        jdbc(pool).createTables();

        assertThat(drain(inbox())).containsExactly("a");
    }

    @Test
    void another_instance_goes_on_where_the_first_ended() {
        Inbox first = inbox();
        first.add(delivery("a", "call", 0));
        first.add(delivery("b", "call", 1));
        claimOne(first);
        clock.forward(LEASE);

        assertThat(drain(inbox())).containsExactly("a", "b");
    }

    @Test
    void what_is_handled_keeps_no_body_and_leaves_no_lane() throws SQLException {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "call", 1));
        inbox.add(delivery("c", "other", 1));
        drain(inbox);

        assertThat(count("videoprovider_inbox WHERE state = 'handled' AND body IS NULL"))
                .isEqualTo(3);
        assertThat(count("videoprovider_inbox")).isEqualTo(3);
        assertThat(count("videoprovider_inbox_lane")).isZero();
    }

    @Test
    void rows_that_somebody_deleted_hold_nobody_up() throws SQLException {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "other", 0));
        execute("DELETE FROM videoprovider_inbox WHERE delivery_id = 'a'");

        assertThat(inbox.claim(9, LEASE))
                .singleElement()
                .matches(claim -> claim.delivery().id().equals("b"));
        assertThat(count("videoprovider_inbox_lane")).isEqualTo(1);
        inbox.add(delivery("c", "call", 0));
        assertThat(drain(inbox)).containsExactly("c");
    }

    @Test
    void more_than_a_transaction_purges_at_once_is_purged() {
        Inbox inbox = inbox();
        for (int i = 0; i < 1001; i++) {
            inbox.add(delivery("e" + i, "call" + i, 0));
        }
        for (List<Claim> claims = inbox.claim(600, LEASE); !claims.isEmpty(); claims = inbox.claim(600, LEASE)) {
            assertThat(inbox.settle(claims.stream().map(Claim::commit).toList()))
                    .isEmpty();
        }
        clock.forward(RETENTION.plusSeconds(1));

        assertThat(inbox.purge()).isEqualTo(1001);
    }

    @Test
    void connections_come_back_as_they_were() throws SQLException {
        pool.setMaxConnections(1);
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        inbox.metrics();

        assertThat(pool.getActiveConnections()).isZero();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }
}
