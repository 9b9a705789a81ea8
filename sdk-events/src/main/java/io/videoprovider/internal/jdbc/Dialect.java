package io.videoprovider.internal.jdbc;

import io.videoprovider.error.InvalidRequestException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Differences between the supported databases.
 *
 * <p>All statements read rows through an index. Their plans must not depend on the statistics of the tables, which are wrong
 * while the tables grow quickly. On PostgreSQL, each transaction turns off other plans. MySQL and MariaDB execute the comments
 * with {@code FORCE INDEX} in the statements; other databases ignore them.
 */
public enum Dialect {
    /** PostgreSQL. */
    POSTGRESQL("postgresql"),
    /** MySQL and MariaDB. */
    MYSQL("mysql"),
    /** H2. */
    H2("h2");

    private static final int MYSQL_DUPLICATE_KEY = 1062;
    private static final int MYSQL_LOCK_TIMEOUT = 1205;

    /**
     * Lock timeout and concurrent update; and H2's general error, its only code for an index that another transaction is
     * creating.
     */
    private static final Set<Integer> H2_CONFLICTS = Set.of(50200, 90131, 50000);

    private final String folder;

    Dialect(String folder) {
        this.folder = folder;
    }

    /**
     * Returns the dialect of a database.
     *
     * @throws InvalidRequestException if the database is not supported
     */
    public static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> POSTGRESQL;
            case "mysql", "mariadb" -> MYSQL;
            case "h2" -> H2;
            default ->
                throw new InvalidRequestException(
                        "dataSource", "must connect to PostgreSQL, MySQL, MariaDB or H2, was " + product);
        };
    }

    /** Returns the folder of the SQL files. */
    String folder() {
        return folder;
    }

    /**
     * Returns an insert that inserts nothing if the row exists. On H2 it fails with a duplicate key, which is not logged. On MySQL and
     * MariaDB, an update of an existing row cannot be recognized by the number of rows, as it can with {@code INSERT IGNORE}.
     */
    public String orIgnoreDuplicate(String insert) {
        return switch (this) {
            case POSTGRESQL -> insert + " ON CONFLICT DO NOTHING";
            case MYSQL -> insert.replaceFirst("INSERT INTO", "INSERT IGNORE INTO");
            case H2 -> insert;
        };
    }

    /** Prepares the transaction that begins with the next statement. */
    void begin(Connection connection) throws SQLException {
        switch (this) {
            case MYSQL -> {
                // The default, REPEATABLE READ, locks the gaps between rows: claims would block inserts.
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
                }
            }
            case POSTGRESQL -> {
                // Until the end of the transaction. A plan that was made for a small table is kept while the table
                // grows.
                try (PreparedStatement statement = connection.prepareStatement("""
                        SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)
                        """)) {
                    statement.execute();
                }
            }
            case H2 -> {}
        }
    }

    /**
     * Prepares queries whose best plan depends on the values: how many rows a user or a custom value has. Until the end of the
     * transaction.
     */
    public void beginQuery(Connection connection) throws SQLException {
        if (this == POSTGRESQL) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")) {
                statement.execute();
            }
        }
    }

    /** Returns whether a failed transaction may succeed when it is run again. */
    boolean isRetryable(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        // SQLSTATE class 40: deadlock or serialization failure.
        return state.startsWith("40")
                || isDuplicateKey(e)
                // Another instance created the table after IF NOT EXISTS had been evaluated.
                || (this == POSTGRESQL && "42P07".equals(state))
                || (this == MYSQL && e.getErrorCode() == MYSQL_LOCK_TIMEOUT)
                || (this == H2 && H2_CONFLICTS.contains(e.getErrorCode()));
    }

    /** Returns whether a statement failed because a table does not exist. */
    static boolean isMissingTable(SQLException e) {
        // PostgreSQL; MySQL, MariaDB and H2; H2 if a similar or no table exists.
        return List.of("42P01", "42S02", "42S03", "42S04").contains(String.valueOf(e.getSQLState()));
    }

    /** Returns whether a statement failed because of a value that the database does not accept: it would fail again. */
    static boolean isRejectedValue(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        // SQLSTATE classes 22 and 23: data exception, violation of a constraint.
        return state.startsWith("22") || state.startsWith("23");
    }

    /** Returns whether a statement failed because a row with the same key exists. */
    public boolean isDuplicateKey(SQLException e) {
        return this == MYSQL ? e.getErrorCode() == MYSQL_DUPLICATE_KEY : "23505".equals(e.getSQLState());
    }
}
