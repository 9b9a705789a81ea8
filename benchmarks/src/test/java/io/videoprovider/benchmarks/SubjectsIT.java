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

/** Verifies that each subject does the whole work that is measured. */
class SubjectsIT {

    @ParameterizedTest
    @ValueSource(strings = {"videoprovider", "livekit-sdk", "nimbus", "java-jwt", "jjwt"})
    void mints_a_valid_livekit_token(String peer) throws Exception {
        MintBenchmark benchmark = new MintBenchmark();
        benchmark.peer = peer;
        benchmark.prepare();

        verifyLiveKitToken((String) benchmark.mint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"videoprovider", "livekit-sdk"})
    void a_fresh_jvm_mints_a_valid_livekit_token(String peer) throws Exception {
        FirstTokenBenchmark benchmark = new FirstTokenBenchmark();
        benchmark.peer = peer;

        verifyLiveKitToken(benchmark.firstToken());
    }

    private static void verifyLiveKitToken(String jwt) {
        try (LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                .url("ws://127.0.0.1:7880")
                .apiKey(Sample.KEY)
                .apiSecret(Sample.SECRET)
                .build()) {
            VerifiedToken token = video.tokens().verify(jwt);
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
    void mints_a_valid_stream_token(String peer, String kind) throws Exception {
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
        "videoprovider, 1500", "livekit-sdk, 1500", "videoprovider-stream, 1500",
        "videoprovider, 64000", "livekit-sdk, 64000", "videoprovider-stream, 64000",
    })
    void parses_a_webhook_and_rejects_a_forged_one(String peer, int bytes) throws Exception {
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
    void reads_the_response_of_a_call(String peer) throws Exception {
        CallBenchmark benchmark = new CallBenchmark();
        benchmark.peer = peer;
        benchmark.prepare();
        try {
            Object response = benchmark.call();
            // toString of our Room omits the values.
            String text = response instanceof byte[] bytes
                    ? new String(bytes, UTF_8)
                    : response instanceof List<?> rooms && rooms.get(0) instanceof Room room
                            ? room.sid()
                            : response.toString();
            assertThat(text).contains("RM_4GT2SXHBgZbh");
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "h2"})
    void claims_and_dispatches(String store) throws Exception {
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
