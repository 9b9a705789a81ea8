package io.videoprovider.call;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.transcription.TranscriptionRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a call to get or create. Immutable and thread-safe.
 *
 * <pre>{@code
 * CallRequest.builder(CallId.random("consult")).title("Weekly consultation").custom("bookingId", "b-42").build()
 * }</pre>
 */
public final class CallRequest {

    private final CallId id;
    private final @Nullable String title;
    private final @Nullable Instant startsAt;
    private final Map<String, String> custom;
    private final @Nullable Integer maxParticipants;
    private final @Nullable String createdBy;
    private final List<Member> members;
    private final @Nullable Duration joinAhead;
    private final @Nullable RecordingRequest record;
    private final @Nullable TranscriptionRequest transcribe;
    private final Map<ProviderId, Json> vendorOptions;

    private CallRequest(Builder builder) {
        this.id = builder.id;
        this.title = builder.title;
        this.startsAt = builder.startsAt;
        this.custom = Collections.unmodifiableMap(new LinkedHashMap<>(builder.custom));
        this.maxParticipants = builder.maxParticipants;
        this.createdBy = builder.createdBy;
        this.members = List.copyOf(builder.members);
        this.joinAhead = builder.joinAhead;
        this.record = builder.record;
        this.transcribe = builder.transcribe;
        this.vendorOptions = Map.copyOf(builder.vendorOptions);
        if (startsAt != null) {
            Check.time("startsAt", startsAt);
        }
        if (title != null) {
            Check.atMost("title", title, 1024);
        }
        custom.forEach((name, value) -> Check.encodable("custom " + Check.text("name of a custom value", name), value));
        if (maxParticipants != null) {
            Check.between("maxParticipants", maxParticipants, 1, 1_000_000);
        }
        if (createdBy != null) {
            Check.id("createdBy", createdBy, 256);
        }
        if (record != null && record.target() != null) {
            throw new InvalidRequestException(
                    "record",
                    "must be a recording of the whole call: no participant has joined yet, was " + record.kind());
        }
        if (joinAhead != null) {
            Check.between("joinAhead", joinAhead, Duration.ofSeconds(1), Duration.ofDays(366));
            if (startsAt == null) {
                throw new InvalidRequestException("joinAhead", "must not be set without startsAt");
            }
        }
    }

    /** Returns a new builder. */
    public static Builder builder(CallId id) {
        return new Builder(id);
    }

    /** Creates a request that sets nothing but the id. */
    public static CallRequest of(CallId id) {
        return builder(id).build();
    }

    /** Returns the id of the call. */
    public CallId id() {
        return id;
    }

    /** Returns the title that users see; null for none. */
    public @Nullable String title() {
        return title;
    }

    /** Returns the planned start; null for none. */
    public @Nullable Instant startsAt() {
        return startsAt;
    }

    /** Returns the application's own data, in the order in which it was set. Clients of participants can read it. */
    public Map<String, String> custom() {
        return custom;
    }

    /** Returns the largest number of participants at the same time; null for the provider's own limit. */
    public @Nullable Integer maxParticipants() {
        return maxParticipants;
    }

    /** Returns the id of the user who creates the call; null for none. */
    public @Nullable String createdBy() {
        return createdBy;
    }

    /** Returns the members to invite; empty for none. */
    public List<Member> members() {
        return members;
    }

    /** Returns how long before its start the call admits users; null if it admits them at any time. */
    public @Nullable Duration joinAhead() {
        return joinAhead;
    }

    /** Returns the recording that starts with the call; null for none. */
    public @Nullable RecordingRequest record() {
        return record;
    }

    /** Returns the transcription that starts with the call; null for none. */
    public @Nullable TranscriptionRequest transcribe() {
        return transcribe;
    }

    /** Returns further fields of the vendor's own request, by provider. A provider sends its own and ignores the others. */
    public Map<ProviderId, Json> vendorOptions() {
        return vendorOptions;
    }

