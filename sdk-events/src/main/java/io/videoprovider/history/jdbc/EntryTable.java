package io.videoprovider.history.jdbc;

import io.videoprovider.internal.jdbc.Dialect;
import io.videoprovider.internal.jdbc.InList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements on the table of one type of entries. Stateless. */
abstract class EntryTable<E> {

    private final String name;
    private final String source;
    private final String insert;
    private final String update;
    private final String insertRows;
    private final String updateRows;

    /**
     * Creates the statements.
     *
     * @param columns the columns that {@link #bind} sets, without the id
     * @param joins the joins of the alias {@code t} with the tables from which {@link #read} needs columns
     */
    EntryTable(String name, List<String> columns, String joins) {
        this.name = name;
        this.source = name + " t %s " + joins;
        this.insert = "INSERT INTO " + name + " (" + String.join(", ", columns) + ", id) VALUES ("
                + String.join(", ", Collections.nCopies(columns.size() + 1, "?")) + ")";
        this.update = "UPDATE " + name + " SET "
                + columns.stream().map(column -> column + " = ?").collect(Collectors.joining(", ")) + " WHERE id = ?";
        this.insertRows = "INSERT INTO " + name + " (" + String.join(", ", columns) + ", id) SELECT * FROM unnest("
                + String.join(", ", Collections.nCopies(columns.size() + 1, "?")) + ")";
        // Its plan does not depend on statistics, unlike that of UPDATE … FROM.
        this.updateRows = insertRows + " ON CONFLICT (id) DO UPDATE SET "
                + columns.stream()
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
    }

    /** Returns the name of the table. */
    String name() {
        return name;
    }

    abstract String id(E entry);

    /** Sets the columns of an entry, without the id. */
    abstract void bind(E entry, Parameters parameters) throws SQLException;

    /** Reads an entry from a row with {@link #selected}. */
    abstract E read(Row row) throws SQLException;

    /** Returns the columns of {@link #source}. */
    abstract String selected();

    /**
     * Returns the columns of the table itself and subqueries for the others. A join that is planned once, while the tables are small, may
     * read all rows by another index later.
     */
    String loaded() {
        return "t.*, (SELECT c.call_type FROM videoprovider_call c WHERE c.id = t.call_ref) AS call_type, "
                + "(SELECT c.call_id FROM videoprovider_call c WHERE c.id = t.call_ref) AS call_id";
    }

    /** Returns the column by which lists are ordered. */
    abstract String time();

    /**
     * Returns the table and its joins.
     *
     * @param condition the condition of a join with the table; empty for none
     */
    String source(String condition) {
        return source.formatted(condition);
    }

    List<E> load(Connection connection, Collection<String> ids) throws SQLException {
        return load(connection, "t.id IN (%s)", ids, "", null);
    }

    /** Loads entries whose calls, and sessions if they are participations, are known. */
    List<E> load(Connection connection, Collection<String> ids, Parents parents) throws SQLException {
        return load(connection, "t.id IN (%s)", ids, "", parents);
    }

    /** Loads entries by a condition, in which {@code %s} stands for ids. */
    List<E> load(
            Connection connection, String condition, Collection<String> ids, String suffix, @Nullable Parents parents)
            throws SQLException {
        List<E> found = new ArrayList<>();
        if (ids.isEmpty()) {
            return found;
        }
        InList list =
                new InList(new TreeSet<>(ids).stream().map(Parameters::bytes).toList());
        String hint = condition.startsWith("t.id ") ? "/*! FORCE INDEX (PRIMARY) */" : "";
        try (PreparedStatement statement = list.prepare(
                connection,
                "SELECT " + (parents == null ? loaded() : "t.*") + " FROM " + name + " t " + hint + " WHERE "
                        + condition + suffix)) {
            list.bind(statement, 1);
            try (ResultSet rows = statement.executeQuery()) {
                Row row = new Row(rows, parents);
                while (rows.next()) {
                    found.add(read(row));
                }
            }
        }
        return found;
    }

    /** Inserts and updates entries. */
    void write(Connection connection, Collection<E> entries, Predicate<String> loaded) throws SQLException {
        // All transactions insert in the same order, so that they do not deadlock.
        SortedMap<String, E> inserted = new TreeMap<>();
        SortedMap<String, E> updated = new TreeMap<>();
        for (E entry : entries) {
            String id = id(entry);
            (loaded.test(id) ? updated : inserted).put(id, entry);
        }
        boolean rows = Dialect.of(connection) == Dialect.POSTGRESQL;
        write(connection, rows, rows ? insertRows : insert, inserted);
        write(connection, rows, rows ? updateRows : update, updated);
    }

    private void write(Connection connection, boolean rows, String sql, SortedMap<String, E> entries)
            throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        if (rows) {
            Rows all = new Rows();
            for (Map.Entry<String, E> entry : entries.entrySet()) {
                bind(entry, all.add());
            }
            all.write(connection, sql);
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Map.Entry<String, E> entry : entries.entrySet()) {
                bind(entry, new Parameters(statement));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void bind(Map.Entry<String, E> entry, Parameters parameters) throws SQLException {
        bind(entry.getValue(), parameters);
        parameters.id(entry.getKey());
    }
}
