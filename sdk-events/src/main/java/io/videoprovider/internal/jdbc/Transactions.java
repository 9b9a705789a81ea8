package io.videoprovider.internal.jdbc;

import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs short transactions and repeats those that fail because of a conflict with another one. Thread-safe. */
public final class Transactions {

    private static final int MAX_ATTEMPTS = 10;

    /** Each conflict during the creation means that another instance has created one more table or index. A schema has fewer than 50. */
    private static final int MAX_CREATION_ATTEMPTS = 100;

    /** The statements of a transaction. */
    public interface Statements<T extends @Nullable Object> {
        /** Runs the statements. May be called again after a conflict with another transaction. */
        T run(Connection connection, Dialect dialect) throws SQLException;
    }

    private final DataSource dataSource;
    private final Schema schema;
    private final Availability availability;
    private volatile boolean createsTables;
    private volatile @Nullable Dialect dialect;

    /**
     * Creates an object that performs no I/O yet.
     *
     * @param schema the tables
     * @param createsTables whether the first transaction creates the tables that do not exist
     * @param timeout the time that callers of {@link #availability} wait
     */
    public Transactions(DataSource dataSource, Schema schema, boolean createsTables, Duration timeout) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.availability = new Availability(schema.subject(), timeout, this::check);
        this.createsTables = createsTables;
    }

    /** Returns the availability of the database, to which each transaction reports its result. */
    public Availability availability() {
        return availability;
    }

    /** Creates the tables that do not exist. */
    public void createTables() {
        createTables("create tables");
    }

    private void createTables(String operation) {
        run(operation, MAX_CREATION_ATTEMPTS, dialect -> true, (connection, dialect) -> {
            schema.create(connection, dialect);
            return true;
        });
        createsTables = false;
    }

    /**
     * Reads the tables, without any rows.
     *
     * @return true
     */
    public boolean check() {
        return run("read the tables", (connection, dialect) -> schema.check(connection));
    }

    /**
     * Runs statements in a transaction.
     *
     * @param operation the operation for error messages, such as {@code claim deliveries}
     * @throws InvalidRequestException if the database rejects a value
     * @throws UnavailableException if the database fails
     */
    public <T extends @Nullable Object> T run(String operation, Statements<T> statements) {
        return run(operation, dialect -> true, statements);
    }

    /**
     * Runs statements in a transaction, or a single statement in auto-commit mode.
     *
     * @param operation the operation for error messages, such as {@code add a delivery}
     * @param multiple whether there are several statements
     * @throws InvalidRequestException if the database rejects a value
     * @throws UnavailableException if the database fails
     */
    public <T extends @Nullable Object> T run(String operation, Predicate<Dialect> multiple, Statements<T> statements) {
        if (createsTables) {
            createTables(operation);
        }
        return run(operation, MAX_ATTEMPTS, multiple, statements);
    }

    private <T extends @Nullable Object> T run(
            String operation, int maxAttempts, Predicate<Dialect> multiple, Statements<T> statements) {
        for (int attempt = 1; ; attempt++) {
            long started = System.nanoTime();
            Dialect known = dialect;
            boolean connected = false;
            try (Connection connection = dataSource.getConnection()) {
                connected = true;
                if (known == null) {
                    known = Dialect.of(connection);
                    dialect = known;
                }
                T result = !multiple.test(known) && connection.getAutoCommit()
                        ? statements.run(connection, known)
                        : transact(connection, known, statements);
                availability.succeeded();
                return result;
            } catch (SQLException e) {
                if (known == null || attempt == maxAttempts || !known.isRetryable(e)) {
                    // Without a connection, the value is a setting of the connection.
                    if (connected && Dialect.isRejectedValue(e)) {
                        availability.succeeded();
                        throw rejected(operation, attempt, e);
                    }
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

    // The messages contain only the SQLSTATE: messages of drivers may contain column values.

    private InvalidRequestException rejected(String operation, int attempts, SQLException cause) {
        return new InvalidRequestException(
                schema.subject() + " database rejected a value: failed to " + operation,
                new ErrorDetails(
                        null, null, null, "SQLSTATE " + cause.getSQLState(), null, attempts, false, null, false),
                cause);
    }

    private UnavailableException unavailable(
            String operation, @Nullable Dialect dialect, int attempts, SQLException cause) {
        String state = cause.getSQLState();
        String problem = schema.subject() + " database failed to " + operation;
        if (dialect != null && Dialect.isMissingTable(cause)) {
            problem += ": " + schema.remedy(dialect);
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
