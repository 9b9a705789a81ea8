package io.videoprovider.spi;

import io.videoprovider.error.Check;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.ProviderClosedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.AttemptOutcome;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.observe.OperationStart;
import io.videoprovider.observe.ProviderMetrics;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.resilience.RetryDecision;
import io.videoprovider.resilience.RetryDecision.Reason;
import io.videoprovider.resilience.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Executes every remote operation of a provider: observe → deadline → bulkhead → circuit breaker → rate limit → sign → send. It
 * repeats an attempt if {@link RetryPolicy}, the operation's retry class and the retry budget allow it.
 *
 * <p>Each provider has one, created by {@link VideoProviderBuilder#pipeline} and closed by {@link AbstractVideoProvider#close}.
 * Its clients only call {@link #execute}. Thread-safe.
 */
public final class OperationPipeline implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OperationPipeline.class);

    /** Waits between attempts; tests record instead. */
    interface Sleeper {
        void sleep(Duration delay) throws InterruptedException;
    }

    private final ProviderId provider;
    private final HttpTransport transport;
    private final Resilience resilience;
    private final OperationListener listener;
    private final RandomGenerator random;
    private final Sleeper sleeper;
    private final Clock breakerClock;
    private final Map<String, HostGuard> guards = new ConcurrentHashMap<>();
    private final RetryTokens budget;
    private final @Nullable Semaphore bulkhead;
    private volatile boolean closed;

    /**
     * Creates a pipeline.
     *
     * @param customizer the customizer of the HTTP client. It cannot enable redirects and OkHttp's own retries: only the pipeline
     *     decides which requests are repeated
     */
    OperationPipeline(
            ProviderId provider,
            @Nullable Consumer<OkHttpClient.Builder> customizer,
            Resilience resilience,
            OperationListener listener,
            RandomGenerator random) {
        this(
                provider,
                customizer,
                resilience,
                listener,
                random,
                delay -> TimeUnit.NANOSECONDS.sleep(delay.toNanos()),
                Clock.systemUTC());
    }

    OperationPipeline(
            ProviderId provider,
            @Nullable Consumer<OkHttpClient.Builder> customizer,
            Resilience resilience,
            OperationListener listener,
            RandomGenerator random,
            Sleeper sleeper,
            Clock breakerClock) {
        this.provider = provider;
        this.transport = new HttpTransport(customizer);
        this.resilience = resilience;
        this.listener = listener;
        this.random = random;
        this.sleeper = sleeper;
        this.breakerClock = breakerClock;
        this.budget = new RetryTokens(resilience.retryBudget());
        var limit = resilience.bulkhead();
        this.bulkhead = limit == null ? null : new Semaphore(limit.maxConcurrent(), /* fair */ true);
    }

    /** Returns the id of the provider, which every error names. */
    public ProviderId provider() {
        return provider;
    }

    /**
     * Executes an operation with all its attempts, on the calling thread.
     *
     * @param options the options of the caller: deadline, retries, headers, idempotency key
     * @param call builds the request of each attempt and reads its response
     * @throws VideoException if the last attempt failed
     * @throws ProviderClosedException if the pipeline is closed
     */
    public <T> T execute(Operation operation, RequestOptions options, VendorCall<T> call) {
        Check.notNull("operation", operation);
        Check.notNull("options", options);
        Check.notNull("call", call);
        if (closed) {
            throw new ProviderClosedException(
                    "the provider is closed",
                    new ErrorDetails(provider, operation.operationName(), null, null, null, 0, false, null, false),
                    null);
        }
        Run<T> run = new Run<>(operation, options, call);
        notifyListener(() -> listener.onStart(new OperationStart(provider, operation.operationName(), run.requestId)));
        try {
            T result = run.withinBulkhead();
            run.report(null);
            return result;
        } catch (RuntimeException | Error failure) {
            run.report(failure);
            throw failure;
        }
    }

    /**
     * Sends one request on behalf of an operation in progress, such as the look-up of another host. It is not observed, not
     * repeated, and ignores the circuit breaker.
     *
     * @throws VideoException if there was no response
     */
    public HttpResponse send(Request request, Attempt attempt) {
        return transport.send(Check.notNull("request", request), Check.notNull("attempt", attempt));
    }

    private HostGuard guard(HttpUrl url) {
        String host = url.host() + ':' + url.port();
        HostGuard guard = guards.get(host);
        return guard != null
                ? guard
                : guards.computeIfAbsent(host, name -> new HostGuard(name, resilience, breakerClock));
    }

    /** Returns asynchronous work with the MDC of the calling thread and with the context that the listener restores. */
    <T> Supplier<T> asynchronous(Supplier<T> work) {
        Supplier<T> contextual = inListenerContext(work);
        Map<String, String> context = MDC.getCopyOfContextMap();
        return () -> {
            Map<String, String> before = MDC.getCopyOfContextMap();
            setContext(context);
            try {
                return contextual.get();
            } finally {
                setContext(before);
            }
        };
    }

    private <T> Supplier<T> inListenerContext(Supplier<T> work) {
        try {
            return listener.onAsync(work);
        } catch (RuntimeException | Error e) {
            log.warn("an operation listener failed", e);
            return work;
        }
    }

    private static void setContext(@Nullable Map<String, String> context) {
        if (context == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }

    private void notifyListener(Runnable notification) {
        try {
            notification.run();
        } catch (RuntimeException | Error e) {
            // A failing listener must not change the outcome of the operation.
            log.warn("an operation listener failed", e);
        }
    }

    /** Returns circuit breaker states and the remaining retry budget. Performs no I/O. */
    public ProviderMetrics metrics() {
        return new ProviderMetrics(
                new TreeMap<>(guards)
                        .entrySet().stream()
                                .map(guard -> guard.getValue().metrics(guard.getKey()))
                                .toList(),
                resilience.retryBudget() == null ? null : budget.left());
    }

    /** Aborts requests in progress and closes connections. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        transport.close();
    }

    /** One operation in progress. */
    private final class Run<T> {

        private final Operation operation;
        private final RequestOptions options;
        private final VendorCall<T> call;
        private final RetryPolicy policy;
        private final String requestId;
        private final long start = System.nanoTime();
        private int number;
        private @Nullable VideoException last;

        /** Attempts within the bulkhead: the listener is notified afterwards, so that it holds no permit. */
        private final List<AttemptOutcome> attempts = new ArrayList<>(0);

        Run(Operation operation, RequestOptions options, VendorCall<T> call) {
            this.operation = operation;
            this.options = options;
            this.call = call;
            this.policy = options.applyTo(resilience.retry());
            // The id of a read is used only in logs and needs no secure randomness.
            this.requestId = (operation.retryClass() == RetryClass.READ
                            ? version4(random.nextLong(), random.nextLong())
                            : options.id(operation.operationName(), this::content))
                    .toString();
        }

        private byte[] content() {
            Attempt unsent =
                    new Attempt(provider, operation, 1, UUID.randomUUID().toString(), operation.timeout(), false);
            return call.content(call.request(unsent));
        }

        private static UUID version4(long high, long low) {
            return new UUID((high & ~0xf000L) | 0x4000L, (low >>> 2) | (1L << 63));
        }

        T withinBulkhead() {
            var limit = resilience.bulkhead();
            if (limit == null || bulkhead == null) {
                return untilDone();
            }
            if (!acquire(bulkhead, limit.maxWait())) {
                throw refused(
                        limit.maxConcurrent() + " operations are in progress, the limit of the bulkhead",
                        limit.maxWait());
            }
            try {
                return untilDone();
            } finally {
                bulkhead.release();
                attempts.forEach(this::notifyOf);
            }
        }

        private boolean acquire(Semaphore permits, Duration maxWait) {
            Duration remaining = remaining(System.nanoTime());
            Duration wait = remaining.compareTo(maxWait) < 0 ? remaining : maxWait;
            try {
                return permits.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw HttpTransport.interrupted(notTried(null), e);
            }
        }

        private T untilDone() {
            int cost = 0;
            while (true) {
                // Reading the clock is expensive compared with the rest of this method: once before and once after an
                // attempt.
                long began = System.nanoTime();
                Duration remaining = remaining(began);
                if (remaining.isNegative() || remaining.isZero()) {
                    throw last == null
                            ? new DeadlineExceededException(
                                    "the deadline was over before the first attempt", notTried(null), null)
                            : last;
                }
                Attempt attempt = next(number + 1, began);
                Request request = request(attempt);
                HostGuard guard = guard(request.url());
                if (!guard.tryAcquire()) {
                    VideoException open = circuitOpen();
                    if (call.failOver(open, attempt)) {
                        continue;
                    }
                    throw last == null ? open : last;
                }
                Duration wait = guard.reserve(remaining);
                if (wait == null) {
                    guard.release();
                    throw last == null ? refused("the client-side rate limit is reached", guard.waitForPermit()) : last;
                }
                number++;
                VideoException failure;
                Duration duration;
                try {
                    if (!wait.isZero()) {
                        pause(wait, last == null ? notTried(null) : last.details());
                        began = System.nanoTime();
                        attempt = next(number, began);
                        request = request(attempt);
                    }
                    T result = read(transport.send(request, attempt), attempt);
                    duration = since(began);
                    guard.succeeded(duration);
                    budget.giveBack(cost);
                    attempted(request, duration, null, null);
                    return result;
                } catch (VideoException e) {
                    duration = since(began);
                    guard.failed(duration, e);
                    failure = e;
                } catch (RuntimeException | Error bug) {
                    guard.release();
                    throw bug;
                }
                last = failure;
                RetryDecision decision = decide(failure);
                attempted(request, duration, failure, decision);
                Duration delay = decision.delay();
                if (delay == null) {
                    throw failure;
                }
                cost = budget.cost(decision.reason());
                call.failOver(failure, next(number, System.nanoTime()));
                pause(delay, failure.details());
            }
        }

        private T read(HttpResponse response, Attempt attempt) {
            try {
                return call.read(response, attempt);
            } catch (VideoException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new ProviderException(
                        "the response could not be read", attempt.uncertain(response, null, false), e);
            }
        }

        private RetryDecision decide(VideoException failure) {
            if (closed) {
                return RetryDecision.giveUp(Reason.NOT_RETRYABLE);
            }
            RetryDecision decision =
                    policy.decide(operation.retryClass(), failure, remaining(System.nanoTime()), random);
            return decision.delay() == null || budget.take(decision.reason())
                    ? decision
                    : RetryDecision.giveUp(Reason.BUDGET_EMPTY);
        }

        private Attempt next(int number, long now) {
            Duration most = policy.attemptTimeout() == null ? operation.timeout() : policy.attemptTimeout();
            Duration remaining = remaining(now);
            Duration timeout = remaining.compareTo(most) < 0 ? remaining : most;
            return new Attempt(
                    provider,
                    operation,
                    number,
                    requestId,
                    // OkHttp reads zero as "no limit".
                    timeout.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : timeout,
                    last != null && last.outcomeUnknown());
        }

        /** Returns the vendor's signed request with the caller's further headers. */
        private Request request(Attempt attempt) {
            Request request = call.request(attempt);
            if (options.headers().isEmpty()) {
                return request;
            }
            Request.Builder more = request.newBuilder();
            options.headers().forEach(more::header);
            return more.build();
        }

        private Duration remaining(long now) {
            return policy.deadline().minusNanos(now - start);
        }

        private static Duration since(long began) {
            return Duration.ofNanos(System.nanoTime() - began);
        }

        private void pause(Duration delay, ErrorDetails details) {
            try {
                sleeper.sleep(delay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw HttpTransport.interrupted(details, e);
            }
        }

        private VideoException circuitOpen() {
            return new UnavailableException(
                    "the circuit breaker is open: most of the last attempts failed, so this one was not made",
                    notTried(null),
                    null);
        }

        private VideoException refused(String problem, @Nullable Duration wait) {
            return new RateLimitedException(problem, notTried(wait), null);
        }

        private ErrorDetails notTried(@Nullable Duration retryAfter) {
            return new ErrorDetails(provider, operation.operationName(), null, null, null, 0, true, retryAfter, false);
        }

        private void attempted(
                Request request,
                Duration duration,
                @Nullable VideoException failure,
                @Nullable RetryDecision decision) {
            if (log.isDebugEnabled()) {
                log(duration, failure, decision);
            }
            AttemptOutcome attempt = new AttemptOutcome(
                    provider,
                    operation.operationName(),
                    requestId,
                    number,
                    request.url().host(),
                    duration,
                    failure,
                    decision);
            if (bulkhead == null) {
                notifyOf(attempt);
            } else {
                attempts.add(attempt);
            }
        }

        private void notifyOf(AttemptOutcome attempt) {
            notifyListener(() -> listener.onAttempt(attempt));
        }

        private void log(Duration duration, @Nullable VideoException failure, @Nullable RetryDecision decision) {
            if (failure == null) {
                log.debug(
                        "{} {} succeeded in {} ms (request {}, attempt {})",
                        provider,
                        operation.operationName(),
                        duration.toMillis(),
                        requestId,
                        number);
            } else {
                // Its message contains provider, operation, request and attempt.
                log.debug("{}; after {} ms, {}", failure.getMessage(), duration.toMillis(), decision);
            }
        }

        void report(@Nullable Throwable failure) {
            Duration duration = since(start);
            notifyListener(() -> listener.onOutcome(
                    new OperationOutcome(provider, operation.operationName(), requestId, number, duration, failure)));
        }
    }
}
