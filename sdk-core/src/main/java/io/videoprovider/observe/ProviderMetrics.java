package io.videoprovider.observe;

import io.videoprovider.error.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breaker state and remaining retry budget of a provider. Contains no secret. Minor releases may add components.
 *
 * @param hosts the hosts that have received requests, by name
 * @param retryTokens the remaining tokens of the retry budget; null if there is no budget
 */
public record ProviderMetrics(
        List<HostMetrics> hosts, @Nullable Integer retryTokens) {

    public ProviderMetrics {
        hosts = Check.listOf("hosts", hosts);
    }
}
