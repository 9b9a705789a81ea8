package io.videoprovider.inbox.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** The SQL files with the tables, which also run as migrations of Flyway and Liquibase. */
final class Schema {

    private Schema() {}

    /** Creates the tables that do not exist. */
    static void create(Transactions transactions) {
        transactions.run("create tables", (connection, dialect) -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements(dialect)) {
                    statement.execute(sql);
                }
            }
            return true;
        });
    }

    private static List<String> statements(Dialect dialect) {
        String name = "/META-INF/videoprovider/inbox/" + dialect.folder() + "/V1__videoprovider_inbox.sql";
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
