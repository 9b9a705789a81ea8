package io.videoprovider.event;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every event has. Immutable. Components may be added in a minor release: make it with {@link #builder}.
 *
 * @param provider who sent it
 * @param type the vendor's name of the event, such as {@code participant_joined}
 * @param deliveryId the same for each delivery of the same event; {@code ""} when the vendor gave none
 * @param deduplicationKey the same for each event that says the same, also when the vendor gave it a new delivery id; {@code ""}
 *     when only the delivery id tells
 * @param occurredAt when it happened, as exact as the vendor says; 1970 when it did not say
 * @param call which call; null when it is about none
 * @param sessionId which incarnation of the call; null when the vendor did not say
 * @param signedBy which of the secrets that this side knows had signed it: the API key's id and the secret's position
 *     among those of the key, such as {@code devkey#1}; null when no signature was checked
 * @param raw the vendor's own words
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
        Json raw) {

    public EventInfo {
        deliveryId = blankToNull(deliveryId);
        deduplicationKey = blankToNull(deduplicationKey);
        sessionId = blankToNull(sessionId);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Begins what an event of a provider has, with the vendor's own words; of no type, call or time yet. */
    public static Builder builder(ProviderId provider, Json raw) {
        return new Builder(provider, raw);
    }

    /** Builds it. Not thread-safe. */
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

        private Builder(ProviderId provider, Json raw) {
            this.provider = provider;
            this.raw = raw;
        }

        /** The vendor's name of the event. */
        public Builder type(String type) {
            this.type = type;
            return this;
        }

        /** The same for each delivery of the same event. */
        public Builder deliveryId(@Nullable String deliveryId) {
            this.deliveryId = deliveryId;
            return this;
        }

        /** The same for each event that says the same. */
        public Builder deduplicationKey(@Nullable String deduplicationKey) {
            this.deduplicationKey = deduplicationKey;
            return this;
        }

        /** When it happened. */
        public Builder occurredAt(@Nullable Instant occurredAt) {
            this.occurredAt = occurredAt;
            return this;
        }

        /** Which call; null for none. */
        public Builder call(@Nullable CallId call) {
            this.call = call;
            return this;
        }

        /** Which incarnation of the call; null or empty when the vendor did not say. */
        public Builder sessionId(@Nullable String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        /** Which secret had signed it; null for none. */
        public Builder signedBy(@Nullable String signedBy) {
            this.signedBy = signedBy;
            return this;
        }

        /** What the event has. */
        public EventInfo build() {
            return new EventInfo(
                    provider, type, deliveryId, deduplicationKey, occurredAt, call, sessionId, signedBy, raw);
        }
    }
}
