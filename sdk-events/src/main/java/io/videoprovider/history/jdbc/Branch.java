package io.videoprovider.history.jdbc;

import io.videoprovider.history.Cursor;
import io.videoprovider.history.HistoryQuery;
import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.StorableText;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A list of ids in the order of a query, which one index yields. A query whose filters need several indexes has several branches, each
 * with the limit of the query. Not thread-safe.
 */
final class Branch {

    private final String from;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    private Branch(String from) {
        this.from = from;
    }

    /**
     * Returns a branch.
     *
     * @param from tables and joins, in which the alias of the table of entries is {@code t}
     */
    static Branch from(String from, Object... values) {
        Branch branch = new Branch(from);
        branch.values.addAll(List.of(values));
        return branch;
    }

    /** Adds a condition. */
    Branch and(String condition, Object... parameters) {
        conditions.add(condition);
        values.addAll(List.of(parameters));
        return this;
    }

    /** Adds a condition that a column has one of several values. */
    Branch in(String column, List<String> names) {
        conditions.add(column + " IN ("
                + String.join(", ", names.stream().map(name -> "?").toList()) + ")");
        values.addAll(names);
        return this;
    }

    /** Adds the filters that all queries have, except the user, the range of time and the position. */
    Branch matching(HistoryQuery query, String callColumn) {
        if (query.call() != null && query.provider() != null) {
            and(callColumn + " = ?", Parameters.bytes(SessionTable.callId(query.provider(), query.call())));
        } else if (query.call() != null) {
            and(
                    callColumn + " IN (SELECT k.id FROM videoprovider_call k WHERE k.call_id = ? AND k.call_type = ?)",
                    StorableText.key(query.call().id()),
                    StorableText.key(query.call().type()));
        } else if (query.provider() != null) {
            and("t.provider = ?", query.provider().value());
        }
        for (Map.Entry<String, String> custom : query.custom().entrySet()) {
            and(
                    callColumn + " IN (SELECT u.call_ref FROM videoprovider_call_custom u WHERE u.hash = ?)",
                    Parameters.bytes(CallTable.customHash(custom.getKey(), custom.getValue())));
        }
        return this;
    }

    /** Adds the range of time. */
    Branch within(HistoryQuery query, String time) {
        if (query.from() != null) {
            and("t." + time + " >= ?", roundedUp(query.from()));
        }
        if (query.before() != null) {
            and("t." + time + " < ?", roundedUp(query.before()));
        }
        return this;
    }

    /** Adds the position after which the list begins. */
    Branch after(HistoryQuery query, String time, boolean ascending) {
        Cursor after = query.after();
        if (after != null) {
            long micros = EpochMicros.of(after.time());
            and(
                    ascending
                            ? "t.%1$s >= ? AND (t.%1$s > ? OR t.id > ?)".formatted(time)
                            : "t.%1$s <= ? AND (t.%1$s < ? OR t.id < ?)".formatted(time),
                    micros,
                    micros,
                    Parameters.bytes(after.id()));
        }
        return this;
    }

    private static long roundedUp(Instant time) {
        long micros = EpochMicros.of(time);
        return time.truncatedTo(ChronoUnit.MICROS).equals(time) ? micros : micros + 1;
    }

    /** Returns the statement with a list of columns, up to the conditions. */
    String select(String columns) {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return "SELECT " + columns + " FROM " + from + where;
    }

    /** Sets the parameters. Returns the index of the next one. */
    int bind(PreparedStatement statement, int firstIndex) throws SQLException {
        int index = firstIndex;
        for (Object value : values) {
            statement.setObject(index++, value);
        }
        return index;
    }
}
