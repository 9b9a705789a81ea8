package io.videoprovider.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures everything in one run and writes {@code docs/performance.md} with its chart. With the argument {@code quick} each
 * benchmark is only seen to work, and the report goes to {@code benchmarks/target} instead.
 */
@SuppressWarnings("StringConcatToTextBlock") // its lines would be as long as the paragraphs of the page
public final class Report {

    private static final String OURS = "videoprovider";

    /**
     * In so many JVMs a subject of a budget is measured, in turn with its peers, so that what disturbs the machine disturbs
     * them all.
     */
    private static final int ROUNDS = 5;

    private final boolean quick;
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    /** A time or a rate in each round, and the bytes that one operation leaves to the garbage collector. */
    private record Figure(List<Double> scores, List<Double> bytes) {}

    private Report(boolean quick) {
        this.quick = quick;
    }

    /** Runs the benchmarks from the root of the source tree. */
    public static void main(String[] args) throws RunnerException, IOException, InterruptedException {
        new Report(Arrays.asList(args).contains("quick")).run();
    }

    private void run() throws RunnerException, IOException, InterruptedException {
        double busy = busy();
        Map<String, Double> cold = Processes.coldStarts(quick ? 1 : 21);
        Map<String, Long> idle = Processes.idleKilobytes();
        measure("mint", ROUNDS, 1, MintBenchmark.class, Map.of());
        measure("mint64", 1, 64, MintBenchmark.class, Map.of());
        measure("stream", 1, 1, StreamMintBenchmark.class, Map.of());
        measure("webhook", ROUNDS, 1, WebhookBenchmark.class, Map.of("bytes", of("1500"), "signature", of("valid")));
        measure("webhook", 1, 1, WebhookBenchmark.class, Map.of("bytes", of("1500"), "signature", of("forged")));
        measure("webhook", 1, 1, WebhookBenchmark.class, Map.of("bytes", of("64000")));
        measure("call", ROUNDS, 1, CallBenchmark.class, Map.of());
        measure("pair", ROUNDS, 1, CallPairBenchmark.class, Map.of());
        measure("call64", 1, 64, CallBenchmark.class, Map.of());
        String[] stores =
                System.getenv(InboxBenchmark.POSTGRES) == null ? of("memory", "h2") : of("memory", "h2", "postgresql");
        measure("inbox", 1, 1, InboxBenchmark.class, Map.of("store", stores));

        Path folder = quick
                ? Peers.HOME.resolve("target")
                : Peers.HOME.resolve("../docs").normalize();
        Files.writeString(folder.resolve("performance.md"), page(busy, cold, idle));
        Files.writeString(folder.resolve("performance.svg"), chart());
        System.out.println("written: " + folder.resolve("performance.md"));
    }

