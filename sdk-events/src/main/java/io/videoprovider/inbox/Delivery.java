package io.videoprovider.inbox;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.VideoEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A verified webhook, or an event that this SDK has created, in the form that an inbox stores. Immutable, except for the bytes of the body, which are not copied.
 *
 * <p>Ids, deduplication keys, lanes, types and names of secrets are untrusted text. A value that is not 1 to 200 visible ASCII characters is
 * replaced by its SHA-256 hash, so that every database can store and compare it.
 */
public final class Delivery {

    private static final int MAX_TEXT = 200;

    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final ProviderId provider;
    private final String id;
    private final @Nullable String deduplicationKey;
    private final String lane;
    private final String type;
    private final @Nullable Instant occurredAt;
    private final @Nullable String signedBy;
    private final @Nullable String traceParent;
    private final byte[] body;

    private Delivery(Builder builder) {
        this.provider = builder.provider;
        this.id = storable(builder.id);
        this.deduplicationKey = builder.deduplicationKey == null ? null : storable(builder.deduplicationKey);
        // Ids of providers contain neither a slash nor a hash sign: the lanes of events without a call are unique.
        this.lane = storable(builder.lane == null ? provider + "#" + id : builder.lane);
        this.type = storable(builder.type);
        this.occurredAt = builder.occurredAt;
        this.signedBy = builder.signedBy == null ? null : storable(builder.signedBy);
        this.traceParent = builder.traceParent;
        this.body = builder.body;
    }

    /**
     * Returns the delivery of an event that the application or this SDK has created. Handlers get it like an event of the vendor, in the
     * order of the call: {@code inbox.add(Delivery.of(event))}. Stores neither {@link VideoEvent#raw} nor the queries of URLs, which may
     * contain signatures.
     *
     * <p>The delivery id, or else the hash of the event, and the deduplication key identify the event: an event that has one of them in common
     * with an earlier one is a duplicate. {@link VideoEvent#type} begins with {@code videoprovider.} after the inbox, whatever it was before.
     *
     * @param event an event with the origin {@code APPLICATION} or {@code RECONCILER}: that a call started or ended, a participant joined or
     *     left, or one of a recording, a transcription, a broadcast or a ring
     * @throws InvalidRequestException if the event has another origin or type
     */
    public static Delivery of(VideoEvent event) {
        if (Check.notNull("event", event).origin() == EventOrigin.VENDOR) {
            throw new InvalidRequestException("event", "must have the origin APPLICATION or RECONCILER, was VENDOR");
        }
        return of(event, EventJson.type(event), EventJson.write(event), null);
    }

    /**
     * Returns the delivery of a verified event.
     *
     * @param body the body of the request from which the event was parsed
     */
    public static Delivery of(VideoEvent event, byte[] body) {
        return of(event, body, null);
    }

    /**
     * Returns the delivery of a verified event.
     *
     * @param body the body of the request from which the event was parsed
     * @param traceParent the trace of the request, as a W3C trace parent; null for none
     */
    public static Delivery of(VideoEvent event, byte[] body, @Nullable String traceParent) {
        String type = Check.notNull("event", event).type();
        Check.notNull("body", body);
        // Deliveries of such a type are read as events of this SDK, which no vendor creates.
        return of(event, type.startsWith(EventJson.PREFIX) ? "unknown" : type, body, traceParent);
    }

    private static Delivery of(VideoEvent event, String type, byte[] body, @Nullable String traceParent) {
        CallId call = event.call();
        String id = event.deliveryId();
        Builder builder = builder(event.provider(), id == null ? sha256(body) : id, body)
                .type(type)
                .deduplicationKey(event.deduplicationKey())
                .occurredAt(event.occurredAt())
                .signedBy(event.signedBy())
                .traceParent(traceParent);
        if (call != null) {
            builder.lane(event.provider() + "/" + call);
        }
        return builder.build();
    }

    /**
     * Returns a new builder, for implementations of {@link Inbox} and for tests. Applications use {@link #of}.
     *
     * @param id the id, equal for every delivery of the same event
     * @param body the body of the webhook
     */
    public static Builder builder(ProviderId provider, String id, byte[] body) {
        return new Builder(provider, id, body);
    }

