package io.videoprovider.history.jdbc;

import io.videoprovider.common.CallId;
import io.videoprovider.error.ProviderId;
import io.videoprovider.internal.jdbc.EpochMicros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The current row of a result. */
record Row(ResultSet values, @Nullable Parents parents) {

    Row(ResultSet values) {
        this(values, null);
    }

    String text(String column) throws SQLException {
        return Objects.requireNonNullElse(values.getString(column), "");
    }

    @Nullable
    String optionalText(String column) throws SQLException {
        return values.getString(column);
    }

    Instant time(String column) throws SQLException {
        return EpochMicros.toInstant(values.getLong(column));
    }

    @Nullable
    Instant optionalTime(String column) throws SQLException {
        long micros = values.getLong(column);
        return values.wasNull() ? null : EpochMicros.toInstant(micros);
    }

    Duration duration(String column) throws SQLException {
        return Duration.of(values.getLong(column), ChronoUnit.MICROS);
    }

    long number(String column) throws SQLException {
        return values.getLong(column);
    }

    boolean isNull(String column) throws SQLException {
        return values.getObject(column) == null;
    }

    boolean flag(String column) throws SQLException {
        return values.getBoolean(column);
    }

    /** Returns a constant by its name; a default if a newer version has written another one. */
    <T extends Enum<T>> T constant(String column, Class<T> type, T unknown) throws SQLException {
        T found = constant(type, text(column));
        return found == null ? unknown : found;
    }

    static <T extends Enum<T>> @Nullable T constant(Class<T> type, String name) {
        for (T constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        return null;
    }

    ProviderId provider() throws SQLException {
        return new ProviderId(text("provider"));
    }

    CallId call() throws SQLException {
        return parents == null
                ? CallId.unchecked(text("call_type"), text("call_id"))
                : parents.call(values.getBytes("call_ref"));
    }

    /** Returns the session of a participation. */
    String sessionId() throws SQLException {
        return parents == null ? text("session_id") : parents.sessionId(values.getBytes("session_ref"));
    }
}
