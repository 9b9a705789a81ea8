package io.videoprovider.internal.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * The values of an {@code IN (…)} condition. The number of placeholders is rounded up to a power of two, so that databases
 * cache few different statements; surplus placeholders repeat the last value.
 */
public final class InList {

    private final Collection<?> values;
    private final int size;

    /** Creates the list of these values. */
    public InList(Collection<?> values) {
        this.values = values;
        this.size = values.size() < 2 ? 1 : Integer.highestOneBit(values.size() - 1) << 1;
    }

    /**
     * Deletes one row for each value, which is the last parameter, after the leading ones. A batch instead of an {@code IN (…)} condition: MariaDB cannot be forced to use an index
     * for the latter, and a scan waits for locks on rows of other calls.
     */
    public static void delete(Connection connection, String sql, List<?> leading, Collection<?> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object value : values) {
                bindAll(statement, leading);
                statement.setObject(leading.size() + 1, value);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Runs an update with leading parameters, after which the values follow. */
    public static void update(Connection connection, String sql, List<?> leading, Collection<?> values)
            throws SQLException {
        InList list = new InList(values);
        try (PreparedStatement statement = list.prepare(connection, sql)) {
            bindAll(statement, leading);
            list.bind(statement, leading.size() + 1);
            statement.executeUpdate();
        }
    }

    private static void bindAll(PreparedStatement statement, List<?> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    /** Prepares a statement in which {@code %s} stands for the placeholders. */
    public PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        return connection.prepareStatement(sql.formatted(String.join(", ", Collections.nCopies(size, "?"))));
    }

    /** Returns the index of the next parameter. */
    public int bind(PreparedStatement statement, int firstIndex) throws SQLException {
        int index = firstIndex;
        Object last = null;
        for (Object value : values) {
            statement.setObject(index++, value);
            last = value;
        }
        while (index < firstIndex + size) {
            statement.setObject(index++, last);
        }
        return index;
    }
}
