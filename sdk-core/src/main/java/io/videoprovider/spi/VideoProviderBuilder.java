package io.videoprovider.spi;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.resilience.Resilience;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Base class of a provider's builder: the settings that all providers have in common, and the {@linkplain #pipeline pipeline}
 * created from them. A subclass adds the vendor's address and credentials. Not thread-safe.
 *
 * @param <B> the subclass, which every setter returns
 */
public abstract class VideoProviderBuilder<B extends VideoProviderBuilder<B>> {

    private @Nullable ProviderId id;
    private Resilience resilience = Resilience.DEFAULT;
    private OperationListener listener = outcome -> {};
    private @Nullable Consumer<OkHttpClient.Builder> http;
    private Clock clock = Clock.systemUTC();
    private Duration tokenBackdating = IssueTimes.BACKDATED;
    private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

    /** Creates a builder with defaults. */
    protected VideoProviderBuilder() {}

    /** Returns {@code this}. */
    protected abstract B self();

    /**
     * Creates the provider. Sends no request.
     *
     * @throws InvalidRequestException if a required setting is missing or a setting is invalid
     */
    public abstract VideoProvider build();

    /**
     * Sets the id of the provider; that of the vendor by default. Two providers of one vendor in an application, such as two LiveKit
     * projects, need different ids: events, tokens, calls, errors, metrics and the inbox name the provider by it.
     *
     * @param id an id that is not another provider's, such as {@code livekit-eu}. Do not change it while calls or webhooks are stored
     *     under it
     */
    public B id(ProviderId id) {
        this.id = Check.notNull("id", id);
        return self();
    }

    /** Sets retries, their budget, circuit breaker, rate limit and bulkhead; {@link Resilience#DEFAULT} by default. */
    public B resilience(Resilience resilience) {
        this.resilience = Check.notNull("resilience", resilience);
        return self();
    }

    /** Sets the listener that is notified of every operation and attempt. */
    public B operationListener(OperationListener listener) {
        this.listener = Check.notNull("operationListener", listener);
        return self();
    }

    /**
     * Customizes the HTTP client: proxies, TLS, DNS, connection pool. Redirects and OkHttp's own retries stay off with any setting.
     * Timeouts apply if they are shorter than that of the attempt; the error names the one that expired. {@link #build} calls the
     * customizer, and later changes of its builder have no effect. Without a customizer, the HTTP client is created for the first
     * request.
     */
    public B http(Consumer<OkHttpClient.Builder> customizer) {
        this.http = Check.notNull("http", customizer);
        return self();
    }

    /** Sets the clock for tokens and webhooks; the system clock by default. */
    public B clock(Clock clock) {
        this.clock = Check.notNull("clock", clock);
        return self();
    }

    /**
     * Sets the duration by which {@code iat} and {@code nbf} of all tokens are backdated, those that sign requests included; ten seconds by
     * default. A server whose clock is slower than this process by at most this duration accepts new tokens.
     *
     * @param backdating 0 to 60 seconds
     */
    public B tokenBackdating(Duration backdating) {
        this.tokenBackdating = Check.between("tokenBackdating", backdating, Duration.ZERO, IssueTimes.MAX_BACKDATED);
        return self();
    }

    /** Sets the source of randomness for retry jitter and for request ids of reads. It must be thread-safe. */
    public B random(RandomGenerator random) {
        this.random = Check.notNull("random", random);
        return self();
    }

    /**
     * Reads settings that were not set from environment variables.
     *
     * @throws InvalidRequestException if required variables are missing; the message contains all of them
     */
    public B environment(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        read(environment);
        environment.check();
        return self();
    }

    /** Reads the vendor's settings, for {@link #environment}. */
    protected abstract void read(Environment environment);

    /** Returns the id that was set. */
    protected final ProviderId idOr(ProviderId vendor) {
        return id == null ? vendor : id;
    }

    /** Returns the clock for tokens and webhooks. */
    protected final Clock clock() {
        return clock;
    }

    /** Returns the times of issue for new tokens, by the clock and the backdating that were set. */
    protected final IssueTimes issueTimes() {
        return new IssueTimes(clock, tokenBackdating);
    }

    /** Creates a pipeline with these settings. Call it last in {@link #build}: an exception after it would leak its resources. */
    protected final OperationPipeline pipeline(ProviderId provider) {
        return new OperationPipeline(provider, http, resilience, listener, random);
    }
}
