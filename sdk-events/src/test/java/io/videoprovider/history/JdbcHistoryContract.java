package io.videoprovider.history;

import static io.videoprovider.history.Story.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.videoprovider.common.CallId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.PlanRecorder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of the history in every database. */
abstract class JdbcHistoryContract extends HistoryStorageContract {

    static final List<String> TABLES = List.of(
            "videoprovider_lease",
            "videoprovider_broadcast",
            "videoprovider_transcription",
            "videoprovider_recording",
            "videoprovider_participation",
            "videoprovider_session",
            "videoprovider_call_member",
            "videoprovider_call_custom",
            "videoprovider_call");

    @SuppressWarnings("NullAway.Init")
    TestDatabase database;

    @SuppressWarnings("NullAway.Init")
    JdbcConnectionPool pool;

    /** Returns an empty database. */
    abstract TestDatabase database() throws SQLException;

    @BeforeEach
    void connect() throws SQLException {
        database = database();
        pool = database.pool();
        pool.setMaxConnections(20);
        JdbcHistory.builder(pool).build().createTables();
    }

    @AfterEach
    void disconnect() throws SQLException {
        database.close();
    }

    @Override
    JdbcHistory storage(Clock clock) {
        return JdbcHistory.builder(pool).clock(clock).build();
    }

    final void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String table) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void tables_can_be_created_again_and_concurrently() throws Exception {
        for (String table : TABLES) {
            execute("DROP TABLE " + table);
        }
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            tasks.add(() -> {
                storage(clock).createTables();
                return null;
            });
        }
        runAll(tasks);

        storage(clock).createTables();
        storage().check();
    }

    @Test
    void error_without_tables_contains_their_names_and_the_remedy() throws SQLException {
        HistoryStorage storage = storage();
        for (String table : TABLES) {
            execute("DROP TABLE " + table);
        }

        for (ThrowingCallable operation : List.<ThrowingCallable>of(
                storage::check,
                () -> storage.call(ACME, CallId.of("call")),
                () -> storage.apply(new Story("call", "s").started(1).events()))) {
            assertThatThrownBy(operation)
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            failure -> assertThat(failure.retryable()).isFalse())
                    .hasMessageMatching(".*history database failed to .+: the tables videoprovider_call, .+ and"
                            + " videoprovider_lease must be created, by"
                            + " META-INF/videoprovider/history/\\w+/V1__videoprovider_history.sql or"
                            + " JdbcHistory.createTables\\(\\) .SQLSTATE 42.*");
        }
    }

    @Test
    void the_first_access_creates_the_tables_if_configured() throws SQLException {
        for (String table : TABLES) {
            execute("DROP TABLE " + table);
        }
        HistoryStorage storage =
                JdbcHistory.builder(pool).clock(clock).createTables(true).build();

        storage.apply(new Story("call", "s").started(1).events());

        assertThat(storage.call(ACME, CallId.of("call"))).isPresent();
    }

    @Test
    void deleting_a_call_deletes_what_belongs_to_it() throws SQLException {
        HistoryStorage storage = storage();
        storage.apply(new Story("call", "s")
                .created(0, "t")
                .started(1)
                .joined(2, "ann", "c")
                .events());
        assertThat(count("videoprovider_participation")).isEqualTo(1);

        execute("DELETE FROM videoprovider_call");

        for (String table : TABLES) {
            assertThat(count(table)).as(table).isZero();
        }
    }

    /** Between any two statements of a transaction. */
    @ParameterizedTest
    @ValueSource(strings = {"videoprovider_session", "videoprovider_participation"})
    void a_call_that_another_instance_creates_during_the_transaction_is_read_again(String table) {
        HistoryStorage other = storage();
        AtomicBoolean created = new AtomicBoolean();
        PlanRecorder recorder = new PlanRecorder(pool, (connection, sql, setters) -> {
            if (sql.startsWith("SELECT") && sql.contains(" FROM " + table) && created.compareAndSet(false, true)) {
                other.apply(new Story("call", "s").joined(2, "ann", "c").events());
            }
            return List.of();
        });
        HistoryStorage storage =
                JdbcHistory.builder(recorder.dataSource()).clock(clock).build();

        storage.apply(new Story("call", "s")
                .joined(2, "ann", "c")
                .left(3, "ann", "c", 2)
                .joined(4, "bob", "d")
                .events());

        assertThat(created).isTrue();
        assertThat(storage.call(ACME, CallId.of("call")))
                .hasValueSatisfying(call -> assertThat(call.openSessions()).isOne());
        assertThat(storage.participations(ParticipationQuery.builder().build()).items())
                .extracting(ParticipationEntry::userId, one -> one.leftAt() == null)
                .containsExactlyInAnyOrder(tuple("ann", false), tuple("bob", true));
    }

    @Test
    void queries_do_not_wait_for_a_pool_without_connections() throws SQLException {
        HistoryStorage storage =
                JdbcHistory.builder(pool).timeout(Duration.ofMillis(200)).build();
        pool.setMaxConnections(1);
        try (Connection taken = pool.getConnection()) {
            assertThat(taken.isClosed()).isFalse();
            long started = System.nanoTime();
            assertThatThrownBy(storage::counts)
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            failure -> assertThat(failure.retryable()).isTrue())
                    .hasMessageContaining("history database");
            // The pool would let the query wait for 30 seconds.
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void connections_are_returned_in_auto_commit_mode() throws SQLException {
        pool.setMaxConnections(1);
        HistoryStorage storage = storage();
        storage.apply(new Story("call", "s").started(1).events());
        storage.counts();
        storage.metrics(SessionQuery.builder().build());

        assertThat(pool.getActiveConnections()).isZero();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }
}
