package io.videoprovider.benchmarks;

import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.livekit.client.LiveKitClient;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One call on the loopback address: by this SDK's whole pipeline (token, circuit breaker, retry budget, observation, JSON), by the
 * LiveKit SDK, and by bare OkHttp, which sends and reads the same bytes with a token created once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class CallBenchmark {

    @Param({"videoprovider", "livekit-sdk", "okhttp"})
    String peer = "videoprovider";

    private final CannedServer liveKit = CannedServer.liveKit();
    private Callable<Object> work = () -> "";

    /** Creates the client. */
    @Setup
    public void prepare() {
        work = switch (peer) {
            case "videoprovider" -> videoProvider(liveKit.url(), new ConnectionPool());
            case "livekit-sdk" -> Peers.LIVEKIT_SDK.work("calling", liveKit.url(), Sample.KEY, Sample.SECRET);
            case "okhttp" -> okHttp(liveKit.url(), new ConnectionPool());
            default -> throw new IllegalArgumentException(peer);
        };
    }

    static Callable<Object> videoProvider(String url, ConnectionPool connections) {
        LiveKitClient client = LiveKitVideoProvider.builder()
                .url(url)
                .apiKey(Sample.KEY)
                .apiSecret(Sample.SECRET)
                .http(http -> http.connectionPool(connections))
                .build()
                .unwrap(LiveKitClient.class);
        return () -> client.rooms().listRooms(List.of("lobby"));
    }

    static Callable<Object> okHttp(String url, ConnectionPool connections) {
        OkHttpClient okHttp =
                new OkHttpClient.Builder().connectionPool(connections).build();
        byte[] body = Sample.bytes("{\"names\":[\"lobby\"]}");
        Request request = new Request.Builder()
                .url(url + "/twirp/livekit.RoomService/ListRooms")
                .header("Authorization", "Bearer " + "x".repeat(230))
                .header("User-Agent", "videoprovider-java/0.1.0")
                .header("X-Livekit-Request-Id", "0f4ff5a5-5ca2-4b3c-8f86-6b6ac0b0f7a2")
                .header("X-Twirp-Timeout-Ms", "10000")
                .post(RequestBody.create(body, MediaType.get("application/json")))
                .build();
        return () -> {
            try (Response response = okHttp.newCall(request).execute()) {
                return response.body().bytes();
            }
        };
    }

    /** Closes the server; the clients end with their JVM. */
    @TearDown
    public void close() {
        liveKit.close();
    }

    @Benchmark
    public Object call() throws Exception {
        return work.call();
    }
}
