package io.videoprovider.history;

import io.videoprovider.error.Check;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/** Query for calls, by default the most recent first: by the start of the latest session, else the planned start, else the creation. Immutable and thread-safe. */
public final class CallEntryQuery extends HistoryQuery {

    /** The order of the calls, and the time to which {@code from}, {@code before} and {@code after} refer. */
    public enum Order {
        /** By {@link CallEntry#activeAt}, descending. */
        LATEST_FIRST,
        /** By planned start, ascending. Calls without one are not listed. */
        EARLIEST_START_FIRST
    }

    private final Set<CallState> states;
    private final Order order;

    private CallEntryQuery(Builder builder) {
        super(builder);
        this.states = builder.states;
        this.order = builder.order;
    }

    /** Returns a new builder, without filters. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the values of this query. */
    public Builder toBuilder() {
        Builder builder = new Builder().copyOf(this);
        builder.states = states;
        builder.order = order;
        return builder;
    }

    /** Returns the states; empty for any. */
    public Set<CallState> states() {
        return states;
    }

    /** Returns the order. */
    public Order order() {
        return order;
    }

    /** Returns the position of an entry in the list, for the query of the next page. */
    public Cursor cursor(CallEntry entry) {
        Instant startsAt = Check.notNull("entry", entry).startsAt();
        Instant time = order == Order.EARLIEST_START_FIRST && startsAt != null ? startsAt : entry.activeAt();
        return new Cursor(time, entry.id());
    }

    @Override
    String filters() {
        return ", states=" + states + ", order=" + order;
    }

    /** Builds a {@link CallEntryQuery}. Not thread-safe. */
    public static final class Builder extends HistoryQuery.Builder<Builder> {

        private Set<CallState> states = Set.of();
        private Order order = Order.LATEST_FIRST;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Lists calls in these states; empty for any. */
        public Builder states(Collection<CallState> states) {
            this.states = Check.setOf("states", states);
            return this;
        }

        /** Sets the order; {@link Order#LATEST_FIRST} by default. */
        public Builder order(Order order) {
            this.order = Check.notNull("order", order);
            return this;
        }

        /**
         * Returns the query.
         *
         * @throws io.videoprovider.error.InvalidRequestException if the range of time is empty
         */
        public CallEntryQuery build() {
            return new CallEntryQuery(this);
        }
    }
}
