package io.videoprovider.history;

import io.videoprovider.inbox.PlanRecorder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Counts the rows that each statement reads from the tables, their indexes and temporary tables. */
@EnabledIfEnvironmentVariable(
        named = TestDatabase.MARIADB_URL,
        matches = ".+",
        disabledReason = "INBOX_MARIADB_URL is not set; see docs/testing.md")
class MariaDbHistoryPlanTest extends HistoryPlanContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.mariaDb("");
    }

    @Override
    String withoutMaintenance(String table) {
        return "ALTER TABLE " + table + " STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0";
    }

    @Override
    String analyze(String table) {
        return "ANALYZE TABLE " + table;
    }

    @Override
    PlanRecorder.Explain explain() {
        return (connection, sql, setters) -> {
            if (sql.startsWith("SET ")) {
                return List.of();
            }
            Savepoint before = connection.setSavepoint();
            long read = reads(connection);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                setters.apply(statement);
                statement.execute();
            }
            long rows = reads(connection) - read;
            connection.rollback(before);
            return rows > 3 * MAX_ROWS ? List.of(rows + " rows") : List.of();
        };
    }

    private static long reads(Connection connection) throws SQLException {
        long reads = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW SESSION STATUS LIKE 'Handler_read%'")) {
            while (rows.next()) {
                reads += rows.getLong(2);
            }
        }
        return reads;
    }
}
