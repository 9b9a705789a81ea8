package io.videoprovider.history;

import io.videoprovider.error.Check;
import io.videoprovider.transcription.TranscriptionStatus;
import java.util.Collection;
import java.util.Set;

/** Query for transcriptions, the most recent first, by the time of their first event. Immutable and thread-safe. */
public final class TranscriptionQuery extends HistoryQuery {

    private final Set<TranscriptionStatus> statuses;

    private TranscriptionQuery(Builder builder) {
        super(builder);
        this.statuses = builder.statuses;
    }

    /** Returns a new builder, without filters. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the values of this query. */
    public Builder toBuilder() {
        Builder builder = new Builder().copyOf(this);
        builder.statuses = statuses;
        return builder;
    }

    /** Returns the states; empty for any. */
    public Set<TranscriptionStatus> statuses() {
        return statuses;
    }

    /** Returns the position of an entry in the list, for the query of the next page. */
    public Cursor cursor(TranscriptionEntry entry) {
        return new Cursor(Check.notNull("entry", entry).firstSeenAt(), entry.id());
    }

    @Override
    String filters() {
        return ", statuses=" + statuses;
    }

    /** Builds a {@link TranscriptionQuery}. Not thread-safe. */
    public static final class Builder extends HistoryQuery.Builder<Builder> {

        private Set<TranscriptionStatus> statuses = Set.of();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Lists transcriptions in these states; empty for any. */
        public Builder statuses(Collection<TranscriptionStatus> statuses) {
            this.statuses = Check.setOf("statuses", statuses);
            return this;
        }

        /**
         * Returns the query.
         *
         * @throws io.videoprovider.error.InvalidRequestException if the range of time is empty
         */
        public TranscriptionQuery build() {
            return new TranscriptionQuery(this);
        }
    }
}