    private static String storable(String text) {
        boolean visible = !text.isEmpty() && text.length() <= MAX_TEXT;
        for (int i = 0; visible && i < text.length(); i++) {
            visible = text.charAt(i) > ' ' && text.charAt(i) < 0x7f;
        }
        return visible ? text : sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required on every Java platform", e);
        }
    }

    /** Returns the provider that sent the webhook. */
    public ProviderId provider() {
        return provider;
    }

    /** Returns the id, equal for every delivery of the same event; the hash of the body if the vendor sent no id. */
    public String id() {
        return id;
    }

    /** Returns the deduplication key derived from the event's content; null if only the id identifies the event. */
    public @Nullable String deduplicationKey() {
        return deduplicationKey;
    }

    /** Returns the lane, within which deliveries are handled in order: one per call, or one for this delivery only. */
    public String lane() {
        return lane;
    }

    /** Returns the vendor's name of the event; one that begins with {@code videoprovider.} if this SDK has created it. */
    public String type() {
        return type;
    }

    /** Returns the time of the event; null if not reported, in which case the time of arrival determines the order. */
    public @Nullable Instant occurredAt() {
        return occurredAt;
    }

    /** Returns the name of the secret with which the webhook was signed, such as {@code devkey#1}; null if no signature was verified. */
    public @Nullable String signedBy() {
        return signedBy;
    }

    /** Returns the trace of the request that the webhook arrived in, as a W3C trace parent; null if unknown. */
    public @Nullable String traceParent() {
        return traceParent;
    }

    /** Returns the body of the webhook, not a copy of it. */
    public byte[] body() {
        return body;
    }

    /** Contains the size of the body, not its content. */
    @Override
    public String toString() {
        return "Delivery[" + type + " " + id + " in " + lane + ", " + body.length + " bytes]";
    }

    /** Builder of a delivery. Not thread-safe. */
    public static final class Builder {

        private final ProviderId provider;
        private final String id;
        private final byte[] body;
        private String type = "unknown";
        private @Nullable String deduplicationKey;
        private @Nullable String lane;
        private @Nullable Instant occurredAt;
        private @Nullable String signedBy;
        private @Nullable String traceParent;

        private Builder(ProviderId provider, String id, byte[] body) {
            this.provider = Check.notNull("provider", provider);
            this.id = notBlank("id", id);
            this.body = Check.notNull("body", body);
        }

        /** Sets the vendor's name of the event; {@code unknown} by default and if the name is blank. */
        public Builder type(String type) {
            this.type = Check.notNull("type", type).isBlank() ? "unknown" : type;
            return this;
        }

        /** Sets the deduplication key; null for none, which is the default. */
        public Builder deduplicationKey(@Nullable String deduplicationKey) {
            this.deduplicationKey = deduplicationKey;
            return this;
        }

        /** Sets the lane; by default the delivery has a lane of its own. */
        public Builder lane(String lane) {
            this.lane = notBlank("lane", lane);
            return this;
        }

        /** Sets the time of the event; null if unknown, which is the default. */
        public Builder occurredAt(@Nullable Instant occurredAt) {
            this.occurredAt = occurredAt;
            return this;
        }

        /** Sets the name of the secret with which the webhook was signed; null if no signature was verified, which is the default. */
        public Builder signedBy(@Nullable String signedBy) {
            this.signedBy = signedBy;
            return this;
        }

        /** Sets the trace of the request; null for none, which is the default. A text that is not a W3C trace parent is ignored. */
        public Builder traceParent(@Nullable String traceParent) {
            boolean valid =
                    traceParent != null && TRACE_PARENT.matcher(traceParent).matches();
            this.traceParent = valid ? traceParent : null;
            return this;
        }

        /** Unlike {@link Check#text}, accepts half a surrogate pair: a webhook with one in its JSON must not be lost. */
        private static String notBlank(String field, @Nullable String value) {
            String text = Check.notNull(field, value);
            if (text.isBlank()) {
                throw new InvalidRequestException(field, "must not be blank");
            }
            return text;
        }

        /** Returns the delivery. */
        public Delivery build() {
            return new Delivery(this);
        }
    }
}
