package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.event.VideoEvent;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * A method of a bean that listens to video events.
 *
 * @param beans the bean factory that has the bean
 * @param bean the bean name
 * @param beanType the class of the bean, without its proxies
 * @param transactional whether it is called only in a transaction
 */
record VideoEventListener(
        ConfigurableListableBeanFactory beans, String bean, Class<?> beanType, Method method, boolean transactional) {

    private static final Logger log = LoggerFactory.getLogger(VideoEventListener.class);

    /** A type of spring-tx, which is optional. */
    private static final String TRANSACTIONAL_LISTENER =
            "org.springframework.transaction.event.TransactionalApplicationListener";

    /**
     * Returns the listeners of one application context whose declared type is {@link VideoEvent} or one of its subtypes. Listeners of
     * more general types, such as {@code Object}, are not included.
     */
    static List<VideoEventListener> find(ConfigurableListableBeanFactory beans) {
        List<VideoEventListener> listeners = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(Object.class)) {
            if (ScopedProxyUtils.isScopedTarget(name)) {
                continue;
            }
            try {
                addTo(listeners, beans, name);
            } catch (RuntimeException | LinkageError e) {
                // As Spring does: a lazy bean whose class or a type in its methods does not exist.
                log.debug("listeners of the bean {} are unknown", name, e);
            }
        }
        return listeners;
    }

    private static void addTo(List<VideoEventListener> listeners, ConfigurableListableBeanFactory beans, String name) {
        String definition = definition(beans, name);
        Class<?> type = AutoProxyUtils.determineTargetClass(beans, definition);
        if (type == null) {
            return;
        }
        if (ApplicationListener.class.isAssignableFrom(type)) {
            if (isVideoEvent(listenedType(beans, definition, type))) {
                boolean transactional = ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                        .anyMatch(listener -> listener.getName().equals(TRANSACTIONAL_LISTENER));
                listeners.add(new VideoEventListener(beans, name, type, onApplicationEvent(), transactional));
            }
        }
        if (!type.getName().startsWith("org.springframework.")
                && AnnotationUtils.isCandidateClass(type, EventListener.class)) {
            MethodIntrospector.selectMethods(type, (MetadataLookup<EventListener>)
                            method -> AnnotatedElementUtils.findMergedAnnotation(method, EventListener.class))
                    .forEach((method, annotation) -> {
                        if (listenedTypes(type, method, annotation).anyMatch(VideoEventListener::isVideoEvent)) {
                            listeners.add(
                                    new VideoEventListener(beans, name, type, method, !annotation.defaultExecution()));
                        }
                    });
        }
    }

    /** Returns the name of the bean behind a scoped proxy; the given name if there is none. */
    private static String definition(ConfigurableListableBeanFactory beans, String name) {
        String target = ScopedProxyUtils.getTargetBeanName(name);
        return beans.containsBeanDefinition(target) ? target : name;
    }

    private static Method onApplicationEvent() {
        return ClassUtils.getMethod(ApplicationListener.class, "onApplicationEvent", ApplicationEvent.class);
    }

    private static ResolvableType listenedType(
            ConfigurableListableBeanFactory beans, String definition, Class<?> type) {
        ResolvableType declared = beans.containsBeanDefinition(definition)
                ? beans.getMergedBeanDefinition(definition)
                        .getResolvableType()
                        .as(ApplicationListener.class)
                        .getGeneric()
                : ResolvableType.NONE;
        return declared.resolve() == null
                ? ResolvableType.forClass(type).as(ApplicationListener.class).getGeneric()
                : declared;
    }

    private static Stream<ResolvableType> listenedTypes(Class<?> type, Method method, EventListener annotation) {
        if (annotation.classes().length > 0) {
            return Arrays.stream(annotation.classes()).map(ResolvableType::forClass);
        }
        return method.getParameterCount() == 0
                ? Stream.empty()
                : Stream.of(ResolvableType.forMethodParameter(method, 0, type));
    }

    private static boolean isVideoEvent(ResolvableType listened) {
        ResolvableType payload = PayloadApplicationEvent.class.isAssignableFrom(listened.toClass())
                ? listened.as(PayloadApplicationEvent.class).getGeneric()
                : listened;
        return VideoEvent.class.isAssignableFrom(payload.toClass());
    }

    /** Returns the scope of the bean. */
    @Nullable
    String scope() {
        String definition = definition(beans, bean);
        return beans.containsBeanDefinition(definition)
                ? beans.getMergedBeanDefinition(definition).getScope()
                : null;
    }

    /** Returns whether the method is called asynchronously. */
    boolean isAsync() {
        return AsyncMethods.contain(beans, beanType, method);
    }

    /** Returns whether the method may return before it has finished its work: its result is a future or a reactive type. */
    boolean returnsFuture() {
        Class<?> result = method.getReturnType();
        return Future.class.isAssignableFrom(result)
                || CompletionStage.class.isAssignableFrom(result)
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(result) != null
                || KotlinDetector.isSuspendingFunction(method);
    }

    @Override
    public String toString() {
        return "the bean " + bean + ", method " + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"))
                + " of " + method.getDeclaringClass().getName();
    }
}
