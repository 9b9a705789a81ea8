package io.videoprovider.emulator.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends webhooks. Each receiver and subject has a queue of its own, which is processed in order, one webhook at a time. The
 * emulator of each vendor defines content, number of attempts and timeouts.
 */
public final class WebhookSender implements AutoCloseable {

    /** A webhook for one receiver. */
    public interface Delivery {

        /** Returns whether the webhook is too old to be sent. */
        boolean stale();

        /** Returns the request of an attempt; the first attempt is 1. */
        Request request(int attempt);

        /** Returns the timeout for the receiver; zero for none. */
        Duration timeout();

        /**
         * Records an attempt.
         *
         * @return the unscaled delay before the next attempt; null after the last one
         */
        @Nullable
        Duration attempted(int attempt, Outcome outcome);
    }

    /**
     * The result of an attempt.
     *
     * @param status the status of the response; 0 if there was none
     * @param timedOut whether the receiver exceeded the timeout
     * @param retryAfter the header {@code Retry-After}; empty if absent
     */
    public record Outcome(int status, boolean timedOut, String retryAfter) {}

    private static final int LONGEST_QUEUE = 200;
    private static final int SENDERS = 64;
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    private final Timers timers;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final ThreadPoolExecutor senders;
    private final OkHttpClient client;
    private volatile boolean closed;

    /**
     * Creates a sender with its own threads.
     *
     * @param name the prefix of the names of the threads
     * @param customizer of the HTTP client; timeouts and repeats stay those of each vendor
     */
    public WebhookSender(String name, Timers timers, Consumer<OkHttpClient.Builder> customizer) {
        this.timers = timers;
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        customizer.accept(builder);
        this.client = builder.callTimeout(Duration.ZERO)
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .retryOnConnectionFailure(false)
                .fastFallback(false)
                .build();
        this.senders =
                new ThreadPoolExecutor(SENDERS, SENDERS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-webhook");
                    thread.setDaemon(true);
                    return thread;
                });
        senders.allowCoreThreadTimeOut(true);
    }

    /**
     * Queues a webhook, with the fault that {@link FaultPlans} has for it.
     *
     * @param lane receiver and subject: webhooks of one lane are sent in order
     */
    public void hand(String lane, Delivery delivery, FaultPlans.Mishap mishap) {
        if (mishap == FaultPlans.Mishap.DROP) {
            return;
        }
        synchronized (lanes) {
            Lane queue = lanes.computeIfAbsent(lane, Lane::new);
            if (mishap == FaultPlans.Mishap.REORDER) {
                queue.heldBack.add(delivery);
                return;
            }
            queue.add(delivery);
            if (mishap == FaultPlans.Mishap.DUPLICATE) {
                queue.add(delivery);
            }
            queue.releaseHeldBack();
        }
    }

    /** Sends the webhooks that are still held back. */
    public void releaseHeldBack() {
        synchronized (lanes) {
            List.copyOf(lanes.values()).forEach(Lane::releaseHeldBack);
        }
    }

    /** Discards waiting webhooks. */
    public void clear() {
        synchronized (lanes) {
            lanes.values().forEach(lane -> {
                lane.waiting.clear();
                lane.heldBack.clear();
            });
        }
    }

    /**
     * Cancels requests in progress. Does not interrupt the threads, because the HTTP client treats an interrupt as a
     * programming error.
     */
    @Override
    public void close() {
        closed = true;
        senders.shutdown();
        senders.getQueue().clear();
        try {
            long end = System.nanoTime() + LONGEST_FAREWELL.toNanos();
            do {
                // More than once: a call may start between the cancellation and the end of the thread.
                client.dispatcher().cancelAll();
            } while (!senders.awaitTermination(10, TimeUnit.MILLISECONDS) && System.nanoTime() < end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private void submit(Runnable work) {
        try {
            senders.execute(work);
        } catch (RejectedExecutionException e) {
            // Closed in the meantime: no webhook is sent any more.
        }
    }

    /** The webhooks of one subject for one receiver. Fields are guarded by {@link #lanes}. */
    private final class Lane {

        private final String key;
        private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
        private final List<Delivery> heldBack = new ArrayList<>();
        private boolean busy;

        Lane(String key) {
            this.key = key;
        }

        void add(Delivery delivery) {
            if (waiting.size() < LONGEST_QUEUE) {
                waiting.add(delivery);
            }
        }

        void releaseHeldBack() {
            heldBack.forEach(this::add);
            heldBack.clear();
            if (!busy && !waiting.isEmpty()) {
                busy = true;
                submit(this::next);
            }
        }

        private void next() {
            Delivery delivery;
            synchronized (lanes) {
                delivery = waiting.poll();
                if (delivery == null) {
                    busy = false;
                    if (heldBack.isEmpty()) {
                        lanes.remove(key);
                    }
                    return;
                }
            }
            if (delivery.stale()) {
                submit(this::next);
            } else {
                attempt(delivery, 1);
            }
        }

        private void attempt(Delivery delivery, int attempt) {
            if (closed) {
                return;
            }
            Call call = client.newCall(delivery.request(attempt));
            call.timeout().timeout(delivery.timeout().toNanos(), TimeUnit.NANOSECONDS);
            Outcome outcome;
            try (Response response = call.execute()) {
                String retryAfter = response.header("Retry-After");
                outcome = new Outcome(response.code(), false, retryAfter == null ? "" : retryAfter);
            } catch (IOException e) {
                outcome = new Outcome(0, e instanceof InterruptedIOException, "");
            }
            if (closed) {
                return;
            }
            Duration pause = delivery.attempted(attempt, outcome);
            if (pause == null) {
                submit(this::next);
            } else {
                timers.after(pause, () -> submit(() -> attempt(delivery, attempt + 1)));
            }
        }
    }
}
