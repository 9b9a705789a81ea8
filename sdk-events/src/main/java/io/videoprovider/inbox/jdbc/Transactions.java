package io.videoprovider.inbox.jdbc;

import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.UnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs short transactions and repeats those that fail because of a conflict with another one. Thread-safe. */
final class Transactions {

    private static final int MAX_ATTEMPTS = 10;

    /** The statements of a transaction. */
    interface Statements<T extends @Nullable Object> {
        T run(Connection connection, Dialect dialect) throws SQLException;
    }

    private final DataSource dataSource;
    private final Availability availability;
    private volatile boolean createsTables;
    private volatile @Nullable Dialect dialect;

    /**
     * Creates an object that performs no I/O yet.
     *
     * @param createsTables whether the first transaction creates the tables that do not exist
     * @param timeout the time that callers of {@link #availability} wait
     */
    Transactions(DataSource dataSource, boolean createsTables, Duration timeout) {
        this.dataSource = dataSource;
        this.availability = new Availability(timeout, () -> Schema.check(this));
        this.createsTables = createsTables;
    }

    /** Returns the availability of the database, to which each transaction reports its result. */
    Availability availability() {
        return availability;
    }

    /**
     * Runs statements in a transaction.
     *
     * @param operation the operation for error messages, such as {@code claim deliveries}
     * @throws UnavailableException if the database fails
     */
    <T extends @Nullable Object> T run(String operation, Statements<T> statements) {
        return run(operation, dialect -> true, statements);
    }

    /**
     * Runs statements in a transaction, or a single statement in auto-commit mode.
     *
     * @param operation the operation for error messages, such as {@code add a delivery}
     * @param multiple whether there are several statements
     * @throws UnavailableException if the database fails
     */
    <T extends @Nullable Object> T run(String operation, Predicate<Dialect> multiple, Statements<T> statements) {
        for (int attempt = 1; ; attempt++) {
            long started = System.nanoTime();
            Dialect known = dialect;
            try (Connection connection = dataSource.getConnection()) {
                if (known == null) {
                    known = Dialect.of(connection);
                    dialect = known;
                }
                if (createsTables) {
                    transact(connection, known, (same, type) -> {
                        Schema.create(same, type);
                        return true;
                    });
                    createsTables = false;
                }
                T result = !multiple.test(known) && connection.getAutoCommit()
                        ? statements.run(connection, known)
                        : transact(connection, known, statements);
                availability.succeeded();
                return result;
            } catch (SQLException e) {
                if (known == null || attempt == MAX_ATTEMPTS || !known.isRetryable(e)) {
                    UnavailableException failure = unavailable(operation, known, attempt, e);
                    availability.failed(failure, started);
                    throw failure;
                }
            }
        }
    }

    private static <T extends @Nullable Object> T transact(
            Connection connection, Dialect dialect, Statements<T> statements) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        if (autoCommit) {
            connection.setAutoCommit(false);
        }
        boolean committed = false;
        try {
            dialect.begin(connection);
            T result = statements.run(connection, dialect);
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollback(connection);
            }
            if (autoCommit) {
                restoreAutoCommit(connection);
            }
        }
    }

    // Failures of the two clean-up methods are ignored: the original failure is more useful.

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException ignored) {
            // The connection is broken, so the database rolls back.
        }
    }

    private static void restoreAutoCommit(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException ignored) {
            // The connection is broken; the pool discards it.
        }
    }

    /** The message contains only the SQLSTATE: messages of drivers may contain column values. */
    private static UnavailableException unavailable(
            String operation, @Nullable Dialect dialect, int attempts, SQLException cause) {
        String state = cause.getSQLState();
        String problem = "inbox database failed to " + operation;
        if (dialect != null && Dialect.isMissingTable(cause)) {
            problem += ": the tables videoprovider_inbox, videoprovider_inbox_lane and videoprovider_inbox_handler must"
                    + " be created, by "
                    + Schema.file(dialect) + " or JdbcInbox.createTables()";
        }
        // SQLSTATE class 08: the connection broke, possibly after the commit.
        boolean unknown = state != null && state.startsWith("08");
        return new UnavailableException(
                problem,
                new ErrorDetails(
                        null,
                        null,
                        null,
                        state == null ? null : "SQLSTATE " + state,
                        null,
                        attempts,
                        // SQLSTATE class 42: a table or column does not exist, or a privilege is missing.
                        state == null || !state.startsWith("42"),
                        null,
                        unknown),
                cause);
    }
}
