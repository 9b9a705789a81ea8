package io.videoprovider;

import io.videoprovider.call.Calls;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Feature;
import io.videoprovider.observe.ProviderMetrics;
import io.videoprovider.participant.Participants;
import io.videoprovider.recording.Recordings;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.token.Tokens;
import io.videoprovider.webhook.Webhooks;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Server-side video calling, whoever carries the media. The services that every provider has are methods here; what only
 * some have is looked up with {@link #feature}.
 *
 * <p>Thread-safe, and meant to be made once and kept: it holds connections. Whoever builds one closes it.
 *
 * <p>Every operation that asks the provider may throw, besides what its method names:
 *
 * <ul>
 *   <li>{@link io.videoprovider.error.InvalidRequestException} for bad input, before any I/O where the rule is known
 *   <li>{@link UnsupportedFeatureException} for what this provider has not, before any I/O
 *   <li>{@link io.videoprovider.error.AuthenticationException} for a wrong key or secret
 *   <li>{@link io.videoprovider.error.PermissionDeniedException} if the key does not allow it
 *   <li>{@link io.videoprovider.error.RateLimitedException}, {@link io.videoprovider.error.UnavailableException},
 *       {@link io.videoprovider.error.DeadlineExceededException} when retries did not help
 *   <li>{@link io.videoprovider.error.ProviderException} for everything else that the provider answered
 *   <li>{@link io.videoprovider.error.InterruptedOperationException} if the thread was interrupted
 * </ul>
 *
 * <p>For applications to call; providers implement it. Minor releases may add methods with a default.
 */
public interface VideoProvider extends AutoCloseable {

    /** Which provider. */
    ProviderId id();

    /** What it can do, as data. */
    Capabilities capabilities();

    /** Join tokens. */
    Tokens tokens();

    /** The life of a call. */
    Calls calls();

    /** Who is in a call. */
    Participants participants();

    /** Recordings. */
    Recordings recordings();

    /** Intake of webhooks. */
    Webhooks webhooks();

    /** An optional feature, or empty when this provider has not got it. */
    <F extends Feature> Optional<F> feature(Class<F> type);

    /**
     * An optional feature that must be there.
     *
     * @throws UnsupportedFeatureException if this provider has not got it
     */
    default <F extends Feature> F require(Class<F> type) {
        return feature(type)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        id().value(), "does not have the feature " + type.getSimpleName()));
    }

    /**
     * What is underneath, such as the vendor's own wire client: the way to everything that this API has no word for.
     *
     * @throws UnsupportedFeatureException if nothing of that type is underneath
     */
    <T> T unwrap(Class<T> type);

    /**
     * The same provider with other options: {@code video.with(options).calls().get(id)}. Cheap; shares everything, and lives
     * as long as the provider it came from. Closing it does nothing.
     */
    VideoProvider with(RequestOptions options);

    /**
     * How it stands with the vendor's hosts: circuit breakers, retry budget. Asks nobody; the same from each view of a provider, and
     * readable after {@link #close}.
     */
    ProviderMetrics metrics();

    /**
     * Runs any work with this provider asynchronously: {@code video.async(v -> v.calls().get(id))}. On a virtual thread
     * where the JVM has them (21 and newer), else on a pool of at most 64 threads. Cancelling the future interrupts the
     * work and aborts the request that is under way.
     *
     * @return completes with what the work returns, or exceptionally with what it throws
     */
    <T> CompletableFuture<T> async(Function<? super VideoProvider, ? extends T> work);

    /** Lets go of connections and threads. Operations under way may fail. Closing twice does nothing. */
    @Override
    void close();
}
