package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.VideoProvider;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ResolvableType;

/** Dispatches events from the inbox to {@link VideoEventHandler} beans and to application event listeners. */
@AutoConfiguration(after = InboxAutoConfiguration.class)
@ConditionalOnClass(EventDispatcher.class)
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnSingleCandidate(Inbox.class)
@EnableConfigurationProperties(InboxProperties.class)
public final class EventDispatchAutoConfiguration {

    /** Handler name of all application event listeners in the inbox. */
    private static final String APPLICATION_EVENTS = "application-events";

    EventDispatchAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    EventDispatcher videoEventDispatcher(
            Inbox inbox,
            List<VideoProvider> providers,
            InboxProperties settings,
            ObjectProvider<HandlerConcurrency> concurrency,
            ConfigurableListableBeanFactory beans,
            ApplicationEventPublisher publisher) {
        EventDispatcher.Builder builder = EventDispatcher.builder(inbox)
                .concurrency(concurrency
                        .getIfAvailable(() -> new HandlerConcurrency(null))
                        .orDefault(settings.concurrency()))
                .lease(settings.lease())
                .poll(settings.poll())
                .maxAttempts(settings.maxAttempts())
                .backoff(settings.baseDelay(), settings.maxDelay());
        providers.forEach(provider -> builder.source(provider.id(), provider.webhooks()));
        for (String name : beans.getBeanNamesForType(VideoEventHandler.class)) {
            add(builder, beans, name);
        }
        return builder.on(VideoEvent.class, APPLICATION_EVENTS, publisher::publishEvent)
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    EventDispatcherLifecycle videoEventDispatcherLifecycle(EventDispatcher dispatcher, InboxProperties properties) {
        return new EventDispatcherLifecycle(dispatcher, properties.shutdownTimeout());
    }

    // The event type is the type argument of the declared bean type.
    @SuppressWarnings("unchecked")
    private static void add(EventDispatcher.Builder builder, ConfigurableListableBeanFactory beans, String name) {
        VideoEventHandler<VideoEvent> handler = beans.getBean(name, VideoEventHandler.class);
        Class<?> type = beans.containsBeanDefinition(name)
                ? eventType(beans.getMergedBeanDefinition(name).getResolvableType())
                : null;
        if (type == null) {
            type = eventType(ResolvableType.forClass(AopUtils.getTargetClass(handler)));
        }
        if (type == null) {
            throw new VideoConfigurationException(
                    "The event type of the bean " + name + " is unknown.",
                    "Declare its type with a type argument, such as VideoEventHandler<ParticipantJoined>.");
        }
        builder.on((Class<VideoEvent>) type, name, handler);
    }

    private static @Nullable Class<?> eventType(ResolvableType declared) {
        ResolvableType handler = declared.as(VideoEventHandler.class);
        return handler.hasGenerics() && !handler.hasUnresolvableGenerics()
                ? handler.getGeneric(0).resolve()
                : null;
    }
}
