package io.videoprovider.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a provider stands with its vendor. Holds no secret. Components may be added in a minor release.
 *
 * @param hosts each host that was asked since the provider was made, by name
 * @param retryTokens what is left of the retry budget; null when there is none
 */
public record ProviderMetrics(
        List<HostMetrics> hosts, @Nullable Integer retryTokens) {

    public ProviderMetrics {
        hosts = List.copyOf(hosts);
    }
}
