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
 * Several providers side by side: chooses one for a new call by a rule, and finds the one of a call that was made before. A call
 * stays with its provider for life, so store {@link VideoProvider#id} beside the call's id.
 *
 * <p>There is no failover: when the chosen provider fails, the error says so. Trying another one would split the people of a
 * call over two vendors.
 *
 * <p>Immutable and thread-safe. It does not own the providers: whoever built them closes them.
 */
public final class ProviderRouter {

    private final Map<ProviderId, VideoProvider> providers;
    private final Function<? super CallRequest, ProviderId> rule;

    /**
     * A router.
     *
     * @param providers all of them, no two with the same id
     * @param rule which provider a new call is made at; asked once for each call
     * @throws InvalidRequestException if there is none, or two have the same id
     */
    public ProviderRouter(
            Collection<? extends VideoProvider> providers, Function<? super CallRequest, ProviderId> rule) {
        Map<ProviderId, VideoProvider> byId = new LinkedHashMap<>();
        for (VideoProvider provider : Check.notNull("providers", providers)) {
            if (byId.put(provider.id(), provider) != null) {
                throw new InvalidRequestException("providers", "has " + provider.id() + " twice");
            }
        }
        if (byId.isEmpty()) {
            throw new InvalidRequestException("providers", "is empty");
        }
        this.providers = Collections.unmodifiableMap(byId);
        this.rule = Check.notNull("rule", rule);
    }

    /**
     * The provider at which a new call is to be made, by the rule.
     *
     * @throws InvalidRequestException if the rule names a provider that is not here
     */
    public VideoProvider forNewCall(CallRequest request) {
        return provider(rule.apply(request));
    }

    /**
     * The provider of a call that was made before.
     *
     * @param id as {@link VideoProvider#id} gave it when the call was made
     * @throws InvalidRequestException if it is not here
     */
    public VideoProvider provider(ProviderId id) {
        VideoProvider provider = providers.get(Check.notNull("provider", id));
        if (provider == null) {
            throw new InvalidRequestException("provider", "is " + id + "; there are " + providers.keySet());
        }
        return provider;
    }

    /** All of them, by their ids. */
    public Map<ProviderId, VideoProvider> providers() {
        return providers;
    }
}
