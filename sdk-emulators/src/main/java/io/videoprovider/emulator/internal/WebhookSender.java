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
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Takes webhooks to their receivers: for each receiver and each subject a queue of its own, worked off in order, one at
 * a time. What is sent, how often and for how long is each vendor's own matter.
 */
public final class WebhookSender implements AutoCloseable {

    /** A webhook on its way to one receiver. */
    public interface Delivery {

        /** Whether it is too old to be sent at all. */
        boolean stale();

        /** The request of one attempt; the first is 1. */
        Request request(int attempt);

        /** How long the receiver may take; zero for as long as it likes. */
        Duration timeout();

        /**
         * Learns of an attempt that was made.
         *
         * @return the pause before the next attempt, unscaled; null when this was the last
         */
        @Nullable
        Duration attempted(int attempt, Outcome outcome);
    }

    /**
     * What became of an attempt.
     *
     * @param status what the receiver answered, 0 if it did not
     * @param timedOut whether it took too long
     * @param retryAfter the header of that name, empty without
     */
    public record Outcome(int status, boolean timedOut, String retryAfter) {}

    private static final int LONGEST_QUEUE = 200;
    private static final int SENDERS = 64;
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    private final Timers timers;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final ThreadPoolExecutor senders;
    private final OkHttpClient client = new OkHttpClient.Builder()
            .callTimeout(Duration.ZERO)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .retryOnConnectionFailure(false)
            .fastFallback(false)
            .build();
    private volatile boolean closed;

    /**
     * A sender with threads of its own.
     *
     * @param name what the names of the threads begin with
     */
    public WebhookSender(String name, Timers timers) {
        this.timers = timers;
        this.senders =
                new ThreadPoolExecutor(SENDERS, SENDERS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-webhook");
                    thread.setDaemon(true);
                    return thread;
                });
        senders.allowCoreThreadTimeOut(true);
    }

    /**
     * Hands over a webhook, with what {@link FaultPlans} has in mind for it.
     *
     * @param lane receiver and subject: the webhooks of one lane stay in order
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

    /** Sends what was held back and nothing has overtaken so far. */
    public void releaseHeldBack() {
        synchronized (lanes) {
            List.copyOf(lanes.values()).forEach(Lane::releaseHeldBack);
        }
    }

    /** Forgets what waits. */
    public void clear() {
        synchronized (lanes) {
            lanes.values().forEach(lane -> {
                lane.waiting.clear();
                lane.heldBack.clear();
            });
        }
    }

    /** Gives up what is under way. Not by interrupting: the HTTP client takes that for a programming error. */
    @Override
    public void close() {
        closed = true;
        senders.shutdown();
        senders.getQueue().clear();
        try {
            long end = System.nanoTime() + LONGEST_FAREWELL.toNanos();
            do {
                // More than once: a call may just have been about to begin.
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
            // Closed in between: nobody is to be told any more.
        }
    }

    /** The webhooks of one subject on their way to one receiver. Fields guarded by {@link #lanes}. */
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
