package io.videoprovider.testing.livekit;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server's webhook engine: for each receiver and each room or egress a queue of its own, worked off in order, one
 * event at a time, with the server's own retries. What waited for too long, or stands behind too many others, is lost.
 */
final class Webhooks implements AutoCloseable {

    /** A receiver, the key that signs for it and the events it wants; none named means all. */
    record Receiver(String url, String apiKey, List<String> include, List<String> exclude) {
        boolean wants(String event) {
            return include.isEmpty() ? !exclude.contains(event) : include.contains(event);
        }
    }

    private record Event(String id, String name, String room, String body, long queuedAt) {}

    private static final MediaType CONTENT_TYPE = MediaType.get("application/webhook+json");
    private static final List<Duration> RETRIES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
    private static final Duration OLDEST = Duration.ofSeconds(30);
    private static final int LONGEST_QUEUE = 200;
    private static final int SENDERS = 64;
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    private final ProtoJson protoJson;
    private final Map<String, String> secrets;
    private final Clock clock;
    private final Timers timers;
    private final LiveKitFaults faults;
    private final Journal<LiveKitWebhook> journal = new Journal<>();
    private final List<Receiver> receivers = new CopyOnWriteArrayList<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final ThreadPoolExecutor senders;
    // No timeouts: the server waits for a receiver for ever.
    private final OkHttpClient client = new OkHttpClient.Builder()
            .callTimeout(Duration.ZERO)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .retryOnConnectionFailure(false)
            .fastFallback(false)
            .build();
    private volatile boolean closed;

