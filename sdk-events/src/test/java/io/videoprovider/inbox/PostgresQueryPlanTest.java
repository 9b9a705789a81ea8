package io.videoprovider.inbox;

import io.videoprovider.common.Json;
import io.videoprovider.history.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_POSTGRES_URL",
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresQueryPlanTest extends QueryPlanContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.postgres("-c plan_cache_mode=force_generic_plan");
    }

    @Override
    List<String> withoutMaintenance() {
        return List.of(
                "ALTER TABLE videoprovider_inbox SET (autovacuum_enabled = false)",
                "ALTER TABLE videoprovider_inbox_lane SET (autovacuum_enabled = false)",
                "ALTER TABLE videoprovider_inbox_handler SET (autovacuum_enabled = false)");
    }

    @Override
    String analyze(String table) {
        return "ANALYZE " + table;
    }

    @Override
    PlanRecorder.Explain explain() {
        return (connection, sql, setters) -> scans(genericPlan(connection, sql, setters));
    }

    private static Json genericPlan(Connection connection, String sql, PlanRecorder.Setters setters)
            throws SQLException {
        List<String> types = setters.types().values().stream()
                .map(PostgresQueryPlanTest::name)
                .toList();
        AtomicInteger parameter = new AtomicInteger();
        String numbered = Pattern.compile("\\?").matcher(sql).replaceAll(mark -> "\\$" + parameter.incrementAndGet());
        String values = String.join(", ", Collections.nCopies(types.size(), "NULL"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PREPARE explained" + inParentheses(String.join(", ", types)) + " AS " + numbered);
            try (ResultSet plan =
                    statement.executeQuery("EXPLAIN (FORMAT JSON) EXECUTE explained" + inParentheses(values))) {
                plan.next();
                return Json.parse("{\"plans\":" + plan.getString(1) + "}")
                        .objects("plans")
                        .get(0)
                        .object("Plan");
            } finally {
                statement.execute("DEALLOCATE explained");
            }
        }
    }

    private static String inParentheses(String list) {
        return list.isEmpty() ? "" : "(" + list + ")";
    }

    /** Returns the type as which the driver sends a value. */
    private static String name(Class<?> type) {
        if (type == int.class) {
            return "int4";
        }
        if (type == byte[].class) {
            return "bytea";
        }
        return type == String.class ? "varchar" : "int8";
    }

    private static List<String> scans(Json node) {
        List<String> scans = new ArrayList<>();
        String type = node.string("Node Type");
        String index = node.string("Index Name");
        String condition = node.string("Index Cond");
        if (type.equals("Seq Scan")) {
            scans.add(type + " on " + node.string("Relation Name"));
        }
        // The other indexes are partial or belong to the table of lanes: they contain no handled deliveries.
        if (List.of("videoprovider_inbox_pkey", "videoprovider_inbox_lane_pkey", "videoprovider_inbox_handler_pkey")
                        .contains(index)
                && !condition.contains(" = ")) {
            scans.add(type + " using " + index + " where " + condition);
        }
        if (index.equals("videoprovider_inbox_handled") && condition.isEmpty()) {
            scans.add(type + " using " + index);
        }
        node.objects("Plans").forEach(child -> scans.addAll(scans(child)));
        return scans;
    }
}
