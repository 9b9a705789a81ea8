package io.videoprovider.inbox;

import io.videoprovider.common.CallId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The MDC of a handler call and its listeners. Used by the thread that makes the call. */
final class CallContext {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    private final Deque<HandlerListener.CallEnd> ends = new ArrayDeque<>();
    private final @Nullable Map<String, String> before;

    private CallContext() {
        this.before = MDC.getCopyOfContextMap();
    }

    /** Sets the MDC and notifies the listeners of the start. */
    static CallContext start(HandlerCall call, List<HandlerListener> listeners) {
        CallContext context = new CallContext();
        MDC.put("videoprovider.provider", call.event().provider().value());
        MDC.put("videoprovider.event", call.delivery().type());
        MDC.put("videoprovider.handler", call.handler());
        CallId id = call.event().call();
        if (id != null) {
            MDC.put("videoprovider.call", id.toString());
        }
        for (HandlerListener listener : listeners) {
            guard(() -> context.ends.push(listener.onStart(call)));
        }
        return context;
    }

    /** Notifies the listeners of the end, in reverse order, and restores the MDC. */
    void end(@Nullable Throwable failure) {
        ends.forEach(end -> guard(() -> end.onEnd(failure)));
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }

    private static void guard(Runnable notification) {
        try {
            notification.run();
        } catch (RuntimeException | Error e) {
            log.warn("a handler listener failed", e);
        }
    }
}
