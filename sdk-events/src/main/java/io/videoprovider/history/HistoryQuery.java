package io.videoprovider.history;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters that all queries of the history have. An entry is listed if it meets all filters. Immutable and thread-safe. */
public abstract sealed class HistoryQuery
        permits CallEntryQuery, SessionQuery, ParticipationQuery, RecordingQuery, TranscriptionQuery, BroadcastQuery {

    private static final int MAX_LIMIT = 500;

    private final @Nullable ProviderId provider;
    private final @Nullable CallId call;
    private final @Nullable String user;
    private final @Nullable Instant from;
    private final @Nullable Instant before;
    private final Map<String, String> custom;
    private final @Nullable Cursor after;
    private final int limit;

    HistoryQuery(Builder<?> builder) {
        this.provider = builder.provider;
        this.call = builder.call;
        this.user = builder.user;
        this.from = builder.from;
        this.before = builder.before;
        this.custom = Collections.unmodifiableMap(new LinkedHashMap<>(builder.custom));
        this.after = builder.after;
        this.limit = builder.limit;
        if (from != null && before != null && !from.isBefore(before)) {
            throw new InvalidRequestException("before", "must be after from, which was " + from + ", was " + before);
        }
    }

    /** Returns the provider; null for any. */
    public @Nullable ProviderId provider() {
        return provider;
    }

    /** Returns the call; null for any. */
    public @Nullable CallId call() {
        return call;
    }

    /** Returns the user; null for any. */
    public @Nullable String user() {
        return user;
    }

    /** Returns the start of the range of time, included; null for any. */
    public @Nullable Instant from() {
        return from;
    }

    /** Returns the end of the range of time, excluded; null for any. */
    public @Nullable Instant before() {
        return before;
    }

    /** Returns the custom values that the call has, by name; empty for any. */
    public Map<String, String> custom() {
        return custom;
    }

    /** Returns the position after which the list begins; null for its start. */
    public @Nullable Cursor after() {
        return after;
    }

    /** Returns the largest number of entries in a page. */
    public int limit() {
        return limit;
    }

    /** Shows the filters and the names of custom values; custom data may be confidential. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[provider=" + provider + ", call=" + call + ", user=" + user + ", from="
                + from + ", before=" + before + ", custom=" + custom.keySet() + filters() + ", after=" + after
                + ", limit=" + limit + "]";
    }

    /** Returns further filters as text, each after a comma. */
    abstract String filters();

    /** Builds a query. Not thread-safe. */
    public abstract static sealed class Builder<B extends Builder<B>>
            permits CallEntryQuery.Builder,
                    SessionQuery.Builder,
                    ParticipationQuery.Builder,
                    RecordingQuery.Builder,
                    TranscriptionQuery.Builder,
                    BroadcastQuery.Builder {

        private @Nullable ProviderId provider;
        private @Nullable CallId call;
        private @Nullable String user;
        private @Nullable Instant from;
        private @Nullable Instant before;
        private final Map<String, String> custom = new LinkedHashMap<>();
        private @Nullable Cursor after;
        private int limit = 50;

        Builder() {}

        abstract B self();

        /** Takes over the values that queries of all kinds have. */
        final B copyOf(HistoryQuery query) {
            provider = query.provider;
            call = query.call;
            user = query.user;
            from = query.from;
            before = query.before;
            custom.putAll(query.custom);
            after = query.after;
            limit = query.limit;
            return self();
        }

        /** Lists entries of one provider; null for any. */
        public B provider(@Nullable ProviderId provider) {
            this.provider = provider;
            return self();
        }

        /** Lists entries of one call; null for any. */
        public B call(@Nullable CallId call) {
            this.call = call;
            return self();
        }

        /**
         * Lists entries of one user; null for any. Of calls, these are those that the user created or is invited to. Of sessions and
         * participations, those that the user joined. Of recordings, transcriptions and broadcasts, those of calls that the user
         * created, and of sessions that the user joined.
         *
         * @param userId at most 256 characters
         */
        public B user(@Nullable String userId) {
            this.user = userId == null ? null : Check.id("user", userId, 256);
            return self();
        }

        /** Lists entries at or after a time; null for any. The time is that by which the list is ordered. */
        public B from(@Nullable Instant from) {
            this.from = from == null ? null : Check.time("from", from);
            return self();
        }

        /** Lists entries before a time; null for any. The time is that by which the list is ordered. */
        public B before(@Nullable Instant before) {
            this.before = before == null ? null : Check.time("before", before);
            return self();
        }

        /**
         * Lists entries of calls with one of the application's own values, which must be equal. May be called for several names.
         *
         * @param name 1 to 256 characters
         * @param value at most 1024 characters
         */
        public B custom(String name, String value) {
            custom.put(Check.atMost("name", Check.text("name", name), 256), Check.atMost("value", value, 1024));
            return self();
        }

        /** Continues a list after an entry; null for its start. */
        public B after(@Nullable Cursor after) {
            this.after = after;
            return self();
        }

        /** Sets the largest number of entries in a page: 1 to 500; 50 by default. */
        public B limit(int limit) {
            this.limit = Check.between("limit", limit, 1, MAX_LIMIT);
            return self();
        }
    }
}
