package io.videoprovider.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.livekit.client.Room;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.token.VerifiedToken;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each subject does the whole work, or its time would say nothing. */
class SubjectsIT {

    @ParameterizedTest
    @ValueSource(strings = {"videoprovider", "livekit-sdk", "nimbus", "java-jwt", "jjwt"})
    void mints_a_token_that_a_livekit_server_would_take(String peer) throws Exception {
        MintBenchmark benchmark = new MintBenchmark();
        benchmark.peer = peer;
        benchmark.prepare();

        try (LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                .url("ws://127.0.0.1:7880")
                .apiKey(Sample.KEY)
                .apiSecret(Sample.SECRET)
                .build()) {
            VerifiedToken token = video.tokens().verify((String) benchmark.mint());
            assertThat(token.userId()).isEqualTo(Sample.USER);
            assertThat(token.call()).isEqualTo(CallId.of(Sample.ROOM));
            assertThat(token.raw().string("name")).isEqualTo(Sample.NAME);
            assertThat(token.raw().string("metadata")).isEqualTo(Sample.METADATA);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "videoprovider, user", "nimbus, user", "java-jwt, user", "jjwt, user",
        "videoprovider, call", "nimbus, call", "java-jwt, call", "jjwt, call",
    })
    void mints_a_token_that_stream_would_take(String peer, String kind) throws Exception {
        StreamMintBenchmark benchmark = new StreamMintBenchmark();
        benchmark.peer = peer;
        benchmark.token = kind;
        benchmark.prepare();

        try (StreamVideoProvider video = StreamVideoProvider.builder()
                .apiKey(Sample.KEY)
                .apiSecret(Sample.SECRET)
                .build()) {
            VerifiedToken token = video.tokens().verify((String) benchmark.mint());
            assertThat(token.userId()).isEqualTo(Sample.USER);
            assertThat(token.raw().strings("call_cids")).hasSize(kind.equals("call") ? 1 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "videoprovider/livekit, 1500", "livekit-sdk, 1500", "videoprovider/stream, 1500",
        "videoprovider/livekit, 64000", "livekit-sdk, 64000", "videoprovider/stream, 64000",
    })
    void takes_a_webhook_in_and_refuses_a_forged_one(String peer, int bytes) throws Exception {
        WebhookBenchmark benchmark = new WebhookBenchmark();
        benchmark.peer = peer;
        benchmark.bytes = bytes;
        benchmark.prepare();
        assertThat(benchmark.parse().toString()).contains(peer.equals("livekit-sdk") ? Sample.USER : Sample.ROOM);

        benchmark.signature = "forged";
        benchmark.prepare();
        assertThat(benchmark.parse()).isInstanceOf(Exception.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"videoprovider", "livekit-sdk", "okhttp"})
    void calls(String peer) throws Exception {
        CallBenchmark benchmark = new CallBenchmark();
        benchmark.peer = peer;
        benchmark.prepare();
        try {
            Object answer = benchmark.call();
            // Ours prints no values.
            String said = answer instanceof byte[] bytes
                    ? new String(bytes, UTF_8)
                    : answer instanceof List<?> rooms && rooms.get(0) instanceof Room room
                            ? room.sid()
                            : answer.toString();
            assertThat(said).contains("RM_4GT2SXHBgZbh");
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "h2"})
    void keeps_and_dispatches(String store) throws Exception {
        InboxBenchmark benchmark = new InboxBenchmark();
        benchmark.store = store;
        benchmark.connect();
        try {
            assertThat(benchmark.claims()).isEqualTo(50);
            assertThat(benchmark.dispatched()).isZero();
        } finally {
            benchmark.close();
        }
    }
}
