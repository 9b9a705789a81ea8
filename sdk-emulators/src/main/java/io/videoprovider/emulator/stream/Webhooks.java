package io.videoprovider.emulator.stream;

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
import java.util.UUID;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends the server's webhooks: to each receiver the events of one call in order, with up to three attempts within fifteen
 * seconds.
 */
final class Webhooks implements AutoCloseable {

    /**
     * A receiver and its events; an empty list means all.
     *
     * @param timeout the timeout for the receiver; zero for the server's default
     */
    record Receiver(String url, List<String> events, Duration timeout) {
        boolean accepts(String event) {
            return events.isEmpty() || events.contains(event);
        }
    }

    /** Returns the present receivers, according to the application's settings. */
    interface Directory {
        List<Receiver> receivers();

        boolean compressed();
    }

    private static final MediaType CONTENT_TYPE = MediaType.get("application/json");
    private static final Duration TIMEOUT = Duration.ofSeconds(6);
    private static final Duration ALL_ATTEMPTS = Duration.ofSeconds(15);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
    // Not scaled below this: the receiver on a busy machine must not time out.
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SHORTEST_TOTAL = Duration.ofSeconds(5);

    private final String apiKey;
    private final StreamWebhookSigner signer;
    private final boolean nanoseconds;
    private final Clock clock;
    private final Timers timers;
    private final FaultPlans faults;
    private final WebhookSender sender;
    private final Journal<StreamWebhook> journal = new Journal<>();

    Webhooks(
            String apiKey,
            StreamWebhookSigner signer,
            boolean nanoseconds,
            Clock clock,
            Timers timers,
            FaultPlans faults,
            Consumer<OkHttpClient.Builder> http) {
        this.apiKey = apiKey;
        this.signer = signer;
        this.nanoseconds = nanoseconds;
        this.clock = clock;
        this.timers = timers;
        this.faults = faults;
        this.sender = new WebhookSender("stream-emulator", timers, http);
    }

    static Receiver receiver(String url) {
        if (HttpUrl.parse(url) == null) {
            throw new IllegalArgumentException("the URL of a webhook must be of http or https, was " + url);
        }
        return new Receiver(url, List.of(), Duration.ZERO);
    }

    Journal<StreamWebhook> journal() {
        return journal;
    }

    /**
     * Queues an event.
     *
     * @param callCid the call of the event; the events of one call are sent in order
     * @param parts the parts of the event beside its type, its time and its call
     */
    void emit(Directory directory, String callCid, String type, ObjectNode parts) {
        List<Receiver> receivers = directory.receivers();
        if (receivers.isEmpty()) {
            return;
        }
        ObjectNode message = Json.object().put("type", type).put("created_at", Times.nanos(clock.instant()));
        if (!callCid.isEmpty()) {
            message.put("call_cid", callCid);
        }
        message.setAll(parts.deepCopy());
        if (!nanoseconds) {
            Times.toRfc3339(message);
        }
        String body = Json.write(message);
        FaultPlans.Mishap mishap = faults.forWebhook(type);
        for (Receiver receiver : receivers) {
            if (receiver.accepts(type) && HttpUrl.parse(receiver.url()) != null) {
                sender.hand(
                        receiver.url() + " " + callCid,
                        new PendingDelivery(receiver, callCid, type, body, directory.compressed()),
                        mishap);
            }
        }
    }

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

    private Duration atLeast(Duration least, Duration real) {
        Duration scaled = timers.scaled(real);
        return scaled.compareTo(least) < 0 && real.compareTo(least) > 0 ? least : scaled;
    }

    /** An event for one receiver. */
    private final class PendingDelivery implements WebhookSender.Delivery {

        private final String id = UUID.randomUUID().toString();
        private final Receiver receiver;
        private final String callCid;
        private final String type;
        private final String body;
        private final boolean compressed;
        private volatile long firstAttemptAt;

        PendingDelivery(Receiver receiver, String callCid, String type, String body, boolean compressed) {
            this.receiver = receiver;
            this.callCid = callCid;
            this.type = type;
            this.body = body;
            this.compressed = compressed;
        }

        @Override
        public boolean stale() {
            return false;
        }

        @Override
        public Request request(int attempt) {
            if (attempt == 1) {
                firstAttemptAt = System.nanoTime();
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            Request.Builder request = new Request.Builder()
                    .url(receiver.url())
                    .header("User-Agent", "Go-http-client/1.1")
                    .header("X-WEBHOOK-ID", id)
                    .header("X-WEBHOOK-ATTEMPT", Integer.toString(attempt))
                    .header("X-API-KEY", apiKey)
                    .header("X-SIGNATURE", signer.signature(bytes));
            if (compressed) {
                request.header("Content-Encoding", "gzip");
            }
            return request.post(RequestBody.create(
                            compressed ? StreamWebhookSigner.compressed(bytes) : bytes, CONTENT_TYPE))
                    .build();
        }

        @Override
        public Duration timeout() {
            Duration own = atLeast(SHORTEST_TIMEOUT, receiver.timeout().isZero() ? TIMEOUT : receiver.timeout());
            Duration left = left();
            return left.compareTo(own) < 0 ? left : own;
        }

        private Duration left() {
            Duration left = atLeast(SHORTEST_TOTAL, ALL_ATTEMPTS).minusNanos(System.nanoTime() - firstAttemptAt);
            return left.isNegative() || left.isZero() ? Duration.ofMillis(1) : left;
        }

        @Override
        public @Nullable Duration attempted(int attempt, WebhookSender.Outcome outcome) {
            journal.add(new StreamWebhook(
                    id, type, callCid, body, URI.create(receiver.url()), attempt, outcome.status(), clock.instant()));
            boolean timeLeft = left().compareTo(timers.scaled(BETWEEN_ATTEMPTS)) > 0;
            return timeLeft && attempt < attempts(outcome) ? BETWEEN_ATTEMPTS : null;
        }

        private int attempts(WebhookSender.Outcome outcome) {
            if (outcome.timedOut()) {
                return 3;
            }
            return switch (outcome.status()) {
                case 0 -> 2;
                case 408, 429 -> 3;
                default -> outcome.status() >= 500 ? 3 : 1;
            };
        }
    }
}
