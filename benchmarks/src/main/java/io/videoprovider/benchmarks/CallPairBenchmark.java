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
 * The two calls of {@link CallBenchmark} by turns, in one JVM, over one connection. On a shared machine the loopback address is now
 * quick, now slow, by more than this SDK adds; here both have the same share of it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class CallPairBenchmark {

    /** The clients, which share one connection: else it would matter most on which processors the server's threads are. */
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

    /** What each took, in nanoseconds. */
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