    /** How busy the processors are while this process does nothing. The load average would tell of the build right before. */
    private static double busy() throws InterruptedException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        system.getCpuLoad();
        TimeUnit.SECONDS.sleep(3);
        return system.getCpuLoad();
    }

    private static String[] of(String... values) {
        return values;
    }

    private void measure(String name, int rounds, int threads, Class<?> benchmark, Map<String, String[]> params)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmark.getName() + "\\.")
                .threads(threads)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend("-Xms1g", "-Xmx1g", "-Dbenchmarks.home=" + Peers.HOME)
                .shouldFailOnError(true);
        params.forEach(options::param);
        if (quick) {
            options.warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(100));
        }
        for (int round = 0; round < (quick ? 1 : rounds); round++) {
            record(name, new Runner(options.forks(1).build()).run());
        }
    }

    private void record(String name, Collection<RunResult> results) {
        for (RunResult result : results) {
            String method = result.getPrimaryResult().getLabel();
            Map<String, String> params = new TreeMap<>();
            for (String key : result.getParams().getParamsKeys()) {
                params.put(key, result.getParams().getParam(key));
            }
            String key = name + (name.equals("inbox") ? "/" + method : "") + "/" + String.join("/", params.values());
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            add(
                    key,
                    result.getPrimaryResult().getStatistics().getPercentile(50),
                    allocated == null ? Double.NaN : allocated.getScore());
            for (String counter : List.of("videoProvider", "okHttp")) {
                Result<?> nanos = result.getSecondaryResults().get(counter);
                if (nanos != null) {
                    add(name + "/" + counter, nanos.getScore(), Double.NaN);
                }
            }
        }
    }

    private void add(String key, double score, double bytes) {
        Figure figure = figures.computeIfAbsent(key, subject -> new Figure(new ArrayList<>(), new ArrayList<>()));
        figure.scores.add(score);
        figure.bytes.add(bytes);
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private double score(String key) {
        Figure figure = figures.get(key);
        return figure == null ? Double.NaN : median(figure.scores.stream().mapToDouble(Double::doubleValue));
    }

    private double bytes(String key) {
        Figure figure = figures.get(key);
        return figure == null ? Double.NaN : median(figure.bytes.stream().mapToDouble(Double::doubleValue));
    }

    /** The median of the rounds' own ratios: in one round both had the same machine. */
    private double ratio(String key, String to) {
        Figure one = figures.get(key);
        Figure other = figures.get(to);
        return one == null || other == null
                ? Double.NaN
                : median(IntStream.range(0, one.scores.size())
                        .mapToDouble(round -> one.scores.get(round) / other.scores.get(round)));
    }

    private double callByTurns() {
        return ratio("pair/videoProvider", "pair/okHttp");
    }

    // The page

    private String page(double busy, Map<String, Double> cold, Map<String, Long> idle) {
        StringBuilder page = new StringBuilder();
        page.append(
                "# Performance\n\nWritten by the benchmarks themselves; do not edit. To have it written again, in twenty"
                        + " quiet minutes:\n\n```sh\n./mvnw -q -pl benchmarks -am package -DskipTests && java -cp"
                        + " benchmarks/target/benchmarks.jar io.videoprovider.benchmarks.Report\n```\n\n");
        page.append(String.format(
                Locale.ROOT,
                "%s, on Java %s (%s), %s %s, %d processors, %s. Others kept them busy by %.0f %% when it began%s.%n%n",
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("java.version"),
                System.getProperty("java.vendor"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                processor(),
                100 * busy,
                busy > 0.1 ? ", so **the machine was not quiet: believe the ratios roughly, the bytes exactly**" : ""));
        page.append(
                "All in one run, each subject in a JVM of its own; what has a budget in " + ROUNDS + " of them, in turn"
                        + " with its peers, and the median counts, of ratios too. Ratios matter; times are those of this machine.\n\n"
                        + "![Time beside the peers](performance.svg)\n\n");
        budgets(page, cold);
        mint(page);
        webhooks(page);
        calls(page);
        processes(page, cold, idle);
        inbox(page);
        versions(page);
        return page.toString();
    }

    private void budgets(StringBuilder page, Map<String, Double> cold) {
        double beside = Stream.of("mint/nimbus", "mint/java-jwt", "mint/jjwt")
                .mapToDouble(peer -> ratio("mint/" + OURS, peer))
                .max()
                .orElse(Double.NaN);
        double empty = cold.getOrDefault("empty", Double.NaN);
        double first = (cold.getOrDefault("token/" + OURS, Double.NaN) - empty)
                / (cold.getOrDefault("token/livekit-sdk", Double.NaN) - empty);
        double webhook = ratio("webhook/1500/" + OURS + "/livekit/valid", "webhook/1500/livekit-sdk/valid");
        int jars = Processes.ourJars().size();
        double megabytes = megabytes(Processes.ourJars());
        page.append("## Budgets\n\n| what | budget | measured | |\n|---|---:|---:|---|\n");
        budget(page, "mint, × LiveKit SDK", 0.5, ratio("mint/" + OURS, "mint/livekit-sdk"));
        budget(page, "mint, × the fastest of Nimbus, java-jwt, jjwt", 0.5, beside);
        budget(page, "mint, × one bare HMAC", 2.5, ratio("mint/" + OURS, "mint/hmac"));
        budget(page, "mint, bytes", 2048, bytes("mint/" + OURS));
        budget(page, "verify and parse a LiveKit webhook of 1.5 kB, × LiveKit SDK", 0.5, webhook);
        budget(page, "call, × bare OkHttp, by turns", 1.05, callByTurns());
        budget(page, "first token in a fresh JVM, × LiveKit SDK", 0.5, first);
        budget(page, "jars", Math.min(15, Peers.LIVEKIT_SDK.jars().size() - 1), jars);
        budget(page, "MB of jars", 9, megabytes);
        if (webhook > 0.5) {
            page.append(
                    "\nThe webhook: a third of its time is the JSON, a sixth the SHA-256 of the body, which both pay.\n");
        }
        if (callByTurns() > 1.05) {
            page.append(
                    "\nThe call: OkHttp alone neither writes nor reads JSON; the rest is deadline, breaker, budget and observation.\n");
        }
        page.append('\n');
    }

    private static void budget(StringBuilder page, String what, double budget, double measured) {
        page.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s |%n",
                what,
                number(budget),
                number(measured),
                measured <= budget ? "met" : "**not met**"));
    }

    private void mint(StringBuilder page) {
        page.append(
                "## Minting\n\nA LiveKit token with name, metadata and grants, from the application's words to the string. `hmac`"
                        + " is one HMAC over such a token and nothing else. With 64 threads a token takes longer since threads wait for"
                        + " processors.\n\n| | ns | × ours | B/op | ns, 64 threads | × ours |\n|---|---:|---:|---:|---:|---:|\n");
        for (String peer : List.of(OURS, "livekit-sdk", "nimbus", "java-jwt", "jjwt", "hmac")) {
            row(
                    page,
                    peer,
                    score("mint/" + peer),
                    ratio("mint/" + peer, "mint/" + OURS),
                    bytes("mint/" + peer),
                    score("mint64/" + peer),
                    ratio("mint64/" + peer, "mint64/" + OURS));
        }
        page.append(
                "\nStream's tokens. Stream's Java SDK has a licence that keeps it out of here; it signs with jjwt.\n\n"
                        + "| | user token, ns | × ours | B/op | call token, ns | × ours | B/op |\n|---|---:|---:|---:|---:|---:|---:|\n");
        for (String peer : List.of(OURS, "nimbus", "java-jwt", "jjwt")) {
            row(
                    page,
                    peer,
                    score("stream/" + peer + "/user"),
                    ratio("stream/" + peer + "/user", "stream/" + OURS + "/user"),
                    bytes("stream/" + peer + "/user"),
                    score("stream/" + peer + "/call"),
                    ratio("stream/" + peer + "/call", "stream/" + OURS + "/call"),
                    bytes("stream/" + peer + "/call"));
        }
        page.append('\n');
    }

    private void webhooks(StringBuilder page) {
        page.append(
                "## Webhooks\n\nFrom raw bytes to a typed event; a forged one to its refusal, which is verifying alone.\n\n"
                        + "| | 1.5 kB, ns | B/op | forged, ns | B/op | 64 kB, ns | B/op | forged, ns | B/op |\n"
                        + "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for (String peer : List.of(OURS + "/livekit", "livekit-sdk", OURS + "/stream")) {
            double[] cells = new double[8];
            int at = 0;
            for (String size : List.of("1500", "64000")) {
                for (String signature : List.of("valid", "forged")) {
                    String key = "webhook/" + size + "/" + peer + "/" + signature;
                    cells[at++] = score(key);
                    cells[at++] = bytes(key);
                }
            }
            row(page, peer, cells);
        }
        page.append('\n');
    }

    private void calls(StringBuilder page) {
        page.append(
                "## Calls\n\nOne call on the loopback address to a server that answers at once, and the calls a second that 64"
                        + " threads make together.\n\n| | µs | × OkHttp | B/op | calls/s, 64 threads | × OkHttp |\n"
                        + "|---|---:|---:|---:|---:|---:|\n");
        for (String peer : List.of("okhttp", OURS, "livekit-sdk")) {
            row(
                    page,
                    peer,
                    score("call/" + peer),
                    ratio("call/" + peer, "call/okhttp"),
                    bytes("call/" + peer),
                    64e6 / score("call64/" + peer),
                    ratio("call64/okhttp", "call64/" + peer));
        }
        page.append(String.format(
                Locale.ROOT,
                "%nThe loopback address is now quick, now slow, by more than this SDK adds. By turns in one JVM, call for call, ours takes"
                        + " %.3f × the time of OkHttp alone. It signs, watches over the attempt, writes and reads JSON; OkHttp alone"
                        + " sends the same bytes, made once, and does not look at the answer.%n%n",
                callByTurns()));
    }

    private static void processes(StringBuilder page, Map<String, Double> cold, Map<String, Long> idle) {
        double empty = cold.getOrDefault("empty", Double.NaN);
        page.append(String.format(
                Locale.ROOT,
                "## Processes%n%nA fresh JVM until it has ended, the median of many, less the %.0f ms of an empty `main`; memory of a"
                        + " client that idles after one call; what Maven adds to an empty application (here with one version of OkHttp"
                        + " for all parts of the LiveKit SDK; left alone, Maven takes two).%n%n"
                        + "| | first token, ms | first answer, ms | resident, MB | jars | MB of jars |%n"
                        + "|---|---:|---:|---:|---:|---:|%n",
                empty));
        Map<String, List<Path>> jars = Map.of(OURS, Processes.ourJars(), "livekit-sdk", Peers.LIVEKIT_SDK.jars());
        for (String peer : List.of(OURS, "livekit-sdk")) {
            List<Path> added = jars.getOrDefault(peer, List.of());
            row(
                    page,
                    peer,
                    cold.getOrDefault("token/" + peer, Double.NaN) - empty,
                    cold.getOrDefault("answer/" + peer, Double.NaN) - empty,
                    idle.getOrDefault(peer, 0L) / 1024.0,
                    added.size(),
                    megabytes(added));
        }
        List<Path> stream = Processes.ourJarsWithout("livekit");
        page.append(String.format(
                Locale.ROOT,
                "%nOurs is that of LiveKit; with Stream's instead it is %d jars of %.2f MB.%n%n",
                stream.size(),
                megabytes(stream)));
    }

    private void inbox(StringBuilder page) {
        page.append(
                "## Inbox\n\nDeliveries of 1.5 kB a second on one thread: added, claimed and committed; added and dispatched to a"
                        + " handler that does nothing.\n\n| | claimed/s | dispatched/s |\n|---|---:|---:|\n");
        for (String store : List.of("memory", "h2", "postgresql")) {
            row(page, store, score("inbox/claims/" + store), score("inbox/dispatched/" + store));
        }
        page.append('\n');
    }

    private static void versions(StringBuilder page) {
        page.append("## Versions\n\n");
        for (Peers peer : Peers.values()) {
            page.append(peer.jars().stream()
                            .map(jar -> jar.getFileName().toString().replace(".jar", ""))
                            .filter(
                                    jar -> jar.matches(
                                            "(livekit|okhttp-jvm|java-jwt|nimbus|jjwt-api|protobuf-java-\\d|jackson-databind).*"))
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
        }
        page.append("Ours: ")
                .append(Processes.ourJars().stream()
                        .map(jar -> jar.getFileName().toString().replace(".jar", ""))
                        .collect(Collectors.joining(", ")))
                .append(".\n");
    }

    private static void row(StringBuilder page, String name, double... cells) {
        page.append("| ").append(name).append(" |");
        for (double cell : cells) {
            page.append(' ').append(number(cell)).append(" |");
        }
        page.append('\n');
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        if (value == Math.rint(value) || value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static double megabytes(List<Path> files) {
        return files.stream().mapToLong(file -> file.toFile().length()).sum() / 1e6;
    }

    private static String processor() {
        try {
            Path file = Path.of("/proc/cpuinfo");
            @Nullable
            String model = Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .filter(line -> line.startsWith("model name"))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .findFirst()
                            .orElse(null)
                    : null;
            return model == null ? "an unknown processor" : model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The chart

    private String chart() {
        Map<String, Double> bars = new LinkedHashMap<>();
        for (String peer : List.of("livekit-sdk", "nimbus", "java-jwt", "jjwt", "hmac")) {
            bars.put("mint: " + peer, ratio("mint/" + peer, "mint/" + OURS));
        }
        bars.put(
                "webhook 1.5 kB: livekit-sdk",
                ratio("webhook/1500/livekit-sdk/valid", "webhook/1500/" + OURS + "/livekit/valid"));
        bars.put("call: okhttp", ratio("call/okhttp", "call/" + OURS));
        bars.put("call: livekit-sdk", ratio("call/livekit-sdk", "call/" + OURS));
        return Chart.bars("Time × ours (1 = as fast as videoprovider; longer = slower)", bars);
    }
}
