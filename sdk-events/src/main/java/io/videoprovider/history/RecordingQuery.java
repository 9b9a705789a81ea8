package io.videoprovider.history;

import io.videoprovider.error.Check;
import io.videoprovider.recording.RecordingStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Query for recordings, the most recent first: by their start, else by the time of their first event. Immutable and thread-safe. */
public final class RecordingQuery extends HistoryQuery {

    private final Set<RecordingStatus> statuses;
    private final @Nullable String sessionId;
    private final @Nullable Instant expiresBefore;

    private RecordingQuery(Builder builder) {
        super(builder);
        this.statuses = builder.statuses;
        this.sessionId = builder.sessionId;
        this.expiresBefore = builder.expiresBefore;
    }

    /** Returns a new builder, without filters. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the values of this query. */
    public Builder toBuilder() {
        Builder builder = new Builder().copyOf(this);
        builder.statuses = statuses;
        builder.sessionId = sessionId;
        builder.expiresBefore = expiresBefore;
        return builder;
    }

    /** Returns the states; empty for any. */
    public Set<RecordingStatus> statuses() {
        return statuses;
    }

    /** Returns the session; null for any. */
    public @Nullable String sessionId() {
        return sessionId;
    }

    /** Returns the end of the range of expiry times, excluded; null for any. */
    public @Nullable Instant expiresBefore() {
        return expiresBefore;
    }

    /** Returns the position of an entry in the list, for the query of the next page. */
    public Cursor cursor(RecordingEntry entry) {
        return new Cursor(Check.notNull("entry", entry).listedAt(), entry.id());
    }

    @Override
    String filters() {
        return ", statuses=" + statuses + ", sessionId=" + sessionId + ", expiresBefore=" + expiresBefore;
    }

    /** Builds a {@link RecordingQuery}. Not thread-safe. */
    public static final class Builder extends HistoryQuery.Builder<Builder> {

        private Set<RecordingStatus> statuses = Set.of();
        private @Nullable String sessionId;
        private @Nullable Instant expiresBefore;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Lists recordings in these states; empty for any. */
        public Builder statuses(Collection<RecordingStatus> statuses) {
            this.statuses = Check.setOf("statuses", statuses);
            return this;
        }

        /** Lists recordings of one session; null for any. */
        public Builder sessionId(@Nullable String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        /** Lists recordings whose files are to be deleted before a time, and that are not on legal hold; null for any. */
        public Builder expiresBefore(@Nullable Instant expiresBefore) {
            this.expiresBefore = expiresBefore == null ? null : Check.time("expiresBefore", expiresBefore);
            return this;
        }

        /**
         * Returns the query.
         *
         * @throws io.videoprovider.error.InvalidRequestException if the range of time is empty
         */
        public RecordingQuery build() {
            return new RecordingQuery(this);
        }
    }
}
