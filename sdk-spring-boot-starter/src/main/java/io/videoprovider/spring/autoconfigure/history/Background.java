package io.videoprovider.spring.autoconfigure.history;

import org.springframework.context.SmartLifecycle;

/** Starts work in the background when the application has started, and stops it before the inbox and the database are closed. */
final class Background implements SmartLifecycle {

    private final Runnable start;
    private final Runnable stop;
    private volatile boolean running;

    Background(Runnable start, Runnable stop) {
        this.start = start;
        this.stop = stop;
    }

    @Override
    public void start() {
        start.run();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        stop.run();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
