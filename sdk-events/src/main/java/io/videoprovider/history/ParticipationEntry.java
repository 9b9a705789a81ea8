package io.videoprovider.history;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.TrackKind;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a user to a session, in the history. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param provider the provider of the call
 * @param call the call
 * @param sessionId the session of the call
 * @param connectionId the id of the connection; another device or a later join of the same user has another one
 * @param userId the user
 * @param kind the kind of participant, such as a person or a recorder
 * @param role the role as a member of the call, by the vendor's name; null if unknown
 * @param displayName the name that other participants see; null for none
 * @param joinedAt the time of joining
 * @param joinEstimated whether the time of joining is that of the first observation, because the vendor has not reported it
 * @param leftAt the time of leaving; null while connected
 * @param leftEstimated whether the time of leaving is the end of the session or that of a comparison with the provider
 * @param reason the reason of leaving, in the vendor's words; null if not reported
 * @param aborted whether the connection failed before media was exchanged
 * @param tracks the kinds of tracks that were published; empty on Stream, which reports none
 * @param changedAt the time of the last change of the entry, by the clock of the application
 */
public record ParticipationEntry(
        ProviderId provider,
        CallId call,
        String sessionId,
        String connectionId,
        String userId,
        ParticipantKind kind,
        @Nullable String role,
        @Nullable String displayName,
        Instant joinedAt,
        boolean joinEstimated,
        @Nullable Instant leftAt,
        boolean leftEstimated,
        @Nullable String reason,
        boolean aborted,
        Set<TrackKind> tracks,
        Instant changedAt) {

    public ParticipationEntry {
        Check.notNull("provider", provider);
        Check.notNull("call", call);
        Check.notNull("sessionId", sessionId);
        Check.notNull("connectionId", connectionId);
        Check.notNull("userId", userId);
        Check.notNull("kind", kind);
        Check.notNull("joinedAt", joinedAt);
        tracks = Check.setOf("tracks", tracks);
        Check.notNull("changedAt", changedAt);
    }

    /** Returns a new builder of an entry of a participation. */
    public static Builder builder(
            ProviderId provider, CallId call, String sessionId, String connectionId, String userId, Instant joinedAt) {
        return new Builder(provider, call, sessionId, connectionId, userId, joinedAt);
    }

    /** Returns a builder with the values of this entry. */
    public Builder toBuilder() {
        Builder builder = new Builder(provider, call, sessionId, connectionId, userId, joinedAt);
        builder.kind = kind;
        builder.role = role;
        builder.displayName = displayName;
        builder.joinEstimated = joinEstimated;
        builder.leftAt = leftAt;
        builder.leftEstimated = leftEstimated;
        builder.reason = reason;
        builder.aborted = aborted;
        builder.tracks = tracks;
        builder.changedAt = changedAt;
        return builder;
    }

    /** Returns an id that is derived from the key of the entry: 32 hexadecimal digits. */
    public String id() {
        return EntryId.of(provider, call, sessionId, connectionId);
    }

    /**
     * Returns this entry with the end of the session as time of leaving, if the session has ended and the user is not known to have left
     * before.
     */
    public ParticipationEntry within(SessionEntry session) {
        Instant end = Check.notNull("session", session).endedAt();
        return leftAt != null || end == null
                ? this
                : toBuilder()
                        .leftAt(end.isBefore(joinedAt) ? joinedAt : end)
                        .leftEstimated(true)
                        .build();
    }

    /** Returns whether the user shared a screen. */
    public boolean sharedScreen() {
        return tracks.contains(TrackKind.SCREEN_SHARE);
    }

    /** Builds an entry of a participation, for implementations of {@link HistoryStorage} and for tests. Not thread-safe. */
    public static final class Builder {

        private final ProviderId provider;
        private final CallId call;
        private final String sessionId;
        private final String connectionId;
        private final String userId;
        private Instant joinedAt;
        private ParticipantKind kind = ParticipantKind.STANDARD;
        private @Nullable String role;
        private @Nullable String displayName;
        private boolean joinEstimated;
        private @Nullable Instant leftAt;
        private boolean leftEstimated;
        private @Nullable String reason;
        private boolean aborted;
        private Set<TrackKind> tracks = Set.of();
        private Instant changedAt = Instant.EPOCH;

        private Builder(
                ProviderId provider,
                CallId call,
                String sessionId,
                String connectionId,
                String userId,
                Instant joinedAt) {
            this.provider = Check.notNull("provider", provider);
            this.call = Check.notNull("call", call);
            this.sessionId = Check.notNull("sessionId", sessionId);
            this.connectionId = Check.notNull("connectionId", connectionId);
            this.userId = Check.notNull("userId", userId);
            this.joinedAt = Check.notNull("joinedAt", joinedAt);
        }

        /** Sets the kind of participant, such as a person or a recorder. */
        public Builder kind(ParticipantKind kind) {
            this.kind = Check.notNull("kind", kind);
            return this;
        }

        /** Sets the role as a member of the call, by the vendor's name; null if unknown. */
        public Builder role(@Nullable String role) {
            this.role = role;
            return this;
        }

        /** Sets the name that other participants see; null for none. */
        public Builder displayName(@Nullable String displayName) {
            this.displayName = displayName;
            return this;
        }

        /** Sets the time of joining. */
        public Builder joinedAt(Instant joinedAt) {
            this.joinedAt = Check.notNull("joinedAt", joinedAt);
            return this;
        }

        /** Sets whether the time of joining is that of the first observation, because the vendor has not reported it. */
        public Builder joinEstimated(boolean joinEstimated) {
            this.joinEstimated = joinEstimated;
            return this;
        }

        /** Sets the time of leaving; null while connected. */
        public Builder leftAt(@Nullable Instant leftAt) {
            this.leftAt = leftAt;
            return this;
        }

        /** Sets whether the time of leaving is the end of the session or that of a comparison with the provider. */
        public Builder leftEstimated(boolean leftEstimated) {
            this.leftEstimated = leftEstimated;
            return this;
        }

        /** Sets the reason of leaving, in the vendor's words; null if not reported. */
        public Builder reason(@Nullable String reason) {
            this.reason = reason;
            return this;
        }

        /** Sets whether the connection failed before media was exchanged. */
        public Builder aborted(boolean aborted) {
            this.aborted = aborted;
            return this;
        }

        /** Sets the kinds of tracks that were published. */
        public Builder tracks(Set<TrackKind> tracks) {
            this.tracks = Check.setOf("tracks", tracks);
            return this;
        }

        /** Sets the time of the last change of the entry, by the clock of the application. */
        public Builder changedAt(Instant changedAt) {
            this.changedAt = Check.notNull("changedAt", changedAt);
            return this;
        }

        /** Returns the entry. */
        public ParticipationEntry build() {
            return new ParticipationEntry(
                    provider,
                    call,
                    sessionId,
                    connectionId,
                    userId,
                    kind,
                    role,
                    displayName,
                    joinedAt,
                    joinEstimated,
                    leftAt,
                    leftEstimated,
                    reason,
                    aborted,
                    tracks,
                    changedAt);
        }
    }
}
