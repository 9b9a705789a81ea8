package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.EventHandler;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Stops the start if a child context has handlers or listeners of video events, which the dispatcher of its parent does not find. */
final class ChildContextCheck implements SmartInitializingSingleton {

    /** The bean of the auto-configuration. */
    private static final String DISPATCHER = "videoEventDispatcher";

    private final ConfigurableListableBeanFactory beans;

    ChildContextCheck(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        BeanFactory parent = beans.getParentBeanFactory();
        if (parent == null
                || !parent.containsBean(DISPATCHER)
                || beans.getBeanNamesForType(EventDispatcher.class).length > 0) {
            return;
        }
        Set<String> found = new LinkedHashSet<>();
        Arrays.stream(beans.getBeanNamesForType(EventHandler.class))
                .filter(name -> !ScopedProxyUtils.isScopedTarget(name))
                .forEach(found::add);
        VideoEventListener.find(beans).forEach(listener -> found.add(listener.bean()));
        if (!found.isEmpty()) {
            throw new VideoConfigurationException(
                    "These beans would receive no video events, because the dispatcher is in a parent context: "
                            + String.join(", ", found) + ".",
                    "Define them in the parent context, or configure the provider in the child context only.");
        }
    }
}
