package io.videoprovider.inbox;

import io.videoprovider.history.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_MARIADB_URL",
        matches = ".+",
        disabledReason = "INBOX_MARIADB_URL is not set; see docs/testing.md")
class MariaDbQueryPlanTest extends QueryPlanContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.mariaDb("&sessionVariables=max_recursive_iterations=100000");
    }

    @Override
    List<String> withoutMaintenance() {
        return List.of(
                "ALTER TABLE videoprovider_inbox STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0",
                "ALTER TABLE videoprovider_inbox_lane STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0",
                "ALTER TABLE videoprovider_inbox_handler STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0");
    }

    @Override
    String analyze(String table) {
        return "ANALYZE TABLE " + table;
    }

    @Override
    PlanRecorder.Explain explain() {
        return MariaDbQueryPlanTest::scans;
    }

    private static List<String> scans(Connection connection, String sql, PlanRecorder.Setters setters)
            throws SQLException {
        List<String> scans = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("EXPLAIN " + sql)) {
            setters.apply(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String table = rows.getString("table");
                    String type = rows.getString("type");
                    // A derived table has one row here; INSERT … VALUES reads nothing.
                    boolean reads =
                            table != null && !table.startsWith("<") && !"INSERT".equals(rows.getString("select_type"));
                    // The number of rows in a range is read from the index, in other plans it is an estimate.
                    boolean all = "ALL".equals(type)
                            || "index".equals(type)
                            || ("range".equals(type) && rows.getLong("rows") > 1000);
                    if (reads && all) {
                        scans.add(type + " on " + table + " by " + rows.getString("key") + ", rows "
                                + rows.getString("rows"));
                    }
                }
            }
        }
        return scans;
    }
}
