package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.HandlerMetrics;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.InboxMetrics;
import io.videoprovider.observe.ProviderMetrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/videoprovider}: what the providers can do, how they and the inbox stand, and whose circuit breaker is open. Reads only. */
@Endpoint(id = "videoprovider")
final class VideoProviderEndpoint {

    private final Map<String, VideoProvider> providers;
    private final @Nullable Inbox inbox;
    private final @Nullable EventDispatcher dispatcher;

    VideoProviderEndpoint(
            Map<String, VideoProvider> providers, @Nullable Inbox inbox, @Nullable EventDispatcher dispatcher) {
        this.providers = providers;
        this.inbox = inbox;
        this.dispatcher = dispatcher;
    }

    /** Everything. */
    @ReadOperation
    Report report() {
        Map<String, Provider> described = new TreeMap<>();
        providers.forEach((name, provider) -> described.put(name, Provider.of(provider)));
        return new Report(
                described,
                inbox == null ? null : inbox.metrics(),
                dispatcher == null ? List.of() : dispatcher.metrics());
    }

    /** What the endpoint answers. */
    record Report(Map<String, Provider> providers, @Nullable InboxMetrics inbox, List<HandlerMetrics> handlers) {}

    /** What a provider can do, and how it stands. */
    record Provider(String provider, List<String> capabilities, List<String> features, ProviderMetrics metrics) {

        private static Provider of(VideoProvider provider) {
            Capabilities capabilities = provider.capabilities();
            return new Provider(
                    capabilities.provider().value(),
                    capabilities.supported().stream().map(Enum::name).sorted().toList(),
                    capabilities.features().stream()
                            .map(Class::getSimpleName)
                            .sorted()
                            .toList(),
                    provider.metrics());
        }
    }
}
