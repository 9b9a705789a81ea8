package io.videoprovider.spring.autoconfigure.endpoint;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.VideoException;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.autoconfigure.inbox.EventDispatchAutoConfiguration;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The actuator endpoint {@code videoprovider}, if it is exposed. */
@AutoConfiguration(after = EventDispatchAutoConfiguration.class)
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
        EventMetrics videoEventMetrics(ObjectProvider<Inbox> inboxes, ObjectProvider<EventDispatcher> dispatchers) {
            Inbox inbox = inboxes.getIfUnique();
            EventDispatcher dispatcher = dispatchers.getIfUnique();
            return new EventMetrics(
                    () -> inbox == null ? null : metrics(inbox),
                    () -> dispatcher == null ? List.of() : dispatcher.metrics());
        }

        private static Object metrics(Inbox inbox) {
            try {
                return inbox.metrics();
            } catch (VideoException e) {
                return new UnavailableInbox(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                // An inbox of the application. Its message may contain secrets.
                return new UnavailableInbox(e.getClass().getName());
            }
        }

        /** Replaces the metrics while the inbox is unavailable. */
        record UnavailableInbox(String error) {}
    }
}
