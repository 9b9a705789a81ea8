package io.videoprovider.inbox.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** The SQL files with the tables, which also run as migrations of Flyway and Liquibase. */
final class Schema {

    private Schema() {}

    /** Creates the tables that do not exist. */
    static void create(Transactions transactions) {
        transactions.run("create tables", (connection, dialect) -> {
            create(connection, dialect);
            return true;
        });
    }

    /** Creates the tables that do not exist, in the current transaction. */
    static void create(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements(dialect)) {
                statement.execute(sql);
            }
        }
    }

    /** Reads the tables, without any rows. */
    static boolean check(Transactions transactions) {
        return transactions.run("read the tables", (connection, dialect) -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    SELECT (SELECT COUNT(*) FROM videoprovider_inbox WHERE id = 0),
                        (SELECT COUNT(*) FROM videoprovider_inbox_lane WHERE consumer_group = '' AND lane = ''),
                        (SELECT COUNT(*) FROM videoprovider_inbox_handler WHERE consumer_group = '' AND name = '')
                    """)) {
                statement.executeQuery().close();
            }
            return true;
        });
    }

    /** Returns the name of the resource with the SQL. */
    static String file(Dialect dialect) {
        return "META-INF/videoprovider/inbox/" + dialect.folder() + "/V1__videoprovider_inbox.sql";
    }

    private static List<String> statements(Dialect dialect) {
        String name = "/" + file(dialect);
        try (InputStream file = Schema.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("resource " + name + " does not exist");
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
