package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.ProviderClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AsyncTest {

    private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;
    private static final int POOL = 64;

    private Async async() {
        return new Async("acme");
    }

    @Test
    void unbounded_work_does_not_wait_for_a_thread() throws Exception {
        CountDownLatch all = new CountDownLatch(2 * POOL);
        try (Async async = Async.unbounded("acme")) {
            List<CompletableFuture<Boolean>> started = new ArrayList<>();
            for (int i = 0; i < 2 * POOL; i++) {
                started.add(async.run(() -> {
                    all.countDown();
                    try {
                        return all.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        return false;
                    }
                }));
            }

            for (CompletableFuture<Boolean> work : started) {
                assertThat(work.get(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void work_completes_with_its_result() throws Exception {
        try (Async async = async()) {
            assertThat(async.run(() -> "done").get(5, TimeUnit.SECONDS)).isEqualTo("done");
            assertThat(async.run(Thread::currentThread).get(5, TimeUnit.SECONDS))
                    .isNotSameAs(Thread.currentThread());
        }
    }

    @Test
    void work_fails_with_its_exception() {
        IllegalArgumentException failure = new IllegalArgumentException("no");
        AssertionError error = new AssertionError("worse");
        try (Async async = async()) {
            assertThatThrownBy(() -> async.run(() -> {
                                throw failure;
                            })
                            .get(5, TimeUnit.SECONDS))
                    .cause()
                    .isSameAs(failure);
            assertThatThrownBy(() -> async.run(() -> {
                                throw error;
                            })
                            .get(5, TimeUnit.SECONDS))
                    .cause()
                    .isSameAs(error);
        }
    }

    @Test
    void work_runs_on_a_virtual_thread_where_there_are_any_and_else_on_a_named_daemon() throws Exception {
        try (Async async = async()) {
            Thread thread = async.run(Thread::currentThread).get(5, TimeUnit.SECONDS);

            if (VIRTUAL_THREADS) {
                assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
            } else {
                assertThat(thread.getName()).startsWith("acme-async-");
            }
            assertThat(thread.isDaemon()).isTrue();
        }
    }

    @Test
    void work_that_waits_for_other_work_does_not_deadlock() throws Exception {
        CyclicBarrier allThreadsBusy = new CyclicBarrier(POOL);
        try (Async async = async()) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < POOL; i++) {
                all.add(async.run(() -> {
                    await(allThreadsBusy);
                    return async.run(() -> async.run(() -> 1).join()).join();
                }));
            }
            for (CompletableFuture<Integer> work : all) {
                assertThat(work.get(5, TimeUnit.SECONDS)).isOne();
            }
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void platform_threads_are_bounded_and_virtual_ones_are_not() throws Exception {
        int tasks = 2 * POOL;
        Semaphore go = new Semaphore(0);
        BlockingQueue<Thread> started = new ArrayBlockingQueue<>(tasks);
        try (Async async = async()) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                all.add(async.run(() -> {
                    started.add(Thread.currentThread());
                    go.acquireUninterruptibly();
                    return 1;
                }));
            }
            int atOnce = VIRTUAL_THREADS ? tasks : POOL;
            for (int i = 0; i < atOnce; i++) {
                assertThat(started.poll(5, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(started).isEmpty();

            go.release(tasks);

            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(5, TimeUnit.SECONDS);
            assertThat(started).hasSize(tasks - atOnce);
        }
    }

    @Test
    void cancelling_interrupts_the_work() throws InterruptedException {
        BlockingQueue<Thread> started = new ArrayBlockingQueue<>(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Async async = async()) {
            CompletableFuture<?> future = async.run(() -> {
                started.add(Thread.currentThread());
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                return 1;
            });
            assertThat(started.poll(5, TimeUnit.SECONDS)).isNotNull();

            assertThat(future.cancel(true)).isTrue();

            assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(future).isCancelled();
            assertThat(future.cancel(true)).as("cancelling it again").isTrue();
        }
    }

    @Test
    void cancelling_completed_work_interrupts_no_thread() throws Exception {
        try (Async async = async()) {
            CompletableFuture<?> future = async.run(() -> 1);
            future.get(5, TimeUnit.SECONDS);

            assertThat(future.cancel(true)).isFalse();
        }
    }

    @Test
    void work_that_is_cancelled_before_its_start_never_runs() throws Exception {
        Semaphore go = new Semaphore(0);
        AtomicInteger ran = new AtomicInteger();
        int tasks = 4 * POOL;
        try (Async async = async()) {
            List<CompletableFuture<?>> blockers = new ArrayList<>();
            for (int i = 0; i < POOL; i++) {
                blockers.add(async.run(() -> {
                    go.acquireUninterruptibly();
                    return 1;
                }));
            }
            int cancelledInTime = 0;
            for (int i = 0; i < tasks; i++) {
                AtomicInteger begun = new AtomicInteger();
                CompletableFuture<?> future = async.run(() -> {
                    begun.incrementAndGet();
                    return ran.incrementAndGet();
                });
                if (future.cancel(false)) {
                    cancelledInTime++;
                }
            }
            go.release(POOL);
            CompletableFuture.allOf(blockers.toArray(CompletableFuture<?>[]::new))
                    .get(5, TimeUnit.SECONDS);
            assertThat(async.run(() -> 1).get(5, TimeUnit.SECONDS)).isEqualTo(1);
            if (!VIRTUAL_THREADS) {
                // All threads were taken, so none of it can have begun.
                assertThat(cancelledInTime).isEqualTo(tasks);
                assertThat(ran).hasValue(0);
            } else {
                assertThat(ran.get()).isLessThanOrEqualTo(tasks);
            }
        }
    }

    @Test
    void no_late_interrupt_reaches_the_next_work_on_the_same_thread() throws Exception {
        try (Async async = async()) {
            for (int round = 0; round < 300; round++) {
                List<CompletableFuture<?>> all = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    CompletableFuture<?> victim = async.run(Object::new);
                    // Cancelled before, while or after it runs: whichever comes.
                    victim.cancel(true);
                    all.add(async.run(() -> {
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        return 1;
                    }));
                }
                CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                        .get(5, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void work_that_leaves_its_thread_interrupted_leaves_it_clean_for_the_next() throws Exception {
        try (Async async = async()) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 4 * POOL; i++) {
                all.add(async.run(() -> {
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    Thread.currentThread().interrupt();
                    return 1;
                }));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void close_ends_everything_and_leaves_no_future_open() throws InterruptedException {
        int tasks = 2 * POOL;
        BlockingQueue<Integer> started = new ArrayBlockingQueue<>(tasks);
        Async async = async();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            int number = i;
            all.add(async.run(() -> {
                started.add(number);
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IllegalArgumentException("interrupted");
                }
                return 1;
            }));
        }
        for (int i = 0; i < (VIRTUAL_THREADS ? tasks : POOL); i++) {
            assertThat(started.poll(5, TimeUnit.SECONDS)).isNotNull();
        }

        async.close();

        for (CompletableFuture<?> future : all) {
            assertThatThrownBy(() -> future.get(5, TimeUnit.SECONDS))
                    .as("on a pool, some had not begun")
                    .cause()
                    .isInstanceOfAny(IllegalArgumentException.class, ProviderClosedException.class);
        }
        assertThat(async.run(() -> 1))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(ProviderClosedException.class)
                .withMessageContaining("acme is closed");
        assertThat(async.run(() -> 1, Runnable::run)).isCompletedExceptionally();
        async.close();
    }

    @Test
    void work_runs_on_the_given_executor() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "mine"));
        Async async = async();
        try {
            assertThat(async.run(() -> Thread.currentThread().getName(), executor)
                            .get(5, TimeUnit.SECONDS))
                    .isEqualTo("mine");
        } finally {
            async.close();
        }
        assertThat(executor.isShutdown()).isFalse();
        assertClosed(async.run(() -> 1, executor));
        executor.shutdown();
    }

    @Test
    void cancelling_work_on_the_given_executor_interrupts_it() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        BlockingQueue<Thread> started = new ArrayBlockingQueue<>(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Async async = async()) {
            CompletableFuture<?> future = async.run(
                    () -> {
                        started.add(Thread.currentThread());
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                        return 1;
                    },
                    executor);
            assertThat(started.poll(5, TimeUnit.SECONDS)).isNotNull();

            future.cancel(true);

            assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void a_caller_that_runs_the_work_itself_keeps_its_interrupt() {
        try (Async async = async()) {
            Thread.currentThread().interrupt();

            assertThat(async.run(() -> 1, Runnable::run)).isCompletedWithValue(1);

            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void an_executor_that_rejects_the_work_is_reported() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        executor.shutdown();
        try (Async async = async()) {
            assertThatThrownBy(() -> async.run(() -> 1, executor)).isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void one_that_was_never_used_closes_too() {
        Async async = async();
        async.close();

        assertClosed(async.run(() -> 1));
    }

    private static void assertClosed(CompletableFuture<?> rejected) {
        assertThatThrownBy(() -> rejected.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(ProviderClosedException.class);
    }
}
