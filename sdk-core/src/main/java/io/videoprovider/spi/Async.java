package io.videoprovider.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs blocking work asynchronously: on virtual threads where the JVM has them, else on a bounded pool. Thread-safe. */
public final class Async implements AutoCloseable {

    private static final int MAX_PLATFORM_THREADS = 64;

    private final String name;
    private final Consumer<Thread> abort;
    private @Nullable ExecutorService executor;
    private boolean closed;

    /**
     * Makes no thread before the first work.
     *
     * @param name of the threads
     * @param abort told of the thread whose work was cancelled, after it was interrupted: socket I/O on a platform thread
     *     does not hear an interrupt
     */
    public Async(String name, Consumer<Thread> abort) {
        this.name = name;
        this.abort = abort;
    }

    /** Runs the work; cancelling the future interrupts it. */
    public <T> CompletableFuture<T> run(Supplier<? extends T> work) {
        Task<T> task = new Task<>(work);
        start(task);
        return task;
    }

    private synchronized void start(Task<?> task) {
        if (closed) {
            throw closed();
        }
        if (executor == null) {
            executor = newExecutor();
        }
        executor.execute(task);
    }

    private IllegalStateException closed() {
        return new IllegalStateException(name + " is closed");
    }

    private ExecutorService newExecutor() {
        try {
            // By handle, so that one artifact serves Java 17 and has virtual threads on 21 and newer.
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (Throwable javaBefore21) {
            AtomicInteger count = new AtomicInteger();
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    MAX_PLATFORM_THREADS,
                    MAX_PLATFORM_THREADS,
                    30,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    work -> {
                        Thread thread = new Thread(work, name + "-async-" + count.incrementAndGet());
                        thread.setDaemon(true);
                        return thread;
                    });
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }
    }

    /** Interrupts what runs, fails what has not begun, and takes nothing more. */
    @Override
    public void close() {
        for (Runnable waiting : shutDown()) {
            if (waiting instanceof Task<?> task) {
                task.completeExceptionally(closed());
            }
        }
    }

    private synchronized List<Runnable> shutDown() {
        closed = true;
        return executor == null ? List.of() : executor.shutdownNow();
    }

    private final class Task<T> extends CompletableFuture<T> implements Runnable {

        private final Supplier<? extends T> work;
        private @Nullable Thread runner;

        Task(Supplier<? extends T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            synchronized (this) {
                if (isDone()) {
                    return;
                }
                runner = Thread.currentThread();
            }
            try {
                complete(work.get());
            } catch (Throwable failure) {
                completeExceptionally(failure);
            } finally {
                synchronized (this) {
                    runner = null;
                }
                // A pooled thread must not carry a late interrupt into the next task.
                Thread.interrupted();
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            synchronized (this) {
                if (cancelled && runner != null) {
                    runner.interrupt();
                    abort.accept(runner);
                }
            }
            return cancelled;
        }
    }
}
