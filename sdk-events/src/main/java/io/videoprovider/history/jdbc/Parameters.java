package io.videoprovider.history.jdbc;

import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.StorableText;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of a statement, or the values of a row, in their order. */
final class Parameters {

    /** The type of a value. */
    enum Type {
        BYTES,
        TEXT,
        NUMBER,
        FLAG
    }

    /** Receives the values. */
    interface Target {
        /** Sets the value at an index, which begins at 1. */
        void set(int index, Type type, @Nullable Object value) throws SQLException;
    }

    /** The lengths of columns. */
    private static final int MAX_WORD = 64;

    private static final int MAX_TEXT = 500;

    private final Target target;
    private int index;

    Parameters(Target target) {
        this.target = target;
    }

    Parameters(PreparedStatement statement) {
        this((index, type, value) -> set(statement, index, type, value));
    }

    private static void set(PreparedStatement statement, int index, Type type, @Nullable Object value)
            throws SQLException {
        switch (type) {
            case BYTES -> statement.setBytes(index, (byte[]) value);
            case TEXT -> statement.setString(index, (String) value);
            case NUMBER -> {
                if (value == null) {
                    statement.setNull(index, Types.BIGINT);
                } else {
                    statement.setLong(index, (Long) value);
                }
            }
            case FLAG -> statement.setBoolean(index, Boolean.TRUE.equals(value));
        }
    }

    private Parameters set(Type type, @Nullable Object value) throws SQLException {
        target.set(++index, type, value);
        return this;
    }

    /** Sets an id of an entry: 32 hexadecimal digits. */
    Parameters id(@Nullable String id) throws SQLException {
        return set(Type.BYTES, id == null ? null : bytes(id));
    }

    static byte[] bytes(String id) {
        return HexFormat.of().parseHex(id);
    }

    /** Sets a text, cut to the length of the column. */
    Parameters text(@Nullable String text) throws SQLException {
        return text(text, MAX_TEXT);
    }

    Parameters text(@Nullable String text, int max) throws SQLException {
        return set(Type.TEXT, text == null ? null : StorableText.of(text, max));
    }

    /** Sets a short name, such as that of a state. */
    Parameters word(@Nullable String word) throws SQLException {
        return text(word, MAX_WORD);
    }

    /** Sets a part of a key, or the id of a user. */
    Parameters key(@Nullable String key) throws SQLException {
        return set(Type.TEXT, key == null ? null : StorableText.key(key));
    }

    /** Sets a text of any length, without characters that a database cannot store. */
    Parameters json(@Nullable String json) throws SQLException {
        return set(Type.TEXT, json);
    }

    Parameters time(@Nullable Instant time) throws SQLException {
        return number(time == null ? null : EpochMicros.of(time));
    }

    Parameters duration(@Nullable Duration duration) throws SQLException {
        return number(duration == null ? null : EpochMicros.of(Instant.EPOCH.plus(duration)));
    }

    Parameters number(@Nullable Long number) throws SQLException {
        return set(Type.NUMBER, number);
    }

    Parameters flag(boolean flag) throws SQLException {
        return set(Type.FLAG, flag);
    }
}
