package io.videoprovider.spi;

import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.ProviderClosedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking work asynchronously: on virtual threads on Java 21 and newer, otherwise on a bounded pool. Work that is started by such
 * work runs outside of the bound, because its starter may wait for it. Thread-safe.
 */
public final class Async implements AutoCloseable {

    private static final int MAX_PLATFORM_THREADS = 64;

    private final String name;
    private final boolean bounded;
    private @Nullable Threads threads;
    private boolean closed;

    /** Executors of work that other threads start, and of work that is started by such work. */
    private record Threads(ExecutorService outer, ExecutorService nested) {}

    /** A platform thread of any provider. */
    private static final class Worker extends Thread {

        Worker(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }
    }

    /**
     * Creates no thread before the first work.
     *
     * @param name the prefix of the names of the threads
     */
    public Async(String name) {
        this(name, true);
    }

    private Async(String name, boolean bounded) {
        this.name = Check.notNull("name", name);
        this.bounded = bounded;
    }

    /**
     * Returns an object whose platform threads are not bounded, for callers that limit the work themselves. Creates no thread before the
     * first work.
     *
     * @param name the prefix of the names of the threads
     */
    public static Async unbounded(String name) {
        return new Async(name, false);
    }

    /** Runs work on own threads. Cancelling the future interrupts the work, which aborts its request. */
    public <T> CompletableFuture<T> run(Supplier<? extends T> work) {
        Task<T> task = new Task<>(Check.notNull("work", work));
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(closed());
            }
            if (threads == null) {
                threads = newThreads();
            }
            (Thread.currentThread() instanceof Worker ? threads.nested : threads.outer).execute(task);
        }
        return task;
    }

    /**
     * Runs work on another executor, which {@link #close} does not shut down. Cancelling the future interrupts the work, as above.
     */
    public <T> CompletableFuture<T> run(Supplier<? extends T> work, Executor other) {
        Check.notNull("work", work);
        Check.notNull("other", other);
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(closed());
            }
        }
        Task<T> task = new Task<>(work);
        other.execute(task);
        return task;
    }

    private ProviderClosedException closed() {
        return new ProviderClosedException(name + " is closed", ErrorDetails.none(), null);
    }

    private Threads newThreads() {
        try {
            // By handle, so that one artifact serves Java 17 and has virtual threads on 21 and newer.
            ExecutorService virtual = (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
            return new Threads(virtual, virtual);
        } catch (Throwable javaBefore21) {
            AtomicInteger count = new AtomicInteger();
            ThreadFactory factory = work -> new Worker(work, name + "-async-" + count.incrementAndGet());
            ExecutorService cached = Executors.newCachedThreadPool(factory);
            if (!bounded) {
                return new Threads(cached, cached);
            }
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    MAX_PLATFORM_THREADS,
                    MAX_PLATFORM_THREADS,
                    30,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    factory);
            pool.allowCoreThreadTimeOut(true);
            return new Threads(pool, cached);
        }
    }

    /** Interrupts the work that runs on own threads, fails the work that has not started, and rejects further work. */
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
        if (threads == null) {
            return List.of();
        }
        threads.nested.shutdownNow();
        return threads.outer.shutdownNow();
    }

    private static final class Task<T> extends CompletableFuture<T> implements Runnable {

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
                if (isCancelled()) {
                    // A pooled thread must not carry a late interrupt into the next task.
                    Thread.interrupted();
                }
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            synchronized (this) {
                if (cancelled && runner != null) {
                    runner.interrupt();
                }
            }
            return cancelled;
        }
    }
}
