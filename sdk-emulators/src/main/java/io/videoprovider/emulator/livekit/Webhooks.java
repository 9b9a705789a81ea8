package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.FaultPlans;
import io.videoprovider.emulator.internal.Journal;
import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import io.videoprovider.emulator.internal.WebhookSender;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends the server's webhooks: each receiver and room or egress has a queue of its own, which is processed in order, one
 * event at a time, with the server's retries. An event that has waited too long, or whose queue is full, is lost.
 */
final class Webhooks implements AutoCloseable {

    /** A receiver, the key that signs its webhooks, and its events; an empty list means all. */
    record Receiver(String url, String apiKey, List<String> include, List<String> exclude) {
        boolean accepts(String event) {
            return include.isEmpty() ? !exclude.contains(event) : include.contains(event);
        }
    }

    private record Event(String id, String name, String room, String body, long queuedAt) {}

    private static final MediaType CONTENT_TYPE = MediaType.get("application/webhook+json");
    private static final List<Duration> RETRIES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
    private static final Duration OLDEST = Duration.ofSeconds(30);

    private final ProtoJson protoJson;
    private final Map<String, String> secrets;
    private final Clock clock;
    private final LiveKitFaults faults;
    private final FaultPlans plans;
    private final Journal<LiveKitWebhook> journal = new Journal<>();
    private final List<Receiver> receivers = new CopyOnWriteArrayList<>();
    private final WebhookSender sender;

    Webhooks(
            ProtoJson protoJson,
            Map<String, String> secrets,
            Clock clock,
            Timers timers,
            LiveKitFaults faults,
            FaultPlans plans,
            Consumer<OkHttpClient.Builder> http) {
        this.protoJson = protoJson;
        this.secrets = Map.copyOf(secrets);
        this.clock = clock;
        this.faults = faults;
        this.plans = plans;
        this.sender = new WebhookSender("livekit-emulator", timers, http);
    }

    void add(Receiver receiver) {
        if (!secrets.containsKey(receiver.apiKey())) {
            throw new IllegalArgumentException("the API key of a webhook must be one of the server's keys");
        }
        if (HttpUrl.parse(receiver.url()) == null) {
            throw new IllegalArgumentException("the URL of a webhook must be of http or https, was " + receiver.url());
        }
        receivers.add(receiver);
    }

    Journal<LiveKitWebhook> journal() {
        return journal;
    }

    /**
     * Queues an event.
     *
     * @param key the subject of the event: the events of one key are sent in order
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
        FaultPlans.Mishap mishap = plans.forWebhook(name);
        for (Receiver receiver : receivers) {
            enqueue(receiver, key, event, mishap);
        }
        for (Receiver receiver : more) {
            // The server detects an unreachable receiver only now, and reports nothing.
            if (!secrets.containsKey(receiver.apiKey()) || HttpUrl.parse(receiver.url()) == null) {
                continue;
            }
            enqueue(receiver, key, event, mishap);
        }
    }

    private void enqueue(Receiver receiver, String key, Event event, FaultPlans.Mishap mishap) {
        if (receiver.accepts(event.name())) {
            sender.hand(receiver.url() + " " + key, new PendingDelivery(receiver, event), mishap);
        }
    }

    /** Sends the webhooks that {@link LiveKitFaults} still holds back. */
    void releaseHeldBack() {
        sender.releaseHeldBack();
    }

    void clear() {
        sender.clear();
        journal.clear();
    }

    @Override
    public void close() {
        sender.close();
    }

    /** An event for one receiver. */
    private final class PendingDelivery implements WebhookSender.Delivery {

        private final Receiver receiver;
        private final Event event;
        private @Nullable String authorization;

        PendingDelivery(Receiver receiver, Event event) {
            this.receiver = receiver;
            this.event = event;
        }

        @Override
        public boolean stale() {
            return System.nanoTime() - event.queuedAt() > OLDEST.toNanos();
        }

        @Override
        public Request request(int attempt) {
            byte[] body = event.body().getBytes(StandardCharsets.UTF_8);
            if (attempt == 1) {
                // One token for all attempts, as on the server.
                authorization = new LiveKitWebhookSigner(receiver.apiKey(), secrets.getOrDefault(receiver.apiKey(), ""))
                        .authorization(body, clock.instant().plus(faults.webhookClockSkew()));
            }
            return new Request.Builder()
                    .url(receiver.url())
                    .header("User-Agent", "Go-http-client/1.1")
                    .header("Authorization", Objects.requireNonNull(authorization))
                    .post(RequestBody.create(body, CONTENT_TYPE))
                    .build();
        }

        // The server has no timeout for receivers.
        @Override
        public Duration timeout() {
            return Duration.ZERO;
        }

        @Override
        public @Nullable Duration attempted(int attempt, WebhookSender.Outcome outcome) {
            journal.add(new LiveKitWebhook(
                    event.id(),
                    event.name(),
                    event.room(),
                    event.body(),
                    URI.create(receiver.url()),
                    attempt,
                    outcome.status(),
                    clock.instant()));
            return isRetried(outcome.status()) && attempt <= RETRIES.size()
                    ? Optional.ofNullable(retryAfter(outcome)).orElse(RETRIES.get(attempt - 1))
                    : null;
        }

        private boolean isRetried(int status) {
            return status == 0 || status == 429 || (status >= 500 && status != 501);
        }

        private @Nullable Duration retryAfter(WebhookSender.Outcome outcome) {
            if ((outcome.status() != 429 && outcome.status() != 503)
                    || !outcome.retryAfter().matches("\\d{1,6}")) {
                return null;
            }
            return Duration.ofSeconds(Long.parseLong(outcome.retryAfter()));
        }
    }
}