    Webhooks(ProtoJson protoJson, Map<String, String> secrets, Clock clock, Timers timers, LiveKitFaults faults) {
        this.protoJson = protoJson;
        this.secrets = Map.copyOf(secrets);
        this.clock = clock;
        this.timers = timers;
        this.faults = faults;
        this.senders =
                new ThreadPoolExecutor(SENDERS, SENDERS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "livekit-emulator-webhook");
                    thread.setDaemon(true);
                    return thread;
                });
        senders.allowCoreThreadTimeOut(true);
    }

    void add(Receiver receiver) {
        if (!secrets.containsKey(receiver.apiKey())) {
            throw new IllegalArgumentException(
                    "webhooks are to be signed with an API key that the server does not have");
        }
        if (HttpUrl.parse(receiver.url()) == null) {
            throw new IllegalArgumentException("webhooks go to http and https URLs, not to " + receiver.url());
        }
        receivers.add(receiver);
    }

    Journal<LiveKitWebhook> journal() {
        return journal;
    }

    /**
     * Queues an event.
     *
     * @param key what it is about: the events of one key stay in order
     * @param parts the parts of the WebhookEvent beside its name, id and time
     */
    void emit(String key, String event, ObjectNode parts) {
        emit(key, event, parts, List.of());
    }

    void emit(String key, String name, ObjectNode parts, List<Receiver> more) {
        if (receivers.isEmpty() && more.isEmpty()) {
            return;
        }
        ObjectNode message = parts.put("event", name)
                .put("id", Ids.next("EV_"))
                .put("created_at", clock.instant().getEpochSecond());
        String room = Json.text(message.path("room"), "name");
        Event event = new Event(
                Json.text(message, "id"),
                name,
                room.isEmpty() ? Json.text(message.path("egress_info"), "room_name") : room,
                Json.write(protoJson.event("WebhookEvent", message)),
                System.nanoTime());
        LiveKitFaults.Mishap mishap = faults.webhookMishap(name);
        for (Receiver receiver : receivers) {
            enqueue(receiver, key, event, mishap);
        }
        for (Receiver receiver : more) {
            // The server finds out no earlier than this that it cannot reach a receiver, and says nothing.
            if (!secrets.containsKey(receiver.apiKey()) || HttpUrl.parse(receiver.url()) == null) {
                continue;
            }
            enqueue(receiver, key, event, mishap);
        }
    }

    private void enqueue(Receiver receiver, String key, Event event, LiveKitFaults.Mishap mishap) {
        if (!receiver.wants(event.name()) || mishap == LiveKitFaults.Mishap.DROP) {
            return;
        }
        String laneKey = receiver.url() + " " + key;
        synchronized (lanes) {
            Lane lane = lanes.computeIfAbsent(laneKey, k -> new Lane(laneKey, receiver));
            if (mishap == LiveKitFaults.Mishap.REORDER) {
                lane.heldBack.add(event);
                return;
            }
            lane.add(event);
            if (mishap == LiveKitFaults.Mishap.DUPLICATE) {
                lane.add(event);
            }
            lane.heldBack.forEach(lane::add);
            lane.heldBack.clear();
            lane.start();
        }
    }

    /** Sends what {@link LiveKitFaults} held back and nothing has overtaken so far. */
    void releaseHeldBack() {
        synchronized (lanes) {
            for (Lane lane : List.copyOf(lanes.values())) {
                lane.heldBack.forEach(lane::add);
                lane.heldBack.clear();
                lane.start();
            }
        }
    }

    void clear() {
        synchronized (lanes) {
            lanes.values().forEach(lane -> {
                lane.waiting.clear();
                lane.heldBack.clear();
            });
        }
        journal.clear();
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

    /** The events of one key on their way to one receiver. Fields guarded by {@link #lanes}. */
    private final class Lane {

        private final String key;
        private final Receiver receiver;
        private final ArrayDeque<Event> waiting = new ArrayDeque<>();
        private final List<Event> heldBack = new ArrayList<>();
        private boolean busy;

        Lane(String key, Receiver receiver) {
            this.key = key;
            this.receiver = receiver;
        }

        void add(Event event) {
            if (waiting.size() < LONGEST_QUEUE) {
                waiting.add(event);
            }
        }

        void start() {
            if (!busy && !waiting.isEmpty()) {
                busy = true;
                submit(this::next);
            }
        }

        private void submit(Runnable work) {
            try {
                senders.execute(work);
            } catch (RejectedExecutionException e) {
                // Closed in between: nobody is to be told any more.
            }
        }

        private void next() {
            Event event;
            synchronized (lanes) {
                event = waiting.poll();
                if (event == null) {
                    busy = false;
                    if (heldBack.isEmpty()) {
                        lanes.remove(key);
                    }
                    return;
                }
            }
            if (System.nanoTime() - event.queuedAt() > OLDEST.toNanos()) {
                submit(this::next);
            } else {
                attempt(event, authorization(event), 1);
            }
        }

        // One token for all attempts, as the server has it.
        private String authorization(Event event) {
            String secret = secrets.getOrDefault(receiver.apiKey(), "");
            return new LiveKitWebhookSigner(receiver.apiKey(), secret)
                    .authorization(bytes(event), clock.instant().plus(faults.webhookClockSkew()));
        }

        private void attempt(Event event, String authorization, int attempt) {
            Request request = new Request.Builder()
                    .url(receiver.url())
                    .header("User-Agent", "Go-http-client/1.1")
                    .header("Authorization", authorization)
                    .post(RequestBody.create(bytes(event), CONTENT_TYPE))
                    .build();
            if (closed) {
                return;
            }
            int status = 0;
            Duration retryAfter = null;
            try (Response response = client.newCall(request).execute()) {
                status = response.code();
                retryAfter = retryAfter(status, response.header("Retry-After"));
            } catch (IOException e) {
                // Status 0: the receiver was not there or hung up.
            }
            if (closed) {
                return;
            }
            journal.add(new LiveKitWebhook(
                    event.id(),
                    event.name(),
                    event.room(),
                    event.body(),
                    URI.create(receiver.url()),
                    attempt,
                    status,
                    clock.instant()));
            if (isRetried(status) && attempt <= RETRIES.size()) {
                Duration pause = Optional.ofNullable(retryAfter).orElse(RETRIES.get(attempt - 1));
                timers.after(pause, () -> submit(() -> attempt(event, authorization, attempt + 1)));
            } else {
                submit(this::next);
            }
        }

        private byte[] bytes(Event event) {
            return event.body().getBytes(StandardCharsets.UTF_8);
        }

        private boolean isRetried(int status) {
            return status == 0 || status == 429 || (status >= 500 && status != 501);
        }

        private @Nullable Duration retryAfter(int status, @Nullable String seconds) {
            if ((status != 429 && status != 503) || seconds == null || !seconds.matches("\\d{1,6}")) {
                return null;
            }
            return Duration.ofSeconds(Long.parseLong(seconds));
        }
    }
}
