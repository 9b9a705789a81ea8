package io.videoprovider.history.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Statements on the table of leases. */
final class LeaseTable {

    private LeaseTable() {}

    /** Returns whether the holder has the lease. Of two transactions that insert it, one fails with a duplicate key and is repeated. */
    static boolean acquire(Connection connection, String name, String holder, Instant now, Duration duration)
            throws SQLException {
        boolean exists;
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT holder, expires_at FROM videoprovider_lease WHERE name = ? FOR UPDATE")) {
            new Parameters(statement).word(name);
            try (ResultSet rows = statement.executeQuery()) {
                exists = rows.next();
                if (exists) {
                    Row row = new Row(rows);
                    if (!row.text("holder").equals(holder) && now.isBefore(row.time("expires_at"))) {
                        return false;
                    }
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(
                exists
                        ? "UPDATE videoprovider_lease SET holder = ?, expires_at = ? WHERE name = ?"
                        : "INSERT INTO videoprovider_lease (holder, expires_at, name) VALUES (?, ?, ?)")) {
            new Parameters(statement).word(holder).time(now.plus(duration)).word(name);
            statement.executeUpdate();
        }
        return true;
    }

    static void release(Connection connection, String name, String holder) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM videoprovider_lease WHERE name = ? AND holder = ?")) {
            new Parameters(statement).word(name).word(holder);
            statement.executeUpdate();
        }
    }
}
