package io.videoprovider.inbox;

import io.videoprovider.error.InvalidRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is different in the databases that {@link JdbcInbox} knows. */
enum Dialect {
    POSTGRESQL("postgresql"),
    MYSQL("mysql"),
    H2("h2");

    private final String folder;

    Dialect(String folder) {
        this.folder = folder;
    }

    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> POSTGRESQL;
            case "mysql", "mariadb" -> MYSQL;
            case "h2" -> H2;
            default ->
                throw new InvalidRequestException(
                        "dataSource", "leads to " + product + "; the inbox knows PostgreSQL, MySQL, MariaDB and H2");
        };
    }

    /** Prepares the transaction that begins with the next statement. */
    void begin(Connection connection) throws SQLException {
        if (this == MYSQL) {
            // REPEATABLE READ, the default, locks the gaps between rows and so holds up deliveries while others are
            // claimed.
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
            }
        }
    }

    /** Whether a failed transaction may succeed when it is simply run again. */
    boolean isWorthAnotherTry(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        // Class 40 is deadlock and lost serialisation.
        return state.startsWith("40")
                || isDuplicateKey(e)
                || (this == MYSQL && e.getErrorCode() == 1205)
                // Something that somebody else holds; and an index that somebody else is making just now, for which H2
                // has its general error alone.
                || (this == H2 && Set.of(50200, 90131, 50000).contains(e.getErrorCode()));
    }

    boolean isDuplicateKey(SQLException e) {
        return this == MYSQL ? e.getErrorCode() == 1062 : "23505".equals(e.getSQLState());
    }

    /** The statements that make the tables, as Flyway and Liquibase run them. */
    List<String> schema() {
        String name = "/META-INF/videoprovider/inbox/" + folder + "/V1__videoprovider_inbox.sql";
        try (InputStream file = Dialect.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing");
            }
            String script = new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)--.*$", "");
            return Arrays.stream(script.split(";"))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
