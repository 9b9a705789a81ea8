package io.videoprovider.history;

import io.videoprovider.common.Json;
import io.videoprovider.inbox.PlanRecorder;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Counts the rows that each node of a plan reads. Statements of changes have plans that were made while the tables were empty. */
@EnabledIfEnvironmentVariable(
        named = TestDatabase.POSTGRES_URL,
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresHistoryPlanTest extends HistoryPlanContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.postgres("-c plan_cache_mode=force_generic_plan");
    }

    @Override
    String withoutMaintenance(String table) {
        return "ALTER TABLE " + table + " SET (autovacuum_enabled = false)";
    }

    @Override
    String analyze(String table) {
        return "ANALYZE " + table;
    }

    @Override
    PlanRecorder.Explain explain() {
        return (connection, sql, setters) -> {
            Savepoint before = connection.setSavepoint();
            try (Statement statement = connection.createStatement()) {
                return reads(executed(statement, sql, setters));
            } finally {
                connection.rollback(before);
            }
        };
    }

    /** Executes a statement, which is prepared once in the session. */
    private static Json executed(Statement statement, String sql, PlanRecorder.Setters setters) throws SQLException {
        Map<Integer, Optional<Object>> values = setters.values();
        List<String> types = new ArrayList<>();
        for (Map.Entry<Integer, Class<?>> type : setters.types().entrySet()) {
            Object value = values.getOrDefault(type.getKey(), Optional.empty()).orElse(null);
            types.add(value instanceof Array array ? array.getBaseTypeName() + "[]" : name(type.getValue()));
        }
        String name = "explained_" + Integer.toHexString(sql.hashCode());
        boolean prepared;
        try (ResultSet rows =
                statement.executeQuery("SELECT 1 FROM pg_prepared_statements WHERE name = '" + name + "'")) {
            prepared = rows.next();
        }
        if (!prepared) {
            AtomicInteger parameter = new AtomicInteger();
            String numbered = Pattern.compile("\\?")
                    .matcher(sql)
                    .replaceAll(mark -> Matcher.quoteReplacement("$" + parameter.incrementAndGet()));
            statement.execute("PREPARE " + name + inParentheses(types) + " AS " + numbered);
        }
        List<String> literals = new ArrayList<>();
        for (Optional<Object> value : values.values()) {
            literals.add(literal(value.orElse(null)));
        }
        try (ResultSet plan = statement.executeQuery(
                "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE " + name + inParentheses(literals))) {
            plan.next();
            return Json.parse("{\"plans\":" + plan.getString(1) + "}")
                    .objects("plans")
                    .get(0)
                    .object("Plan");
        }
    }

    private static String inParentheses(List<String> list) {
        return list.isEmpty() ? "" : list.stream().collect(Collectors.joining(", ", "(", ")"));
    }

    /** Returns the type as which the driver sends a value. */
    private static String name(Class<?> type) {
        if (type == byte[].class) {
            return "bytea";
        }
        if (type == boolean.class) {
            return "bool";
        }
        return type == String.class ? "varchar" : "int8";
    }

    private static String literal(@Nullable Object value) throws SQLException {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof byte[] bytes) {
            return "'\\x" + HexFormat.of().formatHex(bytes) + "'";
        }
        return value instanceof Number || value instanceof Boolean
                ? value.toString()
                : "'" + value.toString().replace("'", "''") + "'";
    }

    private static List<String> reads(Json node) {
        List<String> reads = new ArrayList<>();
        long rows = (node.number("Actual Rows") + node.number("Rows Removed by Filter")) * node.number("Actual Loops");
        if (rows > MAX_ROWS) {
            reads.add("%d rows of %s %s".formatted(rows, node.string("Node Type"), node.string("Index Name")));
        }
        node.objects("Plans").forEach(child -> reads.addAll(reads(child)));
        return reads;
    }
}
