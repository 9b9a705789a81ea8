package io.videoprovider.history;

import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.error.Check;
import java.util.Collection;
import java.util.Set;

/** Query for broadcasts, the most recent first, by the time of their first event. Immutable and thread-safe. */
public final class BroadcastQuery extends HistoryQuery {

    private final Set<BroadcastStatus> statuses;

    private BroadcastQuery(Builder builder) {
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
    public Set<BroadcastStatus> statuses() {
        return statuses;
    }

    /** Returns the position of an entry in the list, for the query of the next page. */
    public Cursor cursor(BroadcastEntry entry) {
        return new Cursor(Check.notNull("entry", entry).firstSeenAt(), entry.id());
    }

    @Override
    String filters() {
        return ", statuses=" + statuses;
    }

    /** Builds a {@link BroadcastQuery}. Not thread-safe. */
    public static final class Builder extends HistoryQuery.Builder<Builder> {

        private Set<BroadcastStatus> statuses = Set.of();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Lists broadcasts in these states; empty for any. */
        public Builder statuses(Collection<BroadcastStatus> statuses) {
            this.statuses = Check.setOf("statuses", statuses);
            return this;
        }

        /**
         * Returns the query.
         *
         * @throws io.videoprovider.error.InvalidRequestException if the range of time is empty
         */
        public BroadcastQuery build() {
            return new BroadcastQuery(this);
        }
    }
}
