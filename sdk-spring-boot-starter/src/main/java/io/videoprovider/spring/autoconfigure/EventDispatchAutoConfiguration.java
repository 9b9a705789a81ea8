package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.VideoEventHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ResolvableType;

/** Hands events from the inbox to {@link VideoEventHandler} beans and to the application's event listeners. */
@AutoConfiguration(after = InboxAutoConfiguration.class)
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnSingleCandidate(Inbox.class)
public final class EventDispatchAutoConfiguration {

    /** Under this name the inbox remembers that the application's event listeners are done. */
    private static final String APPLICATION_EVENTS = "application-events";

    EventDispatchAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    EventDispatcher videoEventDispatcher(
            Inbox inbox,
            List<VideoProvider> providers,
            VideoProviderProperties properties,
            ConfigurableListableBeanFactory beans,
            ApplicationEventPublisher publisher) {
        VideoProviderProperties.Inbox settings = properties.inbox();
        EventDispatcher.Builder builder = EventDispatcher.builder(inbox)
                .concurrency(settings.concurrency())
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
    EventDispatcherLifecycle videoEventDispatcherLifecycle(
            EventDispatcher dispatcher, VideoProviderProperties properties) {
        return new EventDispatcherLifecycle(dispatcher, properties.inbox().shutdownTimeout());
    }

    // Whatever type the bean declares is the one that its handler takes.
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
                    "The bean " + name + " does not say which events it handles.",
                    "Declare it as VideoEventHandler<ParticipantJoined>, or of any other type of event.");
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
