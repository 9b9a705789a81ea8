package io.videoprovider.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks that have a budget and writes their results into the rows of {@code docs/performance.md}. One round measures
 * each subject in one fork, so that peers are interleaved. JMH's own results remain in {@code benchmarks/target/round-*.json}.
 */
public final class Budgets {

    private static final int ROUNDS = 5;

    private Budgets() {}

    /** Runs from the root of the source tree. The argument {@code quick} tests the run itself and writes to {@code target}. */
    public static void main(String[] args) throws RunnerException, IOException {
        Locale.setDefault(Locale.ROOT);
        boolean quick = List.of(args).contains("quick");
        List<Map<String, Double>> rounds = new ArrayList<>();
        for (int round = 1; round <= (quick ? 1 : ROUNDS); round++) {
            rounds.add(measure(Peers.HOME.resolve("target/round-" + round + ".json"), quick));
        }
        Path page = Peers.HOME.resolve("../docs/performance.md").normalize();
        Path target = quick ? Peers.HOME.resolve("target/performance.md") : page;
        Files.write(
                target,
                Files.readAllLines(page).stream().map(line -> row(line, rounds)).toList());
        System.out.println("written: " + target);
    }

    /** Returns the median time of each subject, and the footprint. */
    private static Map<String, Double> measure(Path results, boolean quick) throws RunnerException, IOException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\.(Mint|Webhook|CallPair|FirstToken)Benchmark\\.")
                .forks(1)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(results.toString());
        if (quick) {
            options.warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(100));
        }
        Map<String, Double> values = new HashMap<>();
        for (RunResult result : new Runner(options.build()).run()) {
            String benchmark = result.getPrimaryResult().getLabel();
            double time = result.getPrimaryResult().getStatistics().getPercentile(50);
            if (benchmark.equals("pair")) {
                double ours =
                        value(result.getSecondaryResults(), "videoProvider").getScore();
                double peer = value(result.getSecondaryResults(), "okHttp").getScore();
                double share = ours / (ours + peer);
                values.put("call videoprovider", time * share);
                values.put("call okhttp", time * (1 - share));
            } else {
                values.put(benchmark + " " + result.getParams().getParam("peer"), time);
            }
        }
        double empty = value(values, "firstToken empty");
        values.replaceAll((name, value) -> name.startsWith("firstToken") ? value - empty : value);
        for (String vendor : List.of("livekit", "stream")) {
            List<Path> jars = Peers.jarsWith(vendor);
            values.put("jars, " + vendor, (double) jars.size());
            values.put(
                    "MB, " + vendor,
                    jars.stream().mapToLong(jar -> jar.toFile().length()).sum() / 1e6);
        }
        return values;
    }

    private static <T> T value(Map<String, T> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** Returns the date, the version of Java and the machine of a run. */
    static String machine() {
        return "%s, Java %s (%s), %s, %d processors."
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        System.getProperty("java.version"),
                        System.getProperty("java.vendor"),
                        System.getProperty("os.name"),
                        Runtime.getRuntime().availableProcessors());
    }

    /** Rewrites the last cells of a row that begins with a measured value, or with a benchmark and a peer to be compared with. */
    private static String row(String line, List<Map<String, Double>> rounds) {
        if (line.startsWith("Now: ")) {
            return "Now: " + machine();
        }
        String[] cells = line.split(" *\\| *", -1);
        if (cells.length > 3 && rounds.get(0).containsKey(cells[1])) {
            return row(cells, value(rounds.get(0), cells[1]), "|");
        }
        if (cells.length < 4 || !cells[1].contains(" × ")) {
            return line;
        }
        String ours = cells[1].replaceAll(" × .*", " videoprovider");
        String peer = cells[1].replace(" ×", "");
        // Within a round, because both subjects of a round ran close together.
        double[] ratios = sorted(rounds, round -> value(round, ours) / value(round, peer));
        int median = ratios.length / 2;
        return row(
                cells,
                ratios[median],
                "%.2f–%.2f | %,.0f / %,.0f"
                        .formatted(
                                ratios[0],
                                ratios[ratios.length - 1],
                                sorted(rounds, round -> value(round, ours))[median],
                                sorted(rounds, round -> value(round, peer))[median]));
    }

    private static double[] sorted(List<Map<String, Double>> rounds, ToDoubleFunction<Map<String, Double>> value) {
        return rounds.stream().mapToDouble(value).sorted().toArray();
    }

    private static String row(String[] cells, double now, String details) {
        boolean over = !cells[2].isEmpty() && now > Double.parseDouble(cells[2]);
        String mark = over ? "**" : "";
        String number = now % 1 == 0 ? "%.0f" : "%.2f";
        return "| %s | %s | %s | %s%s%s | %s |"
                .formatted(cells[1], cells[2], cells[3], mark, number.formatted(now), mark, details);
    }
}
