package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.TestDatabase;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract of the inbox in every database. */
abstract class JdbcInboxContract extends InboxContract {

    @SuppressWarnings("NullAway.Init")
    private TestDatabase database;

    @SuppressWarnings("NullAway.Init")
    JdbcConnectionPool pool;

    abstract TestDatabase database() throws SQLException;

    @BeforeEach
    void connect() throws SQLException {
        database = database();
        pool = database.pool();
        pool.setMaxConnections(20);
        jdbc(pool).createTables();
    }

    @AfterEach
    void disconnect() throws SQLException {
        database.close();
    }

    private JdbcInbox jdbc(DataSource dataSource) {
        return JdbcInbox.builder(dataSource).clock(clock).build();
    }

    @Override
    Inbox inbox(Clock clock, Duration retention, Duration holdBack) {
        return patient(pool)
                .clock(clock)
                .retention(retention)
                .holdBack(holdBack)
                .build();
    }

    /** Returns a builder with a long timeout: several processes of tests share the processors. */
    private JdbcInbox.Builder patient(DataSource dataSource) {
        return JdbcInbox.builder(dataSource).clock(clock).timeout(Duration.ofSeconds(30));
    }

    final void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void dropTables() throws SQLException {
        for (String table : List.of("videoprovider_inbox", "videoprovider_inbox_lane", "videoprovider_inbox_handler")) {
            execute("DROP TABLE IF EXISTS " + table);
        }
    }

