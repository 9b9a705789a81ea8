package io.videoprovider.spring.autoconfigure;

import io.videoprovider.inbox.EventDispatcher;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts the dispatcher before the web server, and stops it after the last webhook was taken in, while the beans are still there. */
final class EventDispatcherLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcherLifecycle.class);

    /** Below those of the web server: 1024 for its graceful end, 2048 for itself. */
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
        if (!dispatcher.stop(timeout)) {
            log.warn("handlers were still at work after {} and were interrupted; their events come again", timeout);
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
