package io.videoprovider.history.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that one statement of PostgreSQL writes: an array for each column, which {@code unnest} turns into rows. A statement for each row takes
 * the server more than twice the time. Not thread-safe.
 */
final class Rows {

    private final List<Parameters.Type> types = new ArrayList<>();
    private final List<List<@Nullable Object>> columns = new ArrayList<>();

    /** Returns the parameters of a new row, which has the same columns as the other ones. */
    Parameters add() {
        return new Parameters((index, type, value) -> {
            if (index > columns.size()) {
                types.add(type);
                columns.add(new ArrayList<>());
            }
            columns.get(index - 1).add(value);
        });
    }

    /** Runs a statement that has one parameter for each column. */
    void write(Connection connection, String sql) throws SQLException {
        List<Array> arrays = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.size(); i++) {
                Array array = array(connection, types.get(i), columns.get(i));
                arrays.add(array);
                statement.setArray(i + 1, array);
            }
            statement.executeUpdate();
        } finally {
            for (Array array : arrays) {
                array.free();
            }
        }
    }

    private static Array array(Connection connection, Parameters.Type type, List<@Nullable Object> values)
            throws SQLException {
        return switch (type) {
            case BYTES -> connection.createArrayOf("bytea", values.toArray(new byte[0][]));
            case TEXT -> connection.createArrayOf("text", values.toArray(new String[0]));
            case NUMBER -> connection.createArrayOf("int8", values.toArray(new Long[0]));
            case FLAG -> connection.createArrayOf("bool", values.toArray(new Boolean[0]));
        };
    }
}
