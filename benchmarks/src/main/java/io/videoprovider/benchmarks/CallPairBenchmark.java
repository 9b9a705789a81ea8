package io.videoprovider.benchmarks;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Calls by this SDK and by bare OkHttp in turns, in one JVM, over one connection. The speed of the loopback address varies by more
 * than this SDK adds; in turns, the variation affects both alike.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class CallPairBenchmark {

    /** The clients share one connection: with two, the placement of the server's threads would dominate the ratio. */
    @State(Scope.Benchmark)
    public static class Clients {

        private final CannedServer liveKit = CannedServer.liveKit();
        private final ConnectionPool connection = new ConnectionPool();
        private final Callable<Object> videoProvider = CallBenchmark.videoProvider(liveKit.url(), connection);
        private final Callable<Object> okHttp = CallBenchmark.okHttp(liveKit.url(), connection);
        private boolean okHttpFirst;

        /** Closes the server; the clients end with their JVM. */
        @TearDown
        public void close() {
            liveKit.close();
        }
    }

    /** Time of each client in nanoseconds. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Nanos {

        public long videoProvider;
        public long okHttp;
    }

    @Benchmark
    public int pair(Clients clients, Nanos nanos) throws Exception {
        clients.okHttpFirst = !clients.okHttpFirst;
        long start = System.nanoTime();
        Object first = (clients.okHttpFirst ? clients.okHttp : clients.videoProvider).call();
        long between = System.nanoTime();
        Object second = (clients.okHttpFirst ? clients.videoProvider : clients.okHttp).call();
        long end = System.nanoTime();
        nanos.okHttp += clients.okHttpFirst ? between - start : end - between;
        nanos.videoProvider += clients.okHttpFirst ? end - between : between - start;
        return first.hashCode() ^ second.hashCode();
    }
}
