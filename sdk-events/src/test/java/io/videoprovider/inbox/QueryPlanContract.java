package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Page;
import io.videoprovider.history.TestDatabase;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.testkit.MutableClock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plan of each statement reads the rows that it needs through an index, whatever the statistics of the tables are. */
abstract class QueryPlanContract {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int FEW = 10;
    private static final int MANY = 20_000;

    /** State of the statistics, which automatic maintenance does not change during the test. */
    enum Statistics {
        /** Never collected. */
        EMPTY,
        /** Collected when the table had another size. */
        STALE,
        /** Collected after the last change. */
        FRESH
    }

    private final MutableClock clock = new MutableClock(Instant.parse("2026-05-04T10:00:00Z"));

    @SuppressWarnings("NullAway.Init")
    private TestDatabase database;

    @SuppressWarnings("NullAway.Init")
    private JdbcConnectionPool pool;

    /** Returns a database whose connections use generic plans where it has them. */
    abstract TestDatabase database() throws SQLException;

    abstract PlanRecorder.Explain explain();

    /** Returns statements that turn off the automatic maintenance of statistics. */
    abstract List<String> withoutMaintenance();

    /** Returns the statement that collects the statistics of a table. */
    abstract String analyze(String table);

    @BeforeEach
    void connect() throws SQLException {
        database = database();
        pool = database.pool();
    }

    @AfterEach
    void disconnect() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        FEW + ", EMPTY",
        FEW + ", STALE",
        FEW + ", FRESH",
        MANY + ", EMPTY",
        MANY + ", STALE",
        MANY + ", FRESH",
    })
    void no_statement_scans_a_table(int handled, Statistics statistics) throws SQLException {
        prepare(handled, statistics);
        PlanRecorder recorder = new PlanRecorder(pool, explain());
        Inbox inbox = JdbcInbox.builder(recorder.dataSource())
                .clock(clock)
                // Several processes of tests share the processors.
                .timeout(Duration.ofSeconds(30))
                .build();

        runAllStatements(inbox);

        assertThat(recorder.statements)
                .as("statements on the tables")
                .filteredOn(sql -> sql.contains("videoprovider_inbox"))
                .hasSizeGreaterThan(15);
        assertThat(recorder.scans).isEmpty();
    }

    private void prepare(int handled, Statistics statistics) throws SQLException {
        JdbcInbox.builder(pool).build().createTables();
        for (String statement : withoutMaintenance()) {
            execute(statement);
        }
        if (statistics == Statistics.STALE) {
            insertHandled(handled == FEW ? MANY : FEW);
            analyze();
            execute("DELETE FROM videoprovider_inbox");
        }
        insertHandled(handled);
        if (statistics == Statistics.FRESH) {
            analyze();
        }
    }

    private void analyze() throws SQLException {
        execute(analyze("videoprovider_inbox"));
        execute(analyze("videoprovider_inbox_lane"));
        execute(analyze("videoprovider_inbox_handler"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Inserts handled deliveries. The first five were handled before the retention period, the others just now. */
    private void insertHandled(int count) throws SQLException {
        long now = clock.instant().toEpochMilli() * 1000;
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO videoprovider_inbox (consumer_group, provider, delivery_id, lane, event_type, occurred_at, received_at,
                            finished_at, due_at, state, attempts, completed_handlers)
                        WITH RECURSIVE numbers (n) AS (
                            SELECT 0 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
                        SELECT 'default', 'livekit', CONCAT('handled', n), CONCAT('lane', n / 20), 'x', 0, 0,
                            CASE WHEN n < 5 THEN 0 ELSE ? END, 0, 'handled', 0, ''
                        FROM numbers
                        """)) {
            insert.setInt(1, count - 1);
            insert.setLong(2, now);
            insert.executeUpdate();
        }
    }

    private void runAllStatements(Inbox inbox) {
        for (int i = 0; i < 40; i++) {
            inbox.add(InboxContract.delivery("first" + i, "call" + i, 0));
            inbox.add(InboxContract.delivery("second" + i, "call" + (i / 2), 1));
        }
        inbox.add(InboxContract.delivery("first0", "call0", 0));

        // Takes over an expired lease.
        assertThat(inbox.claim(64, LEASE)).hasSize(40);
        clock.advance(LEASE);
        List<Claim> claims = inbox.claim(64, LEASE);
        assertThat(claims).hasSize(40).allMatch(claim -> claim.attempts() == 1);
        assertThat(inbox.renew(claims, LEASE)).isEmpty();
        List<Settlement> settlements = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            settlements.add(
                    switch (i % 3) {
                        case 0 -> claim.commit();
                        case 1 -> claim.release(clock.instant().plusSeconds(60), 2, Set.of(), "failed");
                        default -> claim.deadLetter(3, Set.of(), "failed");
                    });
        }
        assertThat(inbox.settle(settlements)).isEmpty();
        assertThat(inbox.metrics())
                .matches(metrics -> metrics.deadLetters() == 13)
                .matches(metrics -> metrics.waiting() == 80 - 14 - 13);
        // Released first deliveries postpone their lanes.
        assertThat(inbox.claim(64, LEASE)).isNotEmpty();
        assertThat(inbox.claim(64, LEASE)).isEmpty();

        Page<DeadLetter> letters = inbox.deadLetters();
        assertThat(inbox.replay(letters.items().get(0).id())).isTrue();
        assertThat(inbox.discard(letters.items().get(1).id())).isTrue();
        assertThat(inbox.purge(1000)).isEqualTo(5);
        inbox.check();
        runStatementsOnHandlers(inbox);
    }

    /** Handlers of other instances: registers them, waits for one of them, and retires it. */
    private void runStatementsOnHandlers(Inbox inbox) {
        HandlerRegistration own = new HandlerRegistration("billing", "io.videoprovider.event.VideoEvent");
        HandlerRegistration other = new HandlerRegistration("archive", "io.videoprovider.event.VideoEvent");
        for (int i = 0; i < 2; i++) {
            assertThat(inbox.register(List.of(own, other), clock.instant())).hasSize(2);
        }
        clock.advance(Duration.ofMinutes(10));
        List<Claim> claims = inbox.claim(64, LEASE, List.of(own));
        assertThat(claims).isNotEmpty();
        assertThat(inbox.settle(claims.stream()
                        .map(claim -> claim.commit(Set.of("billing"), other::equals))
                        .toList()))
                .isEmpty();
        assertThat(inbox.claim(64, LEASE, List.of(own))).isEmpty();
        assertThat(inbox.claim(1, LEASE, List.of(other))).hasSize(1);
        inbox.retire(inbox.register(List.of(own), clock.instant()).stream()
                .filter(known -> known.registration().equals(other))
                .toList());
        assertThat(inbox.claim(64, LEASE, List.of(own))).hasSize(claims.size() - 1);
    }
}
