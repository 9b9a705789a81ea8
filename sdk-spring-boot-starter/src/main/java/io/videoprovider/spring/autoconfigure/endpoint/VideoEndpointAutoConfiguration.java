package io.videoprovider.spring.autoconfigure.endpoint;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.VideoException;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.Reconciler;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.autoconfigure.history.ReconcilerAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.EventDispatchAutoConfiguration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The actuator endpoint {@code videoprovider}, if it is exposed. */
@AutoConfiguration(after = {EventDispatchAutoConfiguration.class, ReconcilerAutoConfiguration.class})
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnAvailableEndpoint(VideoProviderEndpoint.class)
public final class VideoEndpointAutoConfiguration {

    VideoEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    VideoProviderEndpoint videoProviderEndpoint(
            Map<String, VideoProvider> providers, ObjectProvider<EventMetrics> events) {
        return new VideoProviderEndpoint(providers, events.getIfAvailable(() -> EventMetrics.NONE));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Inbox.class)
    static class EventMetricsConfiguration {

        @Bean
        EventMetrics videoEventMetrics(
                ObjectProvider<Inbox> inboxes,
                ObjectProvider<EventDispatcher> dispatchers,
                ObjectProvider<CallHistory> histories,
                ObjectProvider<Reconciler> reconcilers) {
            Inbox inbox = inboxes.getIfUnique();
            EventDispatcher dispatcher = dispatchers.getIfUnique();
            CallHistory history = histories.getIfUnique();
            Reconciler reconciler = reconcilers.getIfUnique();
            return new EventMetrics(
                    () -> inbox == null ? null : read(inbox::metrics),
                    () -> dispatcher == null ? List.of() : dispatcher.metrics(),
                    () -> history == null ? null : read(history::counts),
                    () -> reconciler == null ? null : reconciler.metrics());
        }

        private static Object read(Supplier<Object> metrics) {
            try {
                return metrics.get();
            } catch (VideoException e) {
                return new Unavailable(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                // An inbox or a storage of the application. Its message may contain secrets.
                return new Unavailable(e.getClass().getName());
            }
        }

        /** Replaces the metrics while the inbox or the history is unavailable. */
        record Unavailable(String error) {}
    }
}
