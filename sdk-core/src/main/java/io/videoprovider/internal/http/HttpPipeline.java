package io.videoprovider.internal.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.resilience.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every remote operation to the wire: observe → deadline → circuit breaker → retry → sign → send. One for each
 * provider. Thread-safe.
 */
public final class HttpPipeline implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpPipeline.class);

    /** No answer of either vendor comes near it; it keeps a broken or hostile server from filling the heap. */
    private static final long MAX_ANSWER_BYTES = 64L << 20;

    /** Waits between attempts; tests record instead. */
    interface Sleeper {
        void sleep(Duration delay) throws InterruptedException;
    }

    private final String provider;
    private final OkHttpClient client;
    private final RetryPolicy policy;
    private final OperationListener listener;
    private final RandomGenerator random;
    private final Sleeper sleeper;
    private final CircuitBreaker breaker;
    private final Map<Thread, Call> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Makes a pipeline, and its HTTP client.
     *
     * @param customizer sees the client's builder before it is built; redirects and OkHttp's own repeats stay off whatever
     *     it does, since only this pipeline knows what may be repeated
     */
    public HttpPipeline(
            String provider,
            Consumer<OkHttpClient.Builder> customizer,
            RetryPolicy policy,
            OperationListener listener,
            RandomGenerator random) {
        this(
                provider,
                customizer,
                policy,
                listener,
                random,
                delay -> TimeUnit.NANOSECONDS.sleep(delay.toNanos()),
                Clock.systemUTC());
    }

    HttpPipeline(
            String provider,
            Consumer<OkHttpClient.Builder> customizer,
            RetryPolicy policy,
            OperationListener listener,
            RandomGenerator random,
            Sleeper sleeper,
            Clock breakerClock) {
        this.provider = provider;
        this.client = client(customizer);
        this.policy = policy;
        this.listener = listener;
        this.random = random;
        this.sleeper = sleeper;
        this.breaker = CircuitBreaker.of(
                provider,
                CircuitBreakerConfig.custom()
                        .clock(breakerClock)
                        .slidingWindowSize(50)
                        .minimumNumberOfCalls(20)
                        .failureRateThreshold(80)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        // Whoever answers at all is up: only failures to be served count.
                        .recordException(failure -> failure instanceof VideoException known
                                && known.retryable()
                                && (known instanceof UnavailableException
                                        || known instanceof DeadlineExceededException))
                        .build());
    }

    private static OkHttpClient client(Consumer<OkHttpClient.Builder> customizer) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(5))
                // One timeout for each whole attempt replaces these.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO);
        customizer.accept(builder);
        return builder.retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .addInterceptor(chain -> {
                    Response response = chain.proceed(chain.request());
                    String retryAfter = sent(chain.request()).retryAfter;
                    return retryAfter == null
                            ? response
                            : response.newBuilder()
                                    .header("Retry-After", retryAfter)
                                    .build();
                })
                // Last in the chain, right before the first byte is written.
                .addNetworkInterceptor(chain -> {
                    Sent sent = sent(chain.request());
                    sent.onTheWire = true;
                    Response response = chain.proceed(chain.request());
                    // Kept from OkHttp: after a 503 it repeats a GET by itself when that is 0, and fails when it is no
                    // int.
                    sent.retryAfter = response.header("Retry-After");
                    return response.newBuilder().removeHeader("Retry-After").build();
                })
                .build();
    }

    private static Sent sent(Request request) {
        Sent sent = request.tag(Sent.class);
        return sent == null ? new Sent() : sent;
    }

    /**
     * Runs an operation with all its attempts.
     *
     * @throws VideoException if it failed for good
     * @throws IllegalStateException if the pipeline is closed
     */
    public <T> T execute(Operation operation, Exchange<T> exchange) {
        if (closed) {
            throw new IllegalStateException("the " + provider + " provider is closed");
        }
        long start = System.nanoTime();
        if (!breaker.tryAcquirePermission()) {
            throw reported(operation, start, circuitOpen(operation));
        }
        String requestId = UUID.randomUUID().toString();
        boolean maybeDone = false;
        for (int number = 1; ; number++) {
            Attempt attempt = new Attempt(
                    provider, operation, number, requestId, timeout(operation, remaining(start)), maybeDone);
            try {
                T answer = attempt(attempt, exchange);
                breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                report(operation, number, start, null);
                return answer;
            } catch (VideoException failure) {
                Optional<Duration> delay = policy.next(operation.retryClass(), failure, remaining(start), random);
                if (delay.isEmpty() || closed) {
                    breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, failure);
                    throw reported(operation, start, failure);
                }
                maybeDone = failure.outcomeUnknown();
                log.debug("{} in {}, again in {}", failure.getMessage(), operation.operationName(), delay.get());
                try {
                    sleeper.sleep(delay.get());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    breaker.releasePermission();
                    throw reported(operation, start, interrupted(failure.details(), e));
                }
            } catch (RuntimeException | Error bug) {
                breaker.releasePermission();
                throw bug;
            }
        }
    }

    private Duration remaining(long start) {
        return policy.deadline().minusNanos(System.nanoTime() - start);
    }

    private static Duration timeout(Operation operation, Duration remaining) {
        Duration timeout = remaining.compareTo(operation.timeout()) < 0 ? remaining : operation.timeout();
        // OkHttp reads zero as "no limit".
        return timeout.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : timeout;
    }

    private <T> T attempt(Attempt attempt, Exchange<T> exchange) {
        Sent sent = new Sent();
        Request request =
                exchange.request(attempt).newBuilder().tag(Sent.class, sent).build();
        long start = System.nanoTime();
        HttpAnswer answer;
        try {
            answer = send(request, attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(attempt.unanswered(sent.onTheWire), e);
        } catch (IOException e) {
            throw unanswered(attempt, sent.onTheWire, e);
        }
        log.debug(
                "{} {} answered {} in {} ms (request {}, attempt {})",
                provider,
                attempt.operation().operationName(),
                answer.status(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                attempt.requestId(),
                attempt.number());
        return exchange.read(answer, attempt);
    }

    private HttpAnswer send(Request request, Attempt attempt) throws IOException, InterruptedException {
        Call call = client.newCall(request);
        call.timeout().timeout(attempt.timeout().toNanos(), TimeUnit.NANOSECONDS);
        Thread thread = Thread.currentThread();
        underWay.put(thread, call);
        if (closed) {
            call.cancel();
        }
        try (Response response = answered(call)) {
            BufferedSource source = response.body().source();
            if (source.request(MAX_ANSWER_BYTES + 1)) {
                HttpAnswer head = new HttpAnswer(response.code(), response.headers(), new byte[0]);
                throw new ProviderException(
                        "the answer is larger than " + MAX_ANSWER_BYTES + " bytes",
                        attempt.uncertain(head, null, false),
                        null);
            }
            return new HttpAnswer(response.code(), response.headers(), source.readByteArray());
        } finally {
            underWay.remove(thread, call);
        }
    }

    /** OkHttp, in Kotlin, throws an InterruptedException that it does not declare when it is interrupted while connecting. */
    private static Response answered(Call call) throws IOException, InterruptedException {
        return call.execute();
    }

    private static VideoException unanswered(Attempt attempt, boolean sent, IOException cause) {
        ErrorDetails details = attempt.unanswered(sent);
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(details, cause);
        }
        if (cause instanceof InterruptedIOException) {
            String phase = sent ? "no answer" : "no connection";
            return new DeadlineExceededException(phase + " within " + attempt.timeout(), details, cause);
        }
        // The causes' own messages name hosts and ports, no more.
        String phase = sent ? "the connection broke before the answer was there" : "could not be reached";
        return new UnavailableException(phase + ": " + cause, details, cause);
    }

    private static VideoException interrupted(ErrorDetails details, Exception cause) {
        return new InterruptedOperationException("interrupted", details.withRetryable(false), cause);
    }

    private VideoException circuitOpen(Operation operation) {
        return new UnavailableException(
                "the circuit breaker is open: most of the last operations failed, so this one was not tried",
                new ErrorDetails(provider, operation.operationName(), 0, null, null, 0, true, null, false),
                null);
    }

    private VideoException reported(Operation operation, long start, VideoException failure) {
        report(operation, failure.attempts(), start, failure);
        return failure;
    }

    private void report(Operation operation, int attempts, long start, @Nullable VideoException failure) {
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        try {
            listener.onOutcome(new OperationOutcome(provider, operation.operationName(), attempts, duration, failure));
        } catch (RuntimeException e) {
            log.warn("an operation listener failed", e);
        }
    }

    /** Aborts the request that a thread has under way, if it has one. */
    public void abort(Thread thread) {
        Call call = underWay.get(thread);
        if (call != null) {
            call.cancel();
        }
    }

    /** Closes idle connections; requests under way are aborted. */
    @Override
    public void close() {
        closed = true;
        underWay.values().forEach(Call::cancel);
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    /** What becomes known of a request on its way. */
    private static final class Sent {
        /** Whether it got as far as the wire: before that, nothing can have happened. */
        private volatile boolean onTheWire;

        private volatile @Nullable String retryAfter;
    }
}
