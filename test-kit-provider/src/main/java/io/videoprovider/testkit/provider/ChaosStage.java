package io.videoprovider.testkit.provider;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.spi.VideoProviderBuilder;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * An emulator for one experiment, with a call and a participant, and two providers on it: the one under test, whose requests of
 * one operation fail, and a control that sets up and verifies.
 */
public abstract class ChaosStage implements AutoCloseable {

    /** No test here uses TLS, whose set-up would take longer than the rest of a test. */
    private static final Consumer<OkHttpClient.Builder> CLEARTEXT =
            http -> http.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));

    /** In the emulator's journal it distinguishes the requests under test from those of the control. */
    private static final String MARK = "x-chaos";

    static final Duration LATE = Duration.ofSeconds(30);

    /** A request that the emulator received. */
    public record ReceivedRequest(Map<String, List<String>> headers, boolean processed, Instant at) {}

    final List<OperationOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final ConnectionPool connections = new ConnectionPool();
    private final AtomicInteger unreachable = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();

    /** For subclasses. */
    protected ChaosStage() {}

    /** Returns the provider under test, as {@link #marked} made it. */
    protected abstract VideoProvider video();

    /** Returns the provider that sets up and verifies. */
    protected abstract VideoProvider control();

    /** Returns the call of the experiment. */
    protected abstract CallId call();

    /** Returns the requests of the failing operation, of both providers. */
    protected abstract List<ReceivedRequest> received();

    /** Waits until {@link #received} fulfils a condition. */
    protected abstract void awaitReceived(Predicate<List<ReceivedRequest>> condition, Duration atMost);

    /** Lets the next requests of the operation fail. */
    protected abstract void inject(FailureMode mode, int times);

    /** Lets all but the next look-up of active recordings fail. */
    protected abstract void injectIntoLookups(FailureMode mode);

    /** Removes all faults. */
    protected abstract void clearFaults();

    /** Configures the control. */
    protected static <B extends VideoProviderBuilder<B>> B control(B builder) {
        return builder.http(CLEARTEXT);
    }

    /**
     * Configures the provider under test.
     *
     * @param failing accepts the path of a request that fails
     */
    protected final <B extends VideoProviderBuilder<B>> B underTest(
            B builder, FailureMode mode, Predicate<String> failing) {
        return builder.resilience(Resilience.builder()
                        .retry(RetryPolicy.builder()
                                .delays(Duration.ofMillis(1), Duration.ofMillis(5))
                                .attemptTimeout(mode == FailureMode.SLOW ? FailureMode.SLOW_ATTEMPT_TIMEOUT : LATE)
                                .build())
                        .build())
                .operationListener(outcomes::add)
                .http(CLEARTEXT.andThen(http -> http.connectionPool(connections).addInterceptor(chain -> {
                    if (failing.test(chain.request().url().encodedPath())) {
                        if (unreachable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                            throw new ConnectException("unreachable");
                        }
                        sent.incrementAndGet();
                    }
                    return chain.proceed(chain.request());
                })));
    }

    /** Returns a view of the provider whose requests {@link #requests} recognizes. */
    protected static VideoProvider marked(VideoProvider provider) {
        return provider.with(RequestOptions.builder().header(MARK, "1").build());
    }

    /** Returns a marked view whose operations with a timeout of their own do not wait for a slow response either. */
    protected static VideoProvider marked(VideoProvider provider, FailureMode mode) {
        return mode == FailureMode.SLOW
                ? provider.with(RequestOptions.builder()
                        .header(MARK, "1")
                        .attemptTimeout(FailureMode.SLOW_ATTEMPT_TIMEOUT)
                        .build())
                : marked(provider);
    }

    final void fail(FailureMode mode, int times) {
        if (mode == FailureMode.NO_CONNECTION) {
            unreachable.set(times);
        } else {
            inject(mode, times);
        }
    }

    final void recover() {
        clearFaults();
        unreachable.set(0);
    }

    /** Returns the requests under test. */
    final List<ReceivedRequest> requests() {
        return requests(received());
    }

    private static List<ReceivedRequest> requests(List<ReceivedRequest> all) {
        return all.stream()
                .filter(request -> request.headers().containsKey(MARK))
                .toList();
    }

    /** Returns how many requests under test the server processed. */
    public final int processed() {
        return (int) requests().stream().filter(ReceivedRequest::processed).count();
    }

    /** Returns the recordings that were started after the set-up. */
    protected List<RecordingId> recordings() {
        return control().recordings().list(call()).stream().map(Recording::id).toList();
    }

    /** Waits until the server has received all requests that were sent: those that timed out may arrive later. */
    final void awaitLate() {
        awaitReceived(all -> requests(all).size() >= sent.get(), LATE);
    }

    final @Nullable VideoException failureOf(Runnable act) {
        try {
            act.run();
            return null;
        } catch (VideoException e) {
            return e;
        }
    }

    final int connectionsInUse() {
        return connections.connectionCount() - connections.idleConnectionCount();
    }

    @Override
    public abstract void close();
}
