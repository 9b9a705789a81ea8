package io.videoprovider;

import io.videoprovider.call.CallRequest;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Routes calls to several providers: selects the provider of a new call by a rule, and returns the provider of an existing call. A call
 * stays with its provider, so store {@link VideoProvider#id} with the id of the call.
 *
 * <p>There is no failover: if the selected provider fails, its error is thrown. Another provider would separate the participants of one
 * call.
 *
 * <p>Immutable and thread-safe. The router does not close the providers; their creator does.
 */
public final class ProviderRouter {

    private final Map<ProviderId, VideoProvider> providers;
    private final Function<? super CallRequest, ProviderId> rule;

    /**
     * Creates a router.
     *
     * @param providers the providers, each with a different id
     * @param rule returns the provider of a new call; called once for each call
     * @throws InvalidRequestException if providers is empty, or two have the same id
     */
    public ProviderRouter(
            Collection<? extends VideoProvider> providers, Function<? super CallRequest, ProviderId> rule) {
        Map<ProviderId, VideoProvider> byId = new LinkedHashMap<>();
        for (VideoProvider provider : Check.<VideoProvider>listOf("providers", providers)) {
            if (byId.put(provider.id(), provider) != null) {
                throw new InvalidRequestException(
                        "providers", "must have different ids, had " + provider.id() + " twice");
            }
        }
        if (byId.isEmpty()) {
            throw new InvalidRequestException("providers", "must not be empty");
        }
        this.providers = Collections.unmodifiableMap(byId);
        this.rule = Check.notNull("rule", rule);
    }

    /**
     * Returns the provider of a new call, by the rule.
     *
     * @throws InvalidRequestException if the router does not have the provider that the rule returns
     */
    public VideoProvider forNewCall(CallRequest request) {
        return provider(rule.apply(Check.notNull("request", request)));
    }

    /**
     * Returns the provider of an existing call.
     *
     * @param id the {@link VideoProvider#id} of the provider that created the call
     * @throws InvalidRequestException if the router does not have this provider
     */
    public VideoProvider provider(ProviderId id) {
        VideoProvider provider = providers.get(Check.notNull("id", id));
        if (provider == null) {
            throw new InvalidRequestException("provider", "must be one of " + providers.keySet() + ", was " + id);
        }
        return provider;
    }

    /** Returns all providers by their ids. */
    public Map<ProviderId, VideoProvider> providers() {
        return providers;
    }
}
