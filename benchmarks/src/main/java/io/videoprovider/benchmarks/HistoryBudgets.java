package io.videoprovider.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.h2.jdbcx.JdbcConnectionPool;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs {@link HistoryBenchmark} and {@link ProjectionBenchmark} and writes their results into the rows of {@code docs/performance.md}. Requires
 * the variable {@code INBOX_POSTGRES_URL}. JMH's own results remain in {@code benchmarks/target/history.json}.
 */
public final class HistoryBudgets {

    private static final double MAX_MEDIAN = 10;
    private static final double MAX_P99 = 50;
    private static final double MAX_ADDED = 30;

    private HistoryBudgets() {}

    /**
     * Runs from the root of the source tree. Deletes the schemas of the benchmarks at the end. The argument {@code quick} tests the run itself,
     * writes to {@code target} and keeps the schemas.
     */
    public static void main(String[] args) throws RunnerException, IOException, SQLException {
        Locale.setDefault(Locale.ROOT);
        boolean quick = List.of(args).contains("quick");
        Map<String, String> cells = measure(quick);
        Path page = Peers.HOME.resolve("../docs/performance.md").normalize();
        Path target = quick ? Peers.HOME.resolve("target/performance.md") : page;
        List<String> lines = new ArrayList<>(Files.readAllLines(page));
        // Another benchmark of the page has the name of a query.
        lines.subList(lines.indexOf("## Call history"), lines.size()).replaceAll(line -> row(line, cells));
        Files.write(target, lines);
        if (!quick) {
            execute("DROP SCHEMA " + HistoryBenchmark.SCHEMA + " CASCADE");
            execute("DROP SCHEMA " + ProjectionBenchmark.SCHEMA + " CASCADE");
        }
        System.out.println("written: " + target);
    }

    private static void execute(String sql) throws SQLException {
        JdbcConnectionPool pool = HistoryBenchmark.postgres(HistoryBenchmark.SCHEMA);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } finally {
            pool.dispose();
        }
    }

    /** Returns the last cells of the row that begins with a name. */
    private static Map<String, String> measure(boolean quick) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\.(History|Projection)Benchmark\\.")
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(Peers.HOME.resolve("target/history.json").toString());
        if (quick) {
            options.warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(300));
        }
        Map<String, String> cells = new HashMap<>();
        for (RunResult result : new Runner(options.build()).run()) {
            if (result.getPrimaryResult().getLabel().equals("projection")) {
                cells.put("projection", projection(result));
            } else {
                double median = result.getPrimaryResult().getStatistics().getPercentile(50);
                double p99 = result.getPrimaryResult().getStatistics().getPercentile(99);
                cells.put(
                        result.getParams().getParam("query"),
                        marked("%.2f", median, MAX_MEDIAN) + " | " + marked("%.2f", p99, MAX_P99));
            }
        }
        return cells;
    }

    /** The added time is taken within each iteration, because both variants of an iteration ran close together. */
    private static String projection(RunResult result) {
        double[] added = result.getBenchmarkResults().stream()
                .map(BenchmarkResult::getIterationResults)
                .flatMap(iterations -> iterations.stream())
                .mapToDouble(iteration -> 100 * (nanos(iteration, "history") / nanos(iteration, "inbox") - 1))
                .sorted()
                .toArray();
        double mean = result.getPrimaryResult().getStatistics().getMean();
        double inbox = Objects.requireNonNull(result.getSecondaryResults().get("inbox"))
                .getScore();
        double history = Objects.requireNonNull(result.getSecondaryResults().get("history"))
                .getScore();
        double share = inbox / (inbox + history);
        return "%s | %.0f–%.0f %% | %.0f / %.0f"
                .formatted(
                        marked("%.0f %%", added[added.length / 2], MAX_ADDED),
                        Arrays.stream(added).min().orElseThrow(),
                        Arrays.stream(added).max().orElseThrow(),
                        2 * mean * (1 - share),
                        2 * mean * share);
    }

    private static double nanos(IterationResult iteration, String name) {
        return Objects.requireNonNull(iteration.getSecondaryResults().get(name), name)
                .getScore();
    }

    private static String marked(String format, double value, double budget) {
        String mark = value > budget ? "**" : "";
        return mark + format.formatted(value) + mark;
    }

    /** Rewrites the last cells of a row that begins with the name of a result. */
    private static String row(String line, Map<String, String> cells) {
        if (line.startsWith("History: ")) {
            return "History: " + Budgets.machine();
        }
        String[] columns = line.split(" *\\| *", -1);
        String found = columns.length < 4 ? null : cells.get(columns[1].replace("`", ""));
        return found == null ? line : "| %s | %s | %s |".formatted(columns[1], columns[2], found);
    }
}
