package io.videoprovider.benchmarks;

import io.videoprovider.common.CallId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.token.TokenRequest;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
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

/** A LiveKit token with name, metadata and grants, from the application's values to the compact form. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class MintBenchmark {

    @Param({"videoprovider", "livekit-sdk", "nimbus", "java-jwt", "jjwt", "hmac"})
    String peer = "videoprovider";

    private Callable<Object> work = () -> "";

    /** Creates the key and everything else that an application creates once. */
    @Setup
    public void prepare() throws Exception {
        work = switch (peer) {
            case "videoprovider" -> videoProvider();
            case "livekit-sdk" ->
                Peers.LIVEKIT_SDK.work(
                        "minting", Sample.KEY, Sample.SECRET, Sample.USER, Sample.NAME, Sample.METADATA, Sample.ROOM);
            case "hmac" -> hmac((String) videoProvider().call());
            default -> Peers.JWT_LIBRARIES.work("minting", peer, Sample.bytes(Sample.SECRET), Sample.LIVEKIT_CLAIMS);
        };
    }

    private static Callable<Object> videoProvider() {
        LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                .url("ws://127.0.0.1:7880")
                .apiKey(Sample.KEY)
                .apiSecret(Sample.SECRET)
                .build();
        CallId call = CallId.of(Sample.ROOM);
        return () -> video.tokens()
                .mint(TokenRequest.builder(Sample.USER, call)
                        .displayName(Sample.NAME)
                        .metadata(Sample.METADATA)
                        .build())
                .token();
    }

    /** Returns the HMAC of the signed part of such a token. */
    private static Callable<Object> hmac(String token) {
        byte[] signed = Sample.bytes(token.substring(0, token.lastIndexOf('.')));
        Mac keyed = Sample.hmac(Sample.SECRET);
        return () -> ((Mac) keyed.clone()).doFinal(signed);
    }

    @Benchmark
    public Object mint() throws Exception {
        return work.call();
    }
}
