package io.videoprovider.internal.jdbc;

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

/**
 * Tables, and the SQL files that create them, which also run as migrations of Flyway and Liquibase.
 *
 * @param subject the content of the tables, such as {@code inbox}; part of the names of the files
 * @param creator the method that creates the tables, for error messages
 * @param tables the names of all tables
 */
public record Schema(String subject, String creator, List<String> tables) {

    public Schema {
        tables = List.copyOf(tables);
    }

    /** Creates the tables that do not exist, in the current transaction. */
    void create(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements(dialect)) {
                statement.execute(sql);
            }
        }
    }

    /** Reads the tables, without any rows. Returns true. */
    boolean check(Connection connection) throws SQLException {
        List<String> counts = tables.stream()
                .map(table -> "(SELECT COUNT(*) FROM " + table + " WHERE 1 = 0)")
                .toList();
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + String.join(", ", counts))) {
            statement.executeQuery().close();
        }
        return true;
    }

    /** Returns how to create the tables. */
    String remedy(Dialect dialect) {
        int last = tables.size() - 1;
        return "the tables " + String.join(", ", tables.subList(0, last)) + " and " + tables.get(last)
                + " must be created, by " + file(dialect) + " or " + creator;
    }

    private String file(Dialect dialect) {
        return "META-INF/videoprovider/" + subject + "/" + dialect.folder() + "/V1__videoprovider_" + subject + ".sql";
    }

    private List<String> statements(Dialect dialect) {
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
