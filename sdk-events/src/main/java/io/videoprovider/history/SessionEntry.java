package io.videoprovider.history;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session of a call in the history: from the first join to the last leave. Immutable. Minor releases may add components: read it by its
 * accessors.
 *
 * @param provider the provider of the call
 * @param call the call
 * @param sessionId the id of the session
 * @param startedAt the start
 * @param startEstimated whether the start is that of the first observation, because the vendor has not reported it
 * @param endedAt the end; null if the session has not ended
 * @param endEstimated whether the end is that of the call or of a comparison with the provider, because the vendor has not reported it
 * @param endReason the reason of the end, in the vendor's words; null if not reported
 * @param metrics the metrics; null until shortly after the end
 * @param changedAt the time of the last change of the entry, by the clock of the application
 */
public record SessionEntry(
        ProviderId provider,
        CallId call,
        String sessionId,
        Instant startedAt,
        boolean startEstimated,
        @Nullable Instant endedAt,
        boolean endEstimated,
        @Nullable String endReason,
        @Nullable SessionMetrics metrics,
        Instant changedAt) {

    public SessionEntry {
        Check.notNull("provider", provider);
        Check.notNull("call", call);
        Check.notNull("sessionId", sessionId);
        Check.notNull("startedAt", startedAt);
        Check.notNull("changedAt", changedAt);
    }

    /** Returns a new builder of an entry of a session. */
    public static Builder builder(ProviderId provider, CallId call, String sessionId, Instant startedAt) {
        return new Builder(provider, call, sessionId, startedAt);
    }

    /** Returns a builder with the values of this entry. */
    public Builder toBuilder() {
        Builder builder = new Builder(provider, call, sessionId, startedAt);
        builder.startEstimated = startEstimated;
        builder.endedAt = endedAt;
        builder.endEstimated = endEstimated;
        builder.endReason = endReason;
        builder.metrics = metrics;
        builder.changedAt = changedAt;
        return builder;
    }

    /** Returns an id that is derived from the key of the entry: 32 hexadecimal digits. */
    public String id() {
        return EntryId.of(provider, call, sessionId);
    }

    /** Returns whether the session has not ended. */
    public boolean open() {
        return endedAt == null;
    }

    /** Builds an entry of a session, for implementations of {@link HistoryStorage} and for tests. Not thread-safe. */
    public static final class Builder {

        private final ProviderId provider;
        private final CallId call;
        private final String sessionId;
        private Instant startedAt;
        private boolean startEstimated;
        private @Nullable Instant endedAt;
        private boolean endEstimated;
        private @Nullable String endReason;
        private @Nullable SessionMetrics metrics;
        private Instant changedAt = Instant.EPOCH;

        private Builder(ProviderId provider, CallId call, String sessionId, Instant startedAt) {
            this.provider = Check.notNull("provider", provider);
            this.call = Check.notNull("call", call);
            this.sessionId = Check.notNull("sessionId", sessionId);
            this.startedAt = Check.notNull("startedAt", startedAt);
        }

        /** Sets the start. */
        public Builder startedAt(Instant startedAt) {
            this.startedAt = Check.notNull("startedAt", startedAt);
            return this;
        }

        /** Sets whether the start is that of the first observation, because the vendor has not reported it. */
        public Builder startEstimated(boolean startEstimated) {
            this.startEstimated = startEstimated;
            return this;
        }

        /** Sets the end; null if the session has not ended. */
        public Builder endedAt(@Nullable Instant endedAt) {
            this.endedAt = endedAt;
            return this;
        }

        /** Sets whether the end is that of the call or of a comparison with the provider, because the vendor has not reported it. */
        public Builder endEstimated(boolean endEstimated) {
            this.endEstimated = endEstimated;
            return this;
        }

        /** Sets the reason of the end, in the vendor's words; null if not reported. */
        public Builder endReason(@Nullable String endReason) {
            this.endReason = endReason;
            return this;
        }

        /** Sets the metrics; null until shortly after the end. */
        public Builder metrics(@Nullable SessionMetrics metrics) {
            this.metrics = metrics;
            return this;
        }

        /** Sets the time of the last change of the entry, by the clock of the application. */
        public Builder changedAt(Instant changedAt) {
            this.changedAt = Check.notNull("changedAt", changedAt);
            return this;
        }

        /** Returns the entry. */
        public SessionEntry build() {
            return new SessionEntry(
                    provider,
                    call,
                    sessionId,
                    startedAt,
                    startEstimated,
                    endedAt,
                    endEstimated,
                    endReason,
                    metrics,
                    changedAt);
        }
    }
}
