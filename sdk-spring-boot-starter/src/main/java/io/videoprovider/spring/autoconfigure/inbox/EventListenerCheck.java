package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.ResolvableType;

/**
 * Stops the start if a listener of video events would not be called, or if its failures would count as successes, so that its events
 * are not redelivered. Checks the application context and its parents, which receive the events, too.
 */
final class EventListenerCheck implements SmartInitializingSingleton {

    private static final String MULTICASTER = AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME;

    private final ConfigurableListableBeanFactory beans;

    EventListenerCheck(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, String> actions = new LinkedHashMap<>();
        BeanFactory next = beans;
        while (next instanceof ConfigurableListableBeanFactory context) {
            List<VideoEventListener> listeners = VideoEventListener.find(context);
            listeners.forEach(listener -> check(listener, actions));
            if (!listeners.isEmpty()
                    && context.containsLocalBean(MULTICASTER)
                    && !Probe.throwsThrough(context.getBean(MULTICASTER, ApplicationEventMulticaster.class))) {
                actions.put(
                        "the bean " + MULTICASTER
                                + " calls listeners asynchronously or handles their exceptions, so that failures of "
                                + listeners.get(0) + ", count as successes",
                        "Remove the executor and the error handler of " + MULTICASTER
                                + ", or implement VideoEventHandler instead of listeners.");
            }
            next = context.getParentBeanFactory();
        }
        if (!actions.isEmpty()) {
            throw new VideoConfigurationException(
                    "Listeners of video events would miss events or lose failures: "
                            + String.join("; ", actions.keySet()) + ".",
                    String.join(" ", actions.values().stream().distinct().toList()));
        }
    }

    private static void check(VideoEventListener listener, Map<String, String> actions) {
        String scope = listener.scope();
        if (listener.transactional()) {
            actions.put(
                    listener
                            + ", is never called, because it waits for the end of a transaction, but events are published"
                            + " without one",
                    "Use @EventListener (with @Transactional, if it needs a transaction) or implement VideoEventHandler"
                            + " instead of transactional listeners such as @TransactionalEventListener and"
                            + " @ApplicationModuleListener. They can listen to an event of your own, which a handler publishes in"
                            + " a transaction.");
        } else if (listener.isAsync()) {
            actions.put(
                    listener + ", is asynchronous, so that its failures count as successes",
                    "Remove @Async: listeners and handlers run on the threads of the dispatcher, not on those of web requests.");
        } else if (listener.returnsFuture()) {
            actions.put(
                    listener + ", returns " + listener.method().getReturnType().getSimpleName()
                            + ", so that its later failures count as successes",
                    "Wait for the result in the method, for example with join() or block(), and return void.");
        } else if (HandlerBean.isWebScope(scope)) {
            actions.put(
                    listener + ", has the scope " + scope
                            + ", but listeners run on threads of the dispatcher, outside of web requests",
                    "Remove the scope of the bean, so that it is a singleton.");
        }
    }

    /** Listener that is called first and throws, so that no other listener is called. */
    private static final class Probe implements GenericApplicationListener, PriorityOrdered {

        private final Thread thread = Thread.currentThread();
        private final ProbeException exception = new ProbeException();

        /** Returns whether exceptions of listeners reach the publisher of the event. */
        static boolean throwsThrough(ApplicationEventMulticaster multicaster) {
            Probe probe = new Probe();
            multicaster.addApplicationListener(probe);
            try {
                multicaster.multicastEvent(new PayloadApplicationEvent<>(multicaster, probe));
                return false;
            } catch (ProbeException e) {
                return e == probe.exception;
            } finally {
                multicaster.removeApplicationListener(probe);
            }
        }

        @Override
        public void onApplicationEvent(ApplicationEvent event) {
            if (Thread.currentThread().equals(thread)) {
                throw exception;
            }
        }

        @Override
        public boolean supportsEventType(ResolvableType eventType) {
            return eventType.as(PayloadApplicationEvent.class).getGeneric().resolve() == Probe.class;
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }

    private static final class ProbeException extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
