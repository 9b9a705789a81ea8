package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventHandler;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * An event handler in the application context.
 *
 * @param bean the bean name
 * @param type the event type, which is the type argument of the declared bean type
 * @param handler the bean; a proxy if the bean has a scope with a proxy
 * @param order its order among the handlers
 */
record HandlerBean(String bean, Class<VideoEvent> type, EventHandler<VideoEvent> handler, int order) {

    private static final Method HANDLE = ClassUtils.getMethod(EventHandler.class, "handle", VideoEvent.class);

    /** The limit of the inbox. */
    private static final int MAX_NAME = 64;

    private static final int HASH = 8;

    private static final Set<String> WEB_SCOPES = Set.of("request", "session");

    /**
     * Returns the handlers of an application context and its parents, sorted by order. A bean hides a bean of the same name in a
     * parent.
     */
    static List<HandlerBean> find(ConfigurableListableBeanFactory beans) {
        List<HandlerBean> handlers = new ArrayList<>();
        List<DefaultListableBeanFactory> children = new ArrayList<>();
        BeanFactory next = beans;
        while (next instanceof DefaultListableBeanFactory owner) {
            for (String name : owner.getBeanNamesForType(EventHandler.class)) {
                boolean hidden = children.stream().anyMatch(child -> child.containsLocalBean(name));
                if (!hidden && !ScopedProxyUtils.isScopedTarget(name)) {
                    handlers.add(of(owner, name));
                }
            }
            children.add(owner);
            next = owner.getParentBeanFactory();
        }
        handlers.sort(Comparator.comparingInt(HandlerBean::order));
        return handlers;
    }

    // The type is a type argument of EventHandler, whose bound is VideoEvent.
    @SuppressWarnings("unchecked")
    private static HandlerBean of(DefaultListableBeanFactory beans, String name) {
        String target = ScopedProxyUtils.getTargetBeanName(name);
        String definition = beans.containsBeanDefinition(target) ? target : name;
        checkScope(beans, name, definition);
        EventHandler<VideoEvent> handler = beans.getBean(name, EventHandler.class);
        Class<?> targetClass = AutoProxyUtils.determineTargetClass(beans, definition);
        if (targetClass == null || targetClass.isInterface()) {
            targetClass = AopUtils.getTargetClass(handler);
        }
        if (AsyncMethods.contain(beans, targetClass, HANDLE)) {
            throw new VideoConfigurationException(
                    "The event handler " + name + " is asynchronous, so that its failures count as successes.",
                    "Remove @Async: handlers run on the threads of the dispatcher, not on those of web requests.");
        }
        Class<?> type = beans.containsBeanDefinition(definition)
                ? eventType(beans.getMergedBeanDefinition(definition).getResolvableType())
                : null;
        if (type == null) {
            type = eventType(ResolvableType.forClass(targetClass));
        }
        if (type == null) {
            throw new VideoConfigurationException(
                    "The event type of the bean " + name + " is unknown.",
                    "Declare its type with a type argument, such as VideoEventHandler<ParticipantJoined>.");
        }
        return new HandlerBean(name, (Class<VideoEvent>) type, handler, beans.getOrder(name, handler));
    }

    private static void checkScope(ConfigurableListableBeanFactory beans, String name, String definition) {
        String scope = beans.containsBeanDefinition(definition)
                ? beans.getMergedBeanDefinition(definition).getScope()
                : null;
        if (isWebScope(scope)) {
            throw new VideoConfigurationException(
                    "The event handler " + name + " has the scope " + scope
                            + ", but handlers run on threads of the dispatcher, outside of web requests.",
                    "Remove the scope of the bean, so that it is a singleton.");
        }
    }

    /** Returns whether a scope does not exist on the threads of the dispatcher. */
    static boolean isWebScope(@Nullable String scope) {
        return scope != null && WEB_SCOPES.contains(scope);
    }

    private static @Nullable Class<?> eventType(ResolvableType declared) {
        ResolvableType handler = declared.as(EventHandler.class);
        return handler.hasGenerics() && !handler.hasUnresolvableGenerics()
                ? handler.getGeneric(0).resolve()
                : null;
    }

    /**
     * Returns the name of the handler in the inbox, which depends only on the bean name: {@code $} becomes a dot and every other
     * character that the inbox does not accept an underscore; of a longer name remain the last 55 characters and a hash.
     */
    String name() {
        String name = bean.replace('$', '.').replaceAll("[^A-Za-z0-9._-]", "_");
        if (name.length() <= MAX_NAME) {
            return name;
        }
        return name.substring(name.length() - (MAX_NAME - HASH - 1)) + "-"
                + HexFormat.of().toHexDigits(bean.hashCode());
    }
}
