package io.videoprovider;

import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.Calls;
import io.videoprovider.error.ProviderClosedException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Feature;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.observe.ProviderMetrics;
import io.videoprovider.participant.Participants;
import io.videoprovider.recording.Recordings;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.token.Tokens;
import io.videoprovider.webhook.Webhooks;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Entry point for server-side video calls, independent of the vendor. Thread-safe. Create one provider and keep it: it holds
 * connections. The creator closes it.
 *
 * <p>The services that every provider has are methods here. Optional features are looked up with {@link #feature} or
 * {@link #require}; {@link #broadcasts} and {@link #ingresses} are shortcuts for two of them.
 *
 * <p>Every remote operation may throw, besides the exceptions that its method documents:
 *
 * <ul>
 *   <li>{@link io.videoprovider.error.InvalidRequestException} for an invalid request; thrown before any I/O if the SDK checks the rule
 *   <li>{@link UnsupportedFeatureException} for a feature that the provider does not support; thrown before any I/O
 *   <li>{@link io.videoprovider.error.AuthenticationException} for a wrong key or secret
 *   <li>{@link io.videoprovider.error.PermissionDeniedException} if the key does not permit the operation
 *   <li>{@link io.videoprovider.error.RateLimitedException}, {@link io.videoprovider.error.UnavailableException} or
 *       {@link io.videoprovider.error.DeadlineExceededException} if retries did not succeed
 *   <li>{@link io.videoprovider.error.ProviderException} for any other failure at the provider
 *   <li>{@link io.videoprovider.error.InterruptedOperationException} if the thread was interrupted
 *   <li>{@link ProviderClosedException} if the provider was closed before the operation
 * </ul>
 *
 * <p>Applications call this interface; providers implement it. Minor releases may add methods with a default implementation.
 */
public interface VideoProvider extends AutoCloseable {

    /** Returns the id of the provider. */
    ProviderId id();

    /** Returns the features and limits of the provider, as data. */
    Capabilities capabilities();

    /** Returns the service that creates and verifies join tokens. */
    Tokens tokens();

    /** Returns the service that creates, reads, changes and ends calls. */
    Calls calls();

    /** Returns the service for the participants that are connected to a call. */
    Participants participants();

    /** Returns the service that records calls. */
    Recordings recordings();

    /** Returns the service that verifies and parses webhooks. */
    Webhooks webhooks();

    /**
     * Returns the feature that broadcasts calls by HLS, RTMP and SRT: {@code require(Broadcasts.class)}.
     *
     * @throws UnsupportedFeatureException if this provider does not have it; the SDK's own providers do
     */
    default Broadcasts broadcasts() {
        return require(Broadcasts.class);
    }

    /**
     * Returns the feature that lets encoders send into calls by RTMP, WHIP and SRT: {@code require(Ingresses.class)}.
     *
     * @throws UnsupportedFeatureException if this provider does not have it; the SDK's own providers do
     */
    default Ingresses ingresses() {
        return require(Ingresses.class);
    }

    /**
     * Returns an optional feature; empty if this provider does not have it.
     *
     * @param type the interface of the feature, such as {@code Messages.class}
     */
    <F extends Feature> Optional<F> feature(Class<F> type);

    /**
     * Returns an optional feature.
     *
     * @param type the interface of the feature, such as {@code Messages.class}
     * @throws UnsupportedFeatureException if this provider does not have it
     */
    default <F extends Feature> F require(Class<F> type) {
        return feature(type)
                .orElseThrow(() ->
                        new UnsupportedFeatureException(id(), "does not have the feature " + type.getSimpleName()));
    }

    /**
     * Returns the vendor's client, for operations that this API does not cover.
     *
     * @param type the class of the client, such as {@code LiveKitClient.class}
     * @throws UnsupportedFeatureException if this provider has no client of that type
     */
    <T> T unwrap(Class<T> type);

    /**
     * Returns a view of this provider with other options: {@code video.with(options).calls().get(id)}. The view is cheap: it shares
     * connections, tokens and metrics with this provider, and ends with it. Closing a view does nothing.
     */
    VideoProvider with(RequestOptions options);

    /**
     * Returns circuit breaker state and remaining retry budget. Performs no I/O. All views of a provider return the same metrics, also
     * after {@link #close}.
     */
    ProviderMetrics metrics();

    /**
     * Runs work with this provider asynchronously: {@code video.async(v -> v.calls().get(id))}. The work runs on a virtual thread on
     * Java 21 and newer, otherwise on a pool of 64 threads; work that is started by such work is not counted. Cancelling the future
     * interrupts the work, which aborts its current request. Cancelling a stage that depends on the future does not. The work has the
     * MDC of the calling thread, and the context that {@link io.videoprovider.observe.OperationListener#onAsync} restores.
     *
     * @return a future that completes with the result of the work, or exceptionally with the exception that it throws; after
     *     {@link #close}, with a {@link ProviderClosedException}
     */
    <T> CompletableFuture<T> async(Function<? super VideoProvider, ? extends T> work);

    /**
     * Runs work with this provider on an executor of the caller, with the same context. Cancelling the future
     * interrupts the work, which aborts its current request. {@link #close} does not shut the executor down.
     *
     * @return a future that completes with the result of the work, or exceptionally with the exception that it throws; after
     *     {@link #close}, with a {@link ProviderClosedException}
     * @throws java.util.concurrent.RejectedExecutionException if the executor rejects the work
     */
    <T> CompletableFuture<T> async(Function<? super VideoProvider, ? extends T> work, Executor executor);

    /**
     * Closes connections and threads. Operations in progress may fail. Later ones fail with a {@link ProviderClosedException}, also those
     * of views and of the vendor's client; tokens, webhooks and metrics, which need no connection, still work. Closing a provider again
     * does nothing.
     */
    @Override
    void close();
}
