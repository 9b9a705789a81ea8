package io.videoprovider.benchmarks;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first token of a fresh JVM, from the start of its process to its end. A process of its own, because JMH has loaded half of the
 * JDK before it runs a benchmark. The warm-up fills the disk cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 7)
@Fork(3)
public class FirstTokenBenchmark {

    @Param({"videoprovider", "livekit-sdk", "empty"})
    String peer = "videoprovider";

    @Benchmark
    public String firstToken() throws Exception {
        return switch (peer) {
            case "videoprovider" -> run(ours(), FirstToken.class.getName());
            case "livekit-sdk" ->
                run(
                        Peers.LIVEKIT_SDK.classPath(),
                        Peers.LIVEKIT_SDK.program(),
                        Sample.KEY,
                        Sample.SECRET,
                        Sample.USER,
                        Sample.NAME,
                        Sample.METADATA,
                        Sample.ROOM);
            case "empty" -> run(ours(), FirstToken.Empty.class.getName());
            default -> throw new IllegalArgumentException(peer);
        };
    }

    private static List<Path> ours() {
        return Stream.concat(Stream.of(Peers.HOME.resolve("target/classes")), Peers.jarsWith("livekit").stream())
                .toList();
    }

    private static String run(List<Path> classPath, String... program) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.addAll(List.of(program));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(program[0] + " failed");
        }
        return output;
    }
}
