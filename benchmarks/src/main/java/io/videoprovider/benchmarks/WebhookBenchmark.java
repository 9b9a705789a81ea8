package io.videoprovider.benchmarks;

import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A LiveKit webhook from its raw bytes to a typed event; the LiveKit SDK receives the body as a string, as its API requires. Options
 * for other runs: {@code -p peer=videoprovider-stream}, {@code -p bytes=64000}, and {@code -p signature=forged}, which ends with the
 * failed verification.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 9, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class WebhookBenchmark {

    @Param({"videoprovider", "livekit-sdk"})
    String peer = "videoprovider";

    @Param("1500")
    int bytes = 1500;

    @Param("valid")
    String signature = "valid";

    private Callable<Object> work = () -> "";

    /** Signs the webhook, with the secret or with another one, and runs the work once. */
    @Setup
    public void prepare() throws Exception {
        boolean valid = signature.equals("valid");
        String secret = valid ? Sample.SECRET : "another secret of thirty-two byte";
        Callable<Object> receive = switch (peer) {
            case "videoprovider" -> liveKit(Sample.liveKitEvent(bytes), secret);
            case "livekit-sdk" -> liveKitSdk(Sample.liveKitEvent(bytes), secret);
            case "videoprovider-stream" -> stream(Sample.streamEvent(bytes), secret);
            default -> throw new IllegalArgumentException(peer);
        };
        work = valid ? receive : rejected(receive);
        work.call();
    }

    private static Callable<Object> liveKit(byte[] body, String secret) {
        LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                .url("ws://127.0.0.1:7880")
                .apiKey(Sample.KEY)
                .apiSecret(Sample.SECRET)
                .build();
        Map<String, List<String>> headers = Map.of("Authorization", List.of(Sample.liveKitAuthorization(body, secret)));
        Webhooks webhooks = video.webhooks();
        return () -> webhooks.parse(WebhookRequest.of(headers, body));
    }

    private static Callable<Object> stream(byte[] body, String secret) {
        StreamVideoProvider video = StreamVideoProvider.builder()
                .apiKey(Sample.KEY)
                .apiSecret(Sample.SECRET)
                .build();
        Map<String, List<String>> headers = Map.of(
                "X-Signature", List.of(Sample.streamSignature(body, secret)),
                "X-Api-Key", List.of(Sample.KEY),
                "X-Webhook-Id", List.of("0f4ff5a5-5ca2-4b3c-8f86-6b6ac0b0f7a2"));
        Webhooks webhooks = video.webhooks();
        return () -> webhooks.parse(WebhookRequest.of(headers, body));
    }

    private static Callable<Object> liveKitSdk(byte[] body, String secret) {
        return Peers.LIVEKIT_SDK.work(
                "receiving",
                Sample.KEY,
                Sample.SECRET,
                new String(body, StandardCharsets.UTF_8),
                Sample.liveKitAuthorization(body, secret));
    }

    private static Callable<Object> rejected(Callable<Object> receive) {
        return () -> {
            try {
                receive.call();
            } catch (WebhookRejectedException e) {
                return e;
            } catch (Exception e) {
                if (e.getClass().getSimpleName().equals("SignatureVerificationException")) {
                    return e;
                }
                throw e;
            }
            throw new IllegalStateException("a forged webhook was accepted");
        };
    }

    @Benchmark
    public Object parse() throws Exception {
        return work.call();
    }
}
