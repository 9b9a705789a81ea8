package io.videoprovider.spring.autoconfigure.inbox;

import io.micrometer.observation.ObservationRegistry;
import io.videoprovider.VideoProvider;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.CallHistory;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.EventHandler;
import io.videoprovider.inbox.HandlerListener;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.autoconfigure.ProvidersById;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Dispatches events from the inbox to {@link EventHandler} beans and to application event listeners. */
@AutoConfiguration(
        after = InboxAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(EventDispatcher.class)
@ConditionalOnBean({VideoProvider.class, Inbox.class})
@EnableConfigurationProperties(InboxProperties.class)
public final class EventDispatchAutoConfiguration {

    /** Handler name of all application event listeners in the inbox. */
    private static final String APPLICATION_EVENTS = "application-events";

    EventDispatchAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(EventDispatcher.class)
    static EventListenerCheck videoEventListenerCheck(ConfigurableListableBeanFactory beans) {
        return new EventListenerCheck(beans);
    }

    @Bean
    static ChildContextCheck videoChildContextCheck(ConfigurableListableBeanFactory beans) {
        return new ChildContextCheck(beans);
    }

    /** Stopped by its lifecycle, also if a handler closes the application. */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    EventDispatcher videoEventDispatcher(
            Inbox inbox,
            List<VideoProvider> providers,
            InboxProperties settings,
            ObjectProvider<HandlerConcurrency> concurrency,
            ObjectProvider<HandlerListener> listeners,
            ObjectProvider<CallHistory> histories,
            ConfigurableListableBeanFactory beans,
            ApplicationEventPublisher publisher) {
        EventDispatcher.Builder builder = EventDispatcher.builder(inbox)
                .concurrency(concurrency
                        .getIfAvailable(() -> new HandlerConcurrency(null))
                        .orDefault(settings.concurrency()))
                .lease(settings.lease())
                .poll(settings.poll())
                .maxAttempts(settings.maxAttempts())
                .backoff(settings.baseDelay(), settings.maxDelay())
                .maxHandlerDuration(settings.maxHandlerDuration())
                .missingHandlerTimeout(settings.missingHandlerTimeout());
        if (settings.retiredHandlers() != null) {
            settings.retiredHandlers().forEach(builder::retired);
        }
        listeners.orderedStream().forEach(builder::listener);
        histories.ifUnique(history -> builder.projection(history.projection()));
        ProvidersById.of(providers).values().forEach(provider -> builder.source(provider.id(), provider.webhooks()));
        Map<String, String> beansByHandler = new HashMap<>(Map.of(APPLICATION_EVENTS, "the event listeners"));
        HandlerBean.find(beans).forEach(handler -> add(builder, handler, beansByHandler));
        return builder.on(VideoEvent.class, APPLICATION_EVENTS, publisher::publishEvent)
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    EventDispatcherLifecycle videoEventDispatcherLifecycle(EventDispatcher dispatcher, InboxProperties properties) {
        return new EventDispatcherLifecycle(dispatcher, properties.shutdownTimeout());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistry.class)
    @ConditionalOnBean(ObservationRegistry.class)
    static class ObservationConfiguration {

        @Bean
        HandlerObservations videoHandlerObservations(ObservationRegistry registry) {
            return new HandlerObservations(registry);
        }
    }

    private static void add(EventDispatcher.Builder builder, HandlerBean handler, Map<String, String> beansByHandler) {
        String other = beansByHandler.putIfAbsent(handler.name(), handler.bean());
        if (other != null) {
            throw new VideoConfigurationException(
                    "The event handler " + handler.bean() + " has the same name in the inbox as " + other + ": "
                            + handler.name() + ".",
                    "Rename the bean, for example with @Component(\"…\") or @Bean(\"…\").");
        }
        try {
            builder.on(handler.type(), handler.name(), handler.handler());
        } catch (InvalidRequestException e) {
            throw new VideoConfigurationException(
                    "The bean " + handler.bean() + " cannot be added as an event handler: " + e.getMessage() + ".",
                    "Change the bean, or remove it.",
                    e);
        }
    }
}
