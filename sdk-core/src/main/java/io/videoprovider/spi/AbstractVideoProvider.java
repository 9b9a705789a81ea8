package io.videoprovider.spi;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Feature;
import io.videoprovider.observe.ProviderMetrics;
import io.videoprovider.token.Tokens;
import io.videoprovider.webhook.Webhooks;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Base class of a {@link VideoProvider} whose operations run through an {@link OperationPipeline}. It implements what does not
 * depend on the vendor: identity, feature look-up, unwrapping, metrics, asynchronous work and closing. A subclass adds the
 * services, its {@linkplain #client client}, its {@linkplain #features optional features}, and {@link #with}.
 *
 * <p>{@link #with} returns a view: a second instance, created by the {@linkplain #AbstractVideoProvider(AbstractVideoProvider)
 * copy constructor}, with the same pipeline, async executor, tokens and webhooks and a client with other options. Closing a view does nothing.
 *
 * <p>Thread-safe, as subclasses must be. They keep immutable fields and create their services from them.
 */
public abstract class AbstractVideoProvider implements VideoProvider {

    private final Capabilities capabilities;
    private final OperationPipeline pipeline;
    private final Async async;
    private final Tokens tokens;
    private final Webhooks webhooks;
    private final boolean view;

    /**
     * Creates a provider.
     *
     * @param capabilities the capabilities of the provider, including its id
     * @param pipeline from {@link VideoProviderBuilder#pipeline}; this provider closes it
     */
    protected AbstractVideoProvider(
            Capabilities capabilities, OperationPipeline pipeline, Tokens tokens, Webhooks webhooks) {
        this.capabilities = Check.notNull("capabilities", capabilities);
        this.pipeline = Check.notNull("pipeline", pipeline);
        this.async = new Async(capabilities.provider().value());
        this.tokens = Check.notNull("tokens", tokens);
        this.webhooks = Check.notNull("webhooks", webhooks);
        this.view = false;
    }

    /** Creates a view of another provider, for {@link #with}. */
    protected AbstractVideoProvider(AbstractVideoProvider original) {
        Check.notNull("original", original);
        this.capabilities = original.capabilities;
        this.pipeline = original.pipeline;
        this.async = original.async;
        this.tokens = original.tokens;
        this.webhooks = original.webhooks;
        this.view = true;
    }

    /**
     * Returns the vendor's client, which {@link #unwrap} returns and {@link #toString} prints. Its {@code toString} must contain no
     * secret.
     */
    protected abstract Object client();

    /** Returns the optional features. Each implements one of the interfaces that {@link #capabilities} declares. */
    protected abstract List<Feature> features();

    @Override
    public final ProviderId id() {
        return capabilities.provider();
    }

    @Override
    public final Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public final Tokens tokens() {
        return tokens;
    }

    @Override
    public final Webhooks webhooks() {
        return webhooks;
    }

    @Override
    public final <F extends Feature> Optional<F> feature(Class<F> type) {
        Check.notNull("type", type);
        return features().stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    @Override
    public final <T> T unwrap(Class<T> type) {
        Check.notNull("type", type);
        return Stream.of(this, client())
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new UnsupportedFeatureException(
                        id(),
                        "cannot be unwrapped to " + type.getName() + ", only to "
                                + client().getClass().getName()));
    }

    @Override
    public final ProviderMetrics metrics() {
        return pipeline.metrics();
    }

    @Override
    public final <T> CompletableFuture<T> async(Function<? super VideoProvider, ? extends T> work) {
        Check.notNull("work", work);
        return async.run(pipeline.<T>asynchronous(() -> work.apply(this)));
    }

    @Override
    public final <T> CompletableFuture<T> async(Function<? super VideoProvider, ? extends T> work, Executor executor) {
        Check.notNull("work", work);
        return async.run(pipeline.<T>asynchronous(() -> work.apply(this)), Check.notNull("executor", executor));
    }

    @Override
    public final void close() {
        if (!view) {
            async.close();
            pipeline.close();
        }
    }

    /** Returns the names of the provider and of its client, without secrets. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + client() + "]";
    }
}
