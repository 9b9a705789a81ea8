package io.videoprovider.history;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/** Query for participations, the most recently joined first. Immutable and thread-safe. */
public final class ParticipationQuery extends HistoryQuery {

    private final @Nullable String sessionId;
    private final @Nullable Boolean connected;

    private ParticipationQuery(Builder builder) {
        super(builder);
        this.sessionId = builder.sessionId;
        this.connected = builder.connected;
    }

    /** Returns a new builder, without filters. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the values of this query. */
    public Builder toBuilder() {
        Builder builder = new Builder().copyOf(this);
        builder.sessionId = sessionId;
        builder.connected = connected;
        return builder;
    }

    /** Returns the session; null for any. */
    public @Nullable String sessionId() {
        return sessionId;
    }

    /** Returns whether the users are connected; null for any. */
    public @Nullable Boolean connected() {
        return connected;
    }

    /** Returns the position of an entry in the list, for the query of the next page. */
    public Cursor cursor(ParticipationEntry entry) {
        return new Cursor(Check.notNull("entry", entry).joinedAt(), entry.id());
    }

    @Override
    String filters() {
        return ", sessionId=" + sessionId + ", connected=" + connected;
    }

    /** Builds a {@link ParticipationQuery}. Not thread-safe. */
    public static final class Builder extends HistoryQuery.Builder<Builder> {

        private @Nullable String sessionId;
        private @Nullable Boolean connected;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Lists participations in one session; null for any. */
        public Builder sessionId(@Nullable String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        /** Lists participations of users who are connected, or of those who have left; null for any. */
        public Builder connected(@Nullable Boolean connected) {
            this.connected = connected;
            return this;
        }

        /**
         * Returns the query.
         *
         * @throws io.videoprovider.error.InvalidRequestException if the range of time is empty
         */
        public ParticipationQuery build() {
            return new ParticipationQuery(this);
        }
    }
}
