package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.inbox.EventDispatcher;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/** Starts the dispatcher before the web server and stops it after the web server. */
final class EventDispatcherLifecycle implements SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcherLifecycle.class);

    /** Lower than the phases of the web server: 1024 for its graceful shutdown, 2048 for its stop. */
    private static final int PHASE = DEFAULT_PHASE - 4096;

    private final EventDispatcher dispatcher;
    private final Duration timeout;
    private volatile boolean running;

    EventDispatcherLifecycle(EventDispatcher dispatcher, Duration timeout) {
        this.dispatcher = dispatcher;
        this.timeout = timeout;
    }

    @Override
    public void start() {
        dispatcher.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            log(dispatcher.stop(timeout));
        } catch (IllegalStateException e) {
            log.warn(
                    "a handler closes the application: its event is redelivered unless it returns before the inbox is closed");
            new Thread(() -> log(dispatcher.stop(timeout)), "videoprovider-inbox-stop").start();
        }
    }

    private void log(boolean stopped) {
        if (!stopped) {
            log.warn(
                    "interrupted handlers that were still running after {}; their events will be redelivered", timeout);
        }
    }

    /** Stops the dispatcher if the application fails to start, in which case {@link #stop} is not called. */
    @Override
    public void destroy() {
        if (running) {
            stop();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