    /** Shows the id and the title; custom data and vendor options may be confidential. */
    @Override
    public String toString() {
        return "CallRequest[id=" + id + ", title=" + title + "]";
    }

    /** Builds a {@link CallRequest}. Not thread-safe. */
    public static final class Builder {

        private final CallId id;
        private @Nullable String title;
        private @Nullable Instant startsAt;
        private final Map<String, String> custom = new LinkedHashMap<>();
        private @Nullable Integer maxParticipants;
        private @Nullable String createdBy;
        private final List<Member> members = new ArrayList<>();
        private @Nullable Duration joinAhead;
        private @Nullable RecordingRequest record;
        private @Nullable TranscriptionRequest transcribe;
        private final Map<ProviderId, Json> vendorOptions = new LinkedHashMap<>();

        private Builder(CallId id) {
            this.id = Check.notNull("id", id);
        }

        /** Sets the title that users see: at most 1024 characters; null for none. */
        public Builder title(@Nullable String title) {
            this.title = title;
            return this;
        }

        /** Sets the planned start; in the past, or at most 366 days ahead; null for none. */
        public Builder startsAt(@Nullable Instant startsAt) {
            this.startsAt = startsAt;
            return this;
        }

        /** Adds one of the application's own values, or replaces the one of the same name. The name must not be blank. */
        public Builder custom(String name, String value) {
            custom.put(Check.notNull("name", name), Check.notNull("custom " + name, value));
            return this;
        }

        /** Limits the number of participants at the same time: 1 to 1 000 000; null for the provider's own limit. */
        public Builder maxParticipants(@Nullable Integer maxParticipants) {
            this.maxParticipants = maxParticipants;
            return this;
        }

        /** Sets the user who creates the call: a user id of at most 256 characters; null for none. */
        public Builder createdBy(@Nullable String userId) {
            this.createdBy = userId;
            return this;
        }

        /** Adds a member to invite. */
        public Builder member(Member member) {
            members.add(Check.notNull("member", member));
            return this;
        }

        /**
         * Creates the call in backstage: before {@code startsAt} minus this duration, only users whose role permits it, such as hosts, can
         * join. 1 second to 366 days, rounded down to seconds; null for a call that admits users at any time. Needs {@code startsAt} and
         * the capability {@code CALL_JOIN_AHEAD}; elsewhere, {@code TokenRequest.Builder.window} limits a token.
         */
        public Builder joinAhead(@Nullable Duration joinAhead) {
            this.joinAhead = joinAhead;
            return this;
        }

        /**
         * Records the call from the first participant on, without a further request; null for no such recording. It appears in {@code
         * Recordings.list}, and {@code Recordings.stop} stops it. Needs the capability {@code CALL_AUTO_RECORDING} and those of the
         * recording.
         */
        public Builder record(@Nullable RecordingRequest record) {
            this.record = record;
            return this;
        }

        /**
         * Transcribes the call from the first participant on, without a further request; null for no such transcription. It appears in
         * {@code Transcriptions.list}, and {@code Transcriptions.stop} stops it. Needs the capability {@code CALL_AUTO_TRANSCRIPTION}.
         */
        public Builder transcribe(@Nullable TranscriptionRequest transcribe) {
            this.transcribe = transcribe;
            return this;
        }

        /**
         * Sets further fields of the vendor's own request, such as {@code {"team": "red"}} for Stream or
         * {@code {"departure_timeout": 60}} for LiveKit. Only that provider sends them. The SDK does not validate them.
         *
         * @param provider the vendor, or the {@link io.videoprovider.spi.VideoProviderBuilder#id id} of one of its providers, whose
         *     options replace those of the vendor
         */
        public Builder vendorOptions(ProviderId provider, Json options) {
            vendorOptions.put(Check.notNull("provider", provider), Check.notNull("options", options));
            return this;
        }

        /**
         * Builds the request.
         *
         * @throws InvalidRequestException if a value is outside of its limits
         */
        public CallRequest build() {
            return new CallRequest(this);
        }
    }
}
