package io.videoprovider.call;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Filters and order of a list of calls. A call is listed if it meets all filters. Each filter needs a capability of the provider:
 * {@code CALL_QUERY_…}. Immutable and thread-safe.
 *
 * <pre>{@code
 * CallQuery.builder().member("alice").state(CallQuery.State.SCHEDULED).order(CallQuery.Order.EARLIEST_START_FIRST).build()
 * }</pre>
 */
public final class CallQuery {

    /** The states of calls that a query distinguishes. A call may be in none of them, such as one that is idle between two sessions. */
    public enum State {
        /** Has participants. */
        LIVE,
        /** Starts in the future, has no participants, and has not been ended. */
        SCHEDULED,
        /** Has been ended, and was not deleted. */
        ENDED
    }

    /** The order of the calls. By planned start, the vendor decides whether calls without a start are first or last. */
    public enum Order {
        /** By creation time, ascending. */
        OLDEST_FIRST,
        /** By creation time, descending. */
        NEWEST_FIRST,
        /** By planned start, ascending. */
        EARLIEST_START_FIRST,
        /** By planned start, descending. */
        LATEST_START_FIRST
    }

    private static final CallQuery ALL = builder().build();

    private final @Nullable String createdBy;
    private final @Nullable String member;
    private final @Nullable String type;
    private final @Nullable State state;
    private final @Nullable Instant startsFrom;
    private final @Nullable Instant startsBefore;
    private final Map<String, String> custom;
    private final Order order;

    private CallQuery(Builder builder) {
        this.createdBy = builder.createdBy;
        this.member = builder.member;
        this.type = builder.type;
        this.state = builder.state;
        this.startsFrom = builder.startsFrom;
        this.startsBefore = builder.startsBefore;
        this.custom = Collections.unmodifiableMap(new LinkedHashMap<>(builder.custom));
        this.order = builder.order;
        if (createdBy != null) {
            Check.id("createdBy", createdBy, 256);
        }
        if (member != null) {
            Check.id("member", member, 256);
        }
        if (type != null) {
            Check.id("type", type, 64);
        }
        if (startsFrom != null) {
            Check.time("startsFrom", startsFrom);
        }
        if (startsBefore != null) {
            Check.time("startsBefore", startsBefore);
            if (startsFrom != null && !startsFrom.isBefore(startsBefore)) {
                throw new InvalidRequestException(
                        "startsBefore", "must be after startsFrom, which was " + startsFrom + ", was " + startsBefore);
            }
        }
        custom.forEach((name, value) -> {
            String field =
                    "custom " + Check.atMost("name of a custom value", Check.text("name of a custom value", name), 256);
            Check.atMost(field, value, 1024);
        });
    }

    /** Returns a new builder, without filters, with the order {@link Order#OLDEST_FIRST}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the query for all calls, oldest first. */
    public static CallQuery all() {
        return ALL;
    }

    /** Returns the user who created the calls; null for any. */
    public @Nullable String createdBy() {
        return createdBy;
    }

    /** Returns the user who is a member of the calls; null for any. */
    public @Nullable String member() {
        return member;
    }

    /** Returns the type of the calls; null for any. */
    public @Nullable String type() {
        return type;
    }

    /** Returns the state of the calls; null for any. */
    public @Nullable State state() {
        return state;
    }

    /** Returns the earliest planned start, included; null for any. */
    public @Nullable Instant startsFrom() {
        return startsFrom;
    }

    /** Returns the end of the range of planned starts, excluded; null for any. */
    public @Nullable Instant startsBefore() {
        return startsBefore;
    }

    /** Returns the custom values that the calls have, by name; empty for any. */
    public Map<String, String> custom() {
        return custom;
    }

    /** Returns the order of the calls. */
    public Order order() {
        return order;
    }

    /** Shows the filters and the names of custom values; custom data may be confidential. */
    @Override
    public String toString() {
        return "CallQuery[createdBy=" + createdBy + ", member=" + member + ", type=" + type + ", state=" + state
                + ", startsFrom=" + startsFrom + ", startsBefore=" + startsBefore + ", custom=" + custom.keySet()
                + ", order=" + order + "]";
    }

    /** Builds a {@link CallQuery}. Not thread-safe. */
    public static final class Builder {

        private @Nullable String createdBy;
        private @Nullable String member;
        private @Nullable String type;
        private @Nullable State state;
        private @Nullable Instant startsFrom;
        private @Nullable Instant startsBefore;
        private final Map<String, String> custom = new LinkedHashMap<>();
        private Order order = Order.OLDEST_FIRST;

        private Builder() {}

        /** Lists calls that a user created: a user id of at most 256 characters; null for any. */
        public Builder createdBy(@Nullable String userId) {
            this.createdBy = userId;
            return this;
        }

        /** Lists calls that have a user as a member: a user id of at most 256 characters; null for any. */
        public Builder member(@Nullable String userId) {
            this.member = userId;
            return this;
        }

        /** Lists calls of one type: 1 to 64 characters; null for any. */
        public Builder type(@Nullable String type) {
            this.type = type;
            return this;
        }

        /** Lists calls in one state, as of the request; null for any. */
        public Builder state(@Nullable State state) {
            this.state = state;
            return this;
        }

        /** Lists calls with a planned start at or after a time; null for any. */
        public Builder startsFrom(@Nullable Instant startsFrom) {
            this.startsFrom = startsFrom;
            return this;
        }

        /** Lists calls with a planned start before a time; null for any. */
        public Builder startsBefore(@Nullable Instant startsBefore) {
            this.startsBefore = startsBefore;
            return this;
        }

        /**
         * Lists calls with one of the application's own values, which must be equal. May be called for several names.
         *
         * @param name 1 to 256 characters; Stream does not accept names with a dot or a dollar sign here
         * @param value at most 1024 characters
         */
        public Builder custom(String name, String value) {
            custom.put(Check.notNull("name", name), Check.notNull("custom " + name, value));
            return this;
        }

        /** Sets the order; {@link Order#OLDEST_FIRST} by default. */
        public Builder order(Order order) {
            this.order = Check.notNull("order", order);
            return this;
        }

        /**
         * Builds the query.
         *
         * @throws InvalidRequestException if a value is outside of its limits
         */
        public CallQuery build() {
            return new CallQuery(this);
        }
    }
}
