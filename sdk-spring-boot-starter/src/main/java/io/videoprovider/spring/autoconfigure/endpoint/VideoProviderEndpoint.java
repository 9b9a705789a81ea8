package io.videoprovider.spring.autoconfigure.endpoint;

import io.videoprovider.VideoProvider;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.observe.ProviderMetrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/videoprovider}: capabilities and metrics of the providers, the inbox, the event handlers and the call history. Read-only. */
@Endpoint(id = "videoprovider")
final class VideoProviderEndpoint {

    private final Map<String, VideoProvider> providers;
    private final EventMetrics events;

    VideoProviderEndpoint(Map<String, VideoProvider> providers, EventMetrics events) {
        this.providers = providers;
        this.events = events;
    }

    /** Returns all metrics. */
    @ReadOperation
    Report report() {
        Map<String, Provider> described = new TreeMap<>();
        providers.forEach((name, provider) -> described.put(name, Provider.of(provider)));
        return new Report(
                described,
                events.inbox().get(),
                events.handlers().get(),
                events.history().get(),
                events.reconciler().get());
    }

    /** Response of the endpoint. */
    record Report(
            Map<String, Provider> providers,
            @Nullable Object inbox,
            List<?> handlers,
            @Nullable Object history,
            @Nullable Object reconciler) {}

    /** Capabilities and metrics of a provider. */
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
