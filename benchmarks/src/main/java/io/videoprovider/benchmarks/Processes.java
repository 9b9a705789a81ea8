package io.videoprovider.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Measures whole processes from outside: a fresh JVM until it has ended, and the memory of one that idles. */
final class Processes {

    private static final String OURS = "io.videoprovider.benchmarks.ColdMain";

    private Processes() {}

    /** This SDK's own jars for LiveKit, and what they bring along. */
    static List<Path> ourJars() {
        return ourJarsWithout("stream");
    }

    /** This SDK's own jars but for one vendor's, and what they bring along. */
    static List<Path> ourJarsWithout(String vendor) {
        return Peers.jars(Peers.HOME.resolve("target/jars")).stream()
                .filter(jar -> !jar.getFileName().toString().startsWith("videoprovider-" + vendor))
                .toList();
    }

    private static List<String> java(List<Path> classPath, String... program) {
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xshare:auto",
                                "-cp",
                                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))),
                        Arrays.stream(program))
                .toList();
    }

    private static List<Path> ours() {
        return Stream.concat(Stream.of(Peers.HOME.resolve("target/classes")), ourJars().stream())
                .toList();
    }

    /** Medians in milliseconds, by what was started, the runs of all taking turns. */
    static Map<String, Double> coldStarts(int runs) {
        try (CannedServer server = CannedServer.liveKit()) {
            Map<String, List<String>> programs = new LinkedHashMap<>();
            programs.put("empty", java(ours(), OURS + "$Empty"));
            programs.put("token/videoprovider", java(ours(), OURS));
            programs.put("token/livekit-sdk", java(Peers.LIVEKIT_SDK.classPath(), Peers.LIVEKIT_SDK.program()));
            programs.put("answer/videoprovider", java(ours(), OURS, server.url()));
            programs.put(
                    "answer/livekit-sdk",
                    java(Peers.LIVEKIT_SDK.classPath(), Peers.LIVEKIT_SDK.program(), server.url()));
            Map<String, List<Double>> times = new LinkedHashMap<>();
            for (int run = -1; run < runs; run++) {
                for (Map.Entry<String, List<String>> program : programs.entrySet()) {
                    double time = time(program.getValue());
                    // The first of each fills the disk's cache.
                    if (run >= 0) {
                        times.computeIfAbsent(program.getKey(), name -> new ArrayList<>())
                                .add(time);
                    }
                }
            }
            Map<String, Double> medians = new LinkedHashMap<>();
            times.forEach((name, values) ->
                    medians.put(name, values.stream().sorted().toList().get(values.size() / 2)));
            return medians;
        }
    }

    private static double time(List<String> command) {
        long start = System.nanoTime();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("failed: " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /** Resident memory in kB of an idle client that has made one call; only Linux tells. */
    static Map<String, Long> idleKilobytes() {
        Map<String, Long> figures = new LinkedHashMap<>();
        if (!Files.exists(Path.of("/proc/self/status"))) {
            return figures;
        }
        try (CannedServer server = CannedServer.liveKit()) {
            figures.put("videoprovider", idle(() -> java(ours(), OURS, server.url(), "wait")));
            figures.put(
                    "livekit-sdk",
                    idle(() -> java(Peers.LIVEKIT_SDK.classPath(), Peers.LIVEKIT_SDK.program(), server.url(), "wait")));
        }
        return figures;
    }

    private static long idle(Supplier<List<String>> command) {
        try {
            Process process = new ProcessBuilder(command.get())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                out.readLine();
                return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
