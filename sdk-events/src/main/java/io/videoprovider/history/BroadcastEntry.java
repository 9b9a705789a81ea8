package io.videoprovider.history;

import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast in the history. Immutable. Minor releases may add components: read it by its accessors. No vendor reports the number of viewers outside of
 * the call; {@link SessionMetrics#peakViewers} counts those inside of it.
 *
 * @param provider the provider of the call
 * @param broadcast the provider's id of the broadcast
 * @param call the call that is broadcast
 * @param sessionId the session of the call; null if not reported
 * @param kind whether the broadcast is HLS or pushed
 * @param status the state
 * @param startedAt the start; null if not reported
 * @param endedAt the end; null before it
 * @param failure the failure, without addresses, which may contain keys; null for none
 * @param firstSeenAt the time of the first event of the broadcast
 * @param changedAt the time of the last change of the entry, by the clock of the application
 */
public record BroadcastEntry(
        ProviderId provider,
        BroadcastId broadcast,
        CallId call,
        @Nullable String sessionId,
        BroadcastKind kind,
        BroadcastStatus status,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String failure,
        Instant firstSeenAt,
        Instant changedAt) {

    public BroadcastEntry {
        Check.notNull("provider", provider);
        Check.notNull("broadcast", broadcast);
        Check.notNull("call", call);
        Check.notNull("kind", kind);
        Check.notNull("status", status);
        Check.notNull("firstSeenAt", firstSeenAt);
        Check.notNull("changedAt", changedAt);
    }

    /** Returns a new builder of an entry of a broadcast. */
    public static Builder builder(
            ProviderId provider, BroadcastId broadcast, CallId call, BroadcastKind kind, Instant firstSeenAt) {
        return new Builder(provider, broadcast, call, kind, firstSeenAt);
    }

    /** Returns a builder with the values of this entry. */
    public Builder toBuilder() {
        Builder builder = new Builder(provider, broadcast, call, kind, firstSeenAt);
        builder.sessionId = sessionId;
        builder.status = status;
        builder.startedAt = startedAt;
        builder.endedAt = endedAt;
        builder.failure = failure;
        builder.changedAt = changedAt;
        return builder;
    }

    /** Returns an id that is derived from the key of the entry: 32 hexadecimal digits. */
    public String id() {
        return EntryId.of(provider, broadcast);
    }

    /** Builds an entry of a broadcast, for implementations of {@link HistoryStorage} and for tests. Not thread-safe. */
    public static final class Builder {

        private final ProviderId provider;
        private final BroadcastId broadcast;
        private final CallId call;
        private final BroadcastKind kind;
        private Instant firstSeenAt;
        private @Nullable String sessionId;
        private BroadcastStatus status = BroadcastStatus.UNKNOWN;
        private @Nullable Instant startedAt;
        private @Nullable Instant endedAt;
        private @Nullable String failure;
        private Instant changedAt = Instant.EPOCH;

        private Builder(
                ProviderId provider, BroadcastId broadcast, CallId call, BroadcastKind kind, Instant firstSeenAt) {
            this.provider = Check.notNull("provider", provider);
            this.broadcast = Check.notNull("broadcast", broadcast);
            this.call = Check.notNull("call", call);
            this.kind = Check.notNull("kind", kind);
            this.firstSeenAt = Check.notNull("firstSeenAt", firstSeenAt);
        }

        /** Sets the session of the call; null if not reported. */
        public Builder sessionId(@Nullable String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        /** Sets the state. */
        public Builder status(BroadcastStatus status) {
            this.status = Check.notNull("status", status);
            return this;
        }

        /** Sets the start; null if not reported. */
        public Builder startedAt(@Nullable Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        /** Sets the end; null before it. */
        public Builder endedAt(@Nullable Instant endedAt) {
            this.endedAt = endedAt;
            return this;
        }

        /** Sets the failure, without addresses, which may contain keys; null for none. */
        public Builder failure(@Nullable String failure) {
            this.failure = failure;
            return this;
        }

        /** Sets the time of the first event of the broadcast. */
        public Builder firstSeenAt(Instant firstSeenAt) {
            this.firstSeenAt = Check.notNull("firstSeenAt", firstSeenAt);
            return this;
        }

        /** Sets the time of the last change of the entry, by the clock of the application. */
        public Builder changedAt(Instant changedAt) {
            this.changedAt = Check.notNull("changedAt", changedAt);
            return this;
        }

        /** Returns the entry. */
        public BroadcastEntry build() {
            return new BroadcastEntry(
                    provider,
                    broadcast,
                    call,
                    sessionId,
                    kind,
                    status,
                    startedAt,
                    endedAt,
                    failure,
                    firstSeenAt,
                    changedAt);
        }
    }
}