    private long count(String tableAndCondition) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + tableAndCondition)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void tables_can_be_created_again_and_concurrently() throws Exception {
        createTablesConcurrently();
    }

    void createTablesConcurrently() throws Exception {
        // Each step of a database between its look-up of a table and the creation is hit by chance.
        for (int round = 0; round < 20; round++) {
            dropTables();
            CompletableFuture.allOf(IntStream.range(0, 4)
                            .mapToObj(instance -> CompletableFuture.runAsync(
                                    () -> jdbc(pool).createTables(), task -> new Thread(task).start()))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
        inbox().add(delivery("a", "call", 0));
        jdbc(pool).createTables();

        assertThat(drain(inbox())).containsExactly("a");
    }

    @Test
    void error_without_tables_contains_their_names_and_the_remedy() throws SQLException {
        Inbox inbox = inbox();
        inbox.check();
        execute("DROP TABLE videoprovider_inbox_lane");

        for (ThrowingCallable operation : List.<ThrowingCallable>of(
                () -> inbox.add(delivery("a", "call", 0)), () -> inbox.claim(1, LEASE), inbox::metrics, inbox::check)) {
            assertThatThrownBy(operation)
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            failure -> assertThat(failure.retryable()).isFalse())
                    .hasMessageMatching(".*inbox database failed to .+: the tables videoprovider_inbox,"
                            + " videoprovider_inbox_lane and videoprovider_inbox_handler must be"
                            + " created, by"
                            + " META-INF/videoprovider/inbox/\\w+/V1__videoprovider_inbox.sql or"
                            + " JdbcInbox.createTables\\(\\) .SQLSTATE 42.*");
        }
    }

    @Test
    void callers_do_not_wait_for_a_pool_without_connections() throws Exception {
        Inbox inbox = jdbc(pool);
        inbox.add(delivery("a", "call", 0));
        pool.setMaxConnections(2);
        List<Long> seconds = Collections.synchronizedList(new ArrayList<>());
        try (Connection one = pool.getConnection();
                Connection two = pool.getConnection()) {
            assertThat(List.of(one, two)).hasSize(2);
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String id = "e" + i;
                callers.add(new Thread(() -> {
                    long started = System.nanoTime();
                    assertThatThrownBy(() -> inbox.add(delivery(id, "call", 0)))
                            .isInstanceOfSatisfying(
                                    UnavailableException.class,
                                    failure -> assertThat(failure.retryable()).isTrue());
                    seconds.add(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
                }));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            // The pool would let them wait for 30 seconds.
            assertThat(seconds).hasSize(100).allMatch(waited -> waited < 10);
            assertThat(Thread.getAllStackTraces().values())
                    .as("threads that wait for the pool")
                    .filteredOn(stack -> Arrays.stream(stack)
                            .anyMatch(frame -> frame.getClassName().equals(JdbcConnectionPool.class.getName())))
                    .hasSizeBetween(1, 33);

            // From now on, callers are rejected at once.
            long started = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                assertThatThrownBy(() -> inbox.add(delivery("late", "call", 0)))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageStartingWith("inbox database is unavailable: ");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
        }

        // The probe detects the recovery without any caller.
        await(() -> {
            inbox.check();
            return true;
        });
        // Deliveries of the first callers were stored after their rejection. Repeats are duplicates.
        for (int i = 0; i < 100; i++) {
            inbox.add(delivery("e" + i, "call", 1));
        }
        assertThat(drain(inbox)).hasSize(101).doesNotHaveDuplicates();
    }

    /** Waits until the condition is met. An exception means that it is not. */
    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (UnavailableException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void the_first_access_creates_the_tables_if_configured() throws SQLException {
        dropTables();
        Inbox inbox = patient(pool).createTables(true).build();

        inbox.add(delivery("a", "call", 0));

        assertThat(drain(inbox)).containsExactly("a");
    }

    @Test
    void another_instance_continues_after_the_lease_has_expired() {
        Inbox first = inbox();
        first.add(delivery("a", "call", 0));
        first.add(delivery("b", "call", 1));
        claimOne(first);
        clock.advance(LEASE);

        assertThat(drain(inbox())).containsExactly("a", "b");
    }

    @Test
    void handled_deliveries_keep_neither_body_nor_lane() throws SQLException {
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
    void rows_deleted_by_hand_do_not_block_their_lanes() throws SQLException {
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
    void consumer_groups_share_the_tables_and_nothing_else() {
        JdbcInbox billing = patient(pool).group("billing").build();
        JdbcInbox archive = patient(pool).group("archive").build();
        for (JdbcInbox inbox : List.of(billing, archive)) {
            assertThat(inbox.add(delivery("a", "call", 0))).isEqualTo(Inbox.AddResult.ACCEPTED);
            assertThat(inbox.add(delivery("b", "call", 1))).isEqualTo(Inbox.AddResult.ACCEPTED);
            assertThat(inbox.add(delivery("a", "call", 0))).isEqualTo(Inbox.AddResult.DUPLICATE);
        }

        Claim first = claimOne(billing);
        assertThat(billing.claim(9, LEASE)).isEmpty();
        assertThat(archive.settle(List.of(first.commit()))).containsExactly(first);
        assertThat(archive.renew(List.of(first), LEASE)).containsExactly(first);
        settle(billing, first.deadLetter(1, Set.of(), "no"));
        long id = billing.deadLetters().items().get(0).id();

        assertThat(archive.deadLetters().items()).isEmpty();
        assertThat(archive.replay(id)).isFalse();
        assertThat(archive.discard(id)).isFalse();
        assertThat(archive.metrics()).isEqualTo(new InboxMetrics(2, 0, 0, Duration.ZERO, 2, 1, 0));
        assertThat(inbox().metrics()).isEqualTo(new InboxMetrics(0, 0, 0, Duration.ZERO, 0, 0, 0));
        assertThat(drain(archive)).containsExactly("a", "b");
        assertThat(drain(billing)).containsExactly("b");
        assertThat(billing.replay(id)).isTrue();
        assertThat(drain(billing)).containsExactly("a");
        clock.advance(RETENTION.plusSeconds(1));
        assertThat(billing.purge(1000)).isEqualTo(2);
        assertThat(archive.add(delivery("a", "call", 0))).isEqualTo(Inbox.AddResult.DUPLICATE);
        assertThat(archive.purge(1000)).isEqualTo(2);
    }

    @Test
    void names_of_handlers_that_are_not_known_any_more_are_not_stored() {
        Inbox inbox = inbox();
        inbox.register(List.of(BILLING), NOW);
        inbox.add(delivery("a", "call", 0));

        settle(inbox, claimOne(inbox).release(NOW, 1, Set.of("billing", "renamed"), "no"));

        assertThat(claimOne(inbox).completedHandlers()).containsExactly("billing");
    }

    @Test
    void more_names_of_handlers_than_fit_into_the_column_do_not_fail() {
        Inbox inbox = inbox();
        List<HandlerRegistration> many = IntStream.range(100, 200)
                .mapToObj(i -> new HandlerRegistration(i + "x".repeat(61), VideoEvent.class.getName()))
                .toList();
        inbox.register(many, NOW);
        inbox.add(delivery("a", "call", 0));

        settle(
                inbox,
                claimOne(inbox)
                        .release(
                                NOW,
                                1,
                                many.stream().map(HandlerRegistration::name).collect(Collectors.toSet()),
                                "no"));

        assertThat(claimOne(inbox).completedHandlers()).hasSize(61);
    }

    @Test
    void invalid_names_of_groups_are_rejected() {
        for (String name : List.of("", " ", "a b", "ä", "a/b", "x".repeat(65))) {
            assertThatThrownBy(() -> JdbcInbox.builder(pool).group(name))
                    .as(name)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("group");
        }
    }

    /** Adds duplicates, also concurrently, and returns the statements that failed: servers and drivers log them. */
    final List<String> failuresOfDuplicates() throws InterruptedException {
        PlanRecorder recorder = new PlanRecorder(pool, (connection, sql, setters) -> List.of());
        Inbox inbox = patient(recorder.dataSource()).build();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    inbox.add(delivery("e" + i, "call" + i / 10, i));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(inbox.metrics())
                .matches(metrics -> metrics.accepted() == 100)
                .matches(metrics -> metrics.duplicates() == 300);
        assertThat(drain(inbox)).hasSize(100).doesNotHaveDuplicates();
        return recorder.failures;
    }

    @Test
    void connections_are_returned_in_auto_commit_mode() throws SQLException {
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
