package io.videoprovider.event;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import java.beans.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The properties that every event has. Immutable. Minor releases may add components: create it with {@link #builder}.
 *
 * @param provider the provider that sent the event
 * @param type the vendor's name of the event, such as {@code participant_joined}
 * @param deliveryId the id that all deliveries of the event have; null if not reported
 * @param deduplicationKey a key derived from the event's content, which the same event with a new delivery id has, too; null if only
 *     the delivery id identifies the event
 * @param occurredAt the time of the event, with the vendor's precision; null if not reported
 * @param call the call; null if the event belongs to none
 * @param sessionId the session of the call; null if not reported
 * @param signedBy the secret with which the event was signed, as the id of the API key and the secret's position, such as {@code
 *     devkey#1}; null if no signature was verified
 * @param origin whether the vendor or this SDK created the event
 * @param raw the vendor's event; empty if the vendor did not create it
 */
public record EventInfo(
        ProviderId provider,
        String type,
        @Nullable String deliveryId,
        @Nullable String deduplicationKey,
        @Nullable Instant occurredAt,
        @Nullable CallId call,
        @Nullable String sessionId,
        @Nullable String signedBy,
        EventOrigin origin,
        Json raw) {

    public EventInfo {
        Check.notNull("provider", provider);
        Check.notNull("type", type);
        Check.notNull("origin", origin);
        Check.notNull("raw", raw);
        deliveryId = blankToNull(deliveryId);
        deduplicationKey = blankToNull(deduplicationKey);
        sessionId = blankToNull(sessionId);
    }

    /** Returns the vendor's event. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Returns a new builder. */
    public static Builder builder(ProviderId provider, Json raw) {
        return new Builder(provider, raw);
    }

    /** Builds an {@link EventInfo}. Not thread-safe. */
    public static final class Builder {

        private final ProviderId provider;
        private final Json raw;
        private String type = "";
        private @Nullable String deliveryId;
        private @Nullable String deduplicationKey;
        private @Nullable Instant occurredAt;
        private @Nullable CallId call;
        private @Nullable String sessionId;
        private @Nullable String signedBy;
        private EventOrigin origin = EventOrigin.VENDOR;

        private Builder(ProviderId provider, Json raw) {
            this.provider = Check.notNull("provider", provider);
            this.raw = Check.notNull("raw", raw);
        }

        /** Sets the vendor's name of the event. */
        public Builder type(String type) {
            this.type = Check.notNull("type", type);
            return this;
        }

        /** Sets the id that all deliveries of the event have; null or blank if not reported. */
        public Builder deliveryId(@Nullable String deliveryId) {
            this.deliveryId = deliveryId;
            return this;
        }

        /** Sets the deduplication key; null or blank for none. */
        public Builder deduplicationKey(@Nullable String deduplicationKey) {
            this.deduplicationKey = deduplicationKey;
            return this;
        }

        /** Sets the time of the event; null if not reported. */
        public Builder occurredAt(@Nullable Instant occurredAt) {
            this.occurredAt = occurredAt;
            return this;
        }

        /** Sets the call; null for none. */
        public Builder call(@Nullable CallId call) {
            this.call = call;
            return this;
        }

        /** Sets the session of the call; null or blank if not reported. */
        public Builder sessionId(@Nullable String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        /** Sets the secret with which the event was signed; null if no signature was verified. */
        public Builder signedBy(@Nullable String signedBy) {
            this.signedBy = signedBy;
            return this;
        }

        /** Sets whether the vendor or this SDK created the event; {@link EventOrigin#VENDOR} by default. */
        public Builder origin(EventOrigin origin) {
            this.origin = Check.notNull("origin", origin);
            return this;
        }

        /** Builds the properties. */
        public EventInfo build() {
            return new EventInfo(
                    provider, type, deliveryId, deduplicationKey, occurredAt, call, sessionId, signedBy, origin, raw);
        }
    }
}
