package io.videoprovider.inbox;

import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.UnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs short transactions, and tries those again that lost against another one. Thread-safe. */
final class Database {

    private static final int MAX_TRIES = 10;

    /** What is done within a transaction. */
    interface Work<T extends @Nullable Object> {
        T run(Connection connection, Dialect dialect) throws SQLException;
    }

    private final DataSource dataSource;
    private volatile @Nullable Dialect dialect;

    Database(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Runs the work in a transaction of its own.
     *
     * @param operation what it is, for error messages
     * @throws UnavailableException if the database fails
     */
    <T extends @Nullable Object> T run(String operation, Work<T> work) {
        return run(operation, dialect -> true, work);
    }

    /**
     * Runs the work in a transaction of its own.
     *
     * @param operation what it is, for error messages
     * @param several whether the work has several statements; one alone commits itself
     * @throws UnavailableException if the database fails
     */
    <T extends @Nullable Object> T run(String operation, Predicate<Dialect> several, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            Dialect known = dialect;
            try (Connection connection = dataSource.getConnection()) {
                if (known == null) {
                    known = Dialect.of(connection);
                    dialect = known;
                }
                return !several.test(known) && connection.getAutoCommit()
                        ? work.run(connection, known)
                        : transact(connection, known, work);
            } catch (SQLException e) {
                if (known == null || attempt == MAX_TRIES || !known.isWorthAnotherTry(e)) {
                    throw unavailable(operation, attempt, e);
                }
            }
        }
    }

    private static <T extends @Nullable Object> T transact(Connection connection, Dialect dialect, Work<T> work)
            throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        if (autoCommit) {
            connection.setAutoCommit(false);
        }
        boolean committed = false;
        try {
            dialect.begin(connection);
            T result = work.run(connection, dialect);
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                undo(connection);
            }
            if (autoCommit) {
                restore(connection);
            }
        }
    }

    // The failure that led here says more than these could.
    private static void undo(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException ignored) {
            // The connection is gone, and the transaction with it.
        }
    }

    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException ignored) {
            // The connection is gone.
        }
    }

    /** The message names the state alone: drivers put rows into theirs. */
    private static UnavailableException unavailable(String operation, int attempts, SQLException cause) {
        String state = cause.getSQLState();
        // Class 08 is a connection that broke, maybe after the commit.
        boolean unknown = state != null && state.startsWith("08");
        return new UnavailableException(
                "the inbox's database failed to " + operation,
                new ErrorDetails(
                        null, null, 0, state == null ? null : "SQLSTATE " + state, null, attempts, true, null, unknown),
                cause);
    }
}
