package io.videoprovider.benchmarks;

import io.videoprovider.common.CallId;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.token.TokenRequest;
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

/** Stream's user and call tokens. Stream's own SDK, excluded for its licence, signs with jjwt. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class StreamMintBenchmark {

    @Param({"user", "call"})
    String token = "user";

    @Param({"videoprovider", "nimbus", "java-jwt", "jjwt"})
    String peer = "videoprovider";

    private Callable<Object> work = () -> "";

    /** Creates the key and everything else that an application creates once. */
    @Setup
    public void prepare() {
        work = peer.equals("videoprovider")
                ? videoProvider(token.equals("call"))
                : Peers.JWT_LIBRARIES.work(
                        "minting",
                        peer,
                        Sample.bytes(Sample.SECRET),
                        token.equals("call") ? Sample.STREAM_CALL_CLAIMS : Sample.STREAM_USER_CLAIMS);
    }

    private static Callable<Object> videoProvider(boolean forCall) {
        StreamVideoProvider video = StreamVideoProvider.builder()
                .apiKey(Sample.KEY)
                .apiSecret(Sample.SECRET)
                .build();
        CallId call = CallId.of(Sample.ROOM);
        return forCall
                ? () -> video.tokens()
                        .mint(TokenRequest.builder(Sample.USER, call).build())
                        .token()
                : () -> video.tokens()
                        .mint(TokenRequest.builder(Sample.USER).withoutCall().build())
                        .token();
    }

    @Benchmark
    public Object mint() throws Exception {
        return work.call();
    }
}
