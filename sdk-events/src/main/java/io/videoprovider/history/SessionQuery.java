package io.videoprovider.history;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/** Query for sessions, the most recently started first. Immutable and thread-safe. */
public final class SessionQuery extends HistoryQuery {

    private final @Nullable Boolean open;

    private SessionQuery(Builder builder) {
        super(builder);
        this.open = builder.open;
    }

    /** Returns a new builder, without filters. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the values of this query. */
    public Builder toBuilder() {
        Builder builder = new Builder().copyOf(this);
        builder.open = open;
        return builder;
    }

    /** Returns whether the sessions have not ended; null for any. */
    public @Nullable Boolean open() {
        return open;
    }

    /** Returns the position of an entry in the list, for the query of the next page. */
    public Cursor cursor(SessionEntry entry) {
        return new Cursor(Check.notNull("entry", entry).startedAt(), entry.id());
    }

    @Override
    String filters() {
        return ", open=" + open;
    }

    /** Builds a {@link SessionQuery}. Not thread-safe. */
    public static final class Builder extends HistoryQuery.Builder<Builder> {

        private @Nullable Boolean open;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Lists sessions that have not ended, or those that have; null for any. */
        public Builder open(@Nullable Boolean open) {
            this.open = open;
            return this;
        }

        /**
         * Returns the query.
         *
         * @throws io.videoprovider.error.InvalidRequestException if the range of time is empty
         */
        public SessionQuery build() {
            return new SessionQuery(this);
        }
    }
}
