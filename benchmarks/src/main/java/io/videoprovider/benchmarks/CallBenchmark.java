package io.videoprovider.benchmarks;

import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.Room;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One call on the loopback address: through the whole pipeline (token, breaker, budget, observation, JSON both ways) and by
 * OkHttp alone, which sends the same bytes with a token made once and reads the same bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class CallBenchmark {

    private static final String ANSWER =
            "{\"rooms\":[{\"sid\":\"RM_4GT2SXHBgZbh\",\"name\":\"lobby\",\"empty_timeout\":300,"
                    + "\"departure_timeout\":20,\"max_participants\":0,\"creation_time\":\"1763719000\",\"metadata\":\"\","
                    + "\"num_participants\":2,\"num_publishers\":1,\"active_recording\":false}]}";

    private final CannedServer server = new CannedServer(ANSWER);
    private final LiveKitVideoProvider video = LiveKitVideoProvider.builder()
            .url(server.url())
            .apiKey("devkey")
            .apiSecret("0123456789abcdef0123456789abcdef")
            .build();
    private final LiveKitClient client = video.unwrap(LiveKitClient.class);

    private final OkHttpClient okHttp = new OkHttpClient();
    private final byte[] body = "{\"names\":[\"lobby\"]}".getBytes(StandardCharsets.UTF_8);
    private final Request request = new Request.Builder()
            .url(server.url() + "/twirp/livekit.RoomService/ListRooms")
            .header("Authorization", "Bearer " + "x".repeat(230))
            .header("User-Agent", "videoprovider-java/0.1.0")
            .header("X-Livekit-Request-Id", "0f4ff5a5-5ca2-4b3c-8f86-6b6ac0b0f7a2")
            .header("X-Twirp-Timeout-Ms", "10000")
            .post(RequestBody.create(body, MediaType.get("application/json")))
            .build();

    /** Closes what was opened. */
    @TearDown
    public void close() {
        video.close();
        okHttp.connectionPool().evictAll();
        server.close();
    }

    @Benchmark
    public List<Room> videoProvider() {
        return client.listRooms(List.of("lobby"));
    }

    @Benchmark
    public byte[] bareOkHttp() throws IOException {
        try (Response response = okHttp.newCall(request).execute()) {
            return response.body().bytes();
        }
    }
}
