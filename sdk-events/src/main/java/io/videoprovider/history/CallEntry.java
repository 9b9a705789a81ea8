package io.videoprovider.history;

import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.ringing.RingKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call in the history. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param provider the provider of the call
 * @param call the id of the call
 * @param title the title that users see; null for none
 * @param createdBy the user who created the call, as the application reports it; null if unknown
 * @param startsAt the planned start; null for none
 * @param custom the application's own data
 * @param members the users who are invited
 * @param rings the users whose devices were rung, and their responses
 * @param ringCaller the user who called them; null if not reported
 * @param ringKind what their devices show; null if the call was not rung
 * @param rungAt the time at which the devices were rung first; null if they were not
 * @param ringUntil the time at which devices stop ringing; null if the call was not rung by {@code Invitations}
 * @param ringDueAt the time at which {@code Invitations} must act next, or at which a ring that only the provider reports is missed; null
 *     for never
 * @param unannouncedRings the users whose latest state of {@code rings} {@code Invitations} has not announced as an event, each with the
 *     reason that was given, else an empty text; the caller if the start of the ring has not been announced
 * @param createdAt the time of creation; null if not reported
 * @param lastStartedAt the start of the latest session; null before the first one
 * @param lastSessionId the latest session; null before the first one
 * @param endedAt the time at which the call was ended as a whole; null if it was not
 * @param deletedAt the time at which the call was deleted; null if it was not
 * @param openSessions the number of sessions that have not ended
 * @param unreachableSince the time since which the provider of an open session cannot be reached; null if it can
 * @param failure the reason why the call could not be started; null for none
 * @param detailsAt the time of the event from which title, planned start and custom data are; null before it
 */
public record CallEntry(
        ProviderId provider,
        CallId call,
        @Nullable String title,
        @Nullable String createdBy,
        @Nullable Instant startsAt,
        Map<String, String> custom,
        List<Member> members,
        Map<String, RingState> rings,
        @Nullable String ringCaller,
        @Nullable RingKind ringKind,
        @Nullable Instant rungAt,
        @Nullable Instant ringUntil,
        @Nullable Instant ringDueAt,
        Map<String, String> unannouncedRings,
        @Nullable Instant createdAt,
        @Nullable Instant lastStartedAt,
        @Nullable String lastSessionId,
        @Nullable Instant endedAt,
        @Nullable Instant deletedAt,
        int openSessions,
        @Nullable Instant unreachableSince,
        @Nullable String failure,
        @Nullable Instant detailsAt) {

    public CallEntry {
        Check.notNull("provider", provider);
        Check.notNull("call", call);
        custom = Check.copyOf("custom", custom);
        members = Check.listOf("members", members);
        rings = Check.copyOf("rings", rings);
        unannouncedRings = Check.copyOf("unannouncedRings", unannouncedRings);
    }

    /** Returns a new builder of an entry of a call. */
    public static Builder builder(ProviderId provider, CallId call) {
        return new Builder(provider, call);
    }

    /** Returns a builder with the values of this entry. */
    public Builder toBuilder() {
        Builder builder = new Builder(provider, call);
        builder.title = title;
        builder.createdBy = createdBy;
        builder.startsAt = startsAt;
        builder.custom = custom;
        builder.members = members;
        builder.rings = rings;
        builder.ringCaller = ringCaller;
        builder.ringKind = ringKind;
        builder.rungAt = rungAt;
        builder.ringUntil = ringUntil;
        builder.ringDueAt = ringDueAt;
        builder.unannouncedRings = unannouncedRings;
        builder.createdAt = createdAt;
        builder.lastStartedAt = lastStartedAt;
        builder.lastSessionId = lastSessionId;
        builder.endedAt = endedAt;
        builder.deletedAt = deletedAt;
        builder.openSessions = openSessions;
        builder.unreachableSince = unreachableSince;
        builder.failure = failure;
        builder.detailsAt = detailsAt;
        return builder;
    }

    /** Returns an id that is derived from the key of the entry: 32 hexadecimal digits. */
    public String id() {
        return EntryId.of(provider, call);
    }

    /** Returns the state, which follows from the other components. */
    public CallState state() {
        return CallState.of(this);
    }

    /** Returns the time by which calls are listed: the start of the latest session, else the planned start, else the creation. */
    public Instant activeAt() {
        if (lastStartedAt != null) {
            return lastStartedAt;
        }
        if (startsAt != null) {
            return startsAt;
        }
        return createdAt == null ? Instant.EPOCH : createdAt;
    }

    /** Builds an entry of a call, for implementations of {@link HistoryStorage} and for tests. Not thread-safe. */
    public static final class Builder {

        private final ProviderId provider;
        private final CallId call;
        private @Nullable String title;
        private @Nullable String createdBy;
        private @Nullable Instant startsAt;
        private Map<String, String> custom = Map.of();
        private List<Member> members = List.of();
        private Map<String, RingState> rings = Map.of();
        private @Nullable String ringCaller;
        private @Nullable RingKind ringKind;
        private @Nullable Instant rungAt;
        private @Nullable Instant ringUntil;
        private @Nullable Instant ringDueAt;
        private Map<String, String> unannouncedRings = Map.of();
        private @Nullable Instant createdAt;
        private @Nullable Instant lastStartedAt;
        private @Nullable String lastSessionId;
        private @Nullable Instant endedAt;
        private @Nullable Instant deletedAt;
        private int openSessions;
        private @Nullable Instant unreachableSince;
        private @Nullable String failure;
        private @Nullable Instant detailsAt;

        private Builder(ProviderId provider, CallId call) {
            this.provider = Check.notNull("provider", provider);
            this.call = Check.notNull("call", call);
        }

        /** Sets the title that users see; null for none. */
        public Builder title(@Nullable String title) {
            this.title = title;
            return this;
        }

        /** Sets the user who created the call; null if unknown. */
        public Builder createdBy(@Nullable String createdBy) {
            this.createdBy = createdBy;
            return this;
        }

        /** Sets the planned start; null for none. */
        public Builder startsAt(@Nullable Instant startsAt) {
            this.startsAt = startsAt;
            return this;
        }

        /** Sets the application's own data. */
        public Builder custom(Map<String, String> custom) {
            this.custom = Check.copyOf("custom", custom);
            return this;
        }

        /** Sets the users who are invited. */
        public Builder members(List<Member> members) {
            this.members = Check.listOf("members", members);
            return this;
        }

        /** Sets the users whose devices were rung, and their responses. */
        public Builder rings(Map<String, RingState> rings) {
            this.rings = Check.copyOf("rings", rings);
            return this;
        }

        /** Sets the user who called the rung users; null if not reported. */
        public Builder ringCaller(@Nullable String ringCaller) {
            this.ringCaller = ringCaller;
            return this;
        }

        /** Sets what the devices of the rung users show; null if the call was not rung. */
        public Builder ringKind(@Nullable RingKind ringKind) {
            this.ringKind = ringKind;
            return this;
        }

        /** Sets the time at which the devices were rung first; null if they were not. */
        public Builder rungAt(@Nullable Instant rungAt) {
            this.rungAt = rungAt;
            return this;
        }

        /** Sets the time at which devices stop ringing; null if the call was not rung by {@code Invitations}. */
        public Builder ringUntil(@Nullable Instant ringUntil) {
            this.ringUntil = ringUntil;
            return this;
        }

        /**
         * Sets the time at which {@code Invitations} must act next, or at which a ring that only the provider reports is missed; null for
         * never.
         */
        public Builder ringDueAt(@Nullable Instant ringDueAt) {
            this.ringDueAt = ringDueAt;
            return this;
        }

        /** Sets the users whose latest state has not been announced as an event, with the reasons that were given. */
        public Builder unannouncedRings(Map<String, String> unannouncedRings) {
            this.unannouncedRings = Check.copyOf("unannouncedRings", unannouncedRings);
            return this;
        }

        /** Sets the time of creation; null if not reported. */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /** Sets the start of the latest session; null before the first one. */
        public Builder lastStartedAt(@Nullable Instant lastStartedAt) {
            this.lastStartedAt = lastStartedAt;
            return this;
        }

        /** Sets the latest session; null before the first one. */
        public Builder lastSessionId(@Nullable String lastSessionId) {
            this.lastSessionId = lastSessionId;
            return this;
        }

        /** Sets the time at which the call was ended as a whole; null if it was not. */
        public Builder endedAt(@Nullable Instant endedAt) {
            this.endedAt = endedAt;
            return this;
        }

        /** Sets the time at which the call was deleted; null if it was not. */
        public Builder deletedAt(@Nullable Instant deletedAt) {
            this.deletedAt = deletedAt;
            return this;
        }

        /** Sets the number of sessions that have not ended. */
        public Builder openSessions(int openSessions) {
            this.openSessions = openSessions;
            return this;
        }

        /** Sets the time since which the provider of an open session cannot be reached; null if it can. */
        public Builder unreachableSince(@Nullable Instant unreachableSince) {
            this.unreachableSince = unreachableSince;
            return this;
        }

        /** Sets the reason why the call could not be started; null for none. */
        public Builder failure(@Nullable String failure) {
            this.failure = failure;
            return this;
        }

        /** Sets the time of the event from which title, planned start and custom data are; null before it. */
        public Builder detailsAt(@Nullable Instant detailsAt) {
            this.detailsAt = detailsAt;
            return this;
        }

        /** Returns the entry. */
        public CallEntry build() {
            return new CallEntry(
                    provider,
                    call,
                    title,
                    createdBy,
                    startsAt,
                    custom,
                    members,
                    rings,
                    ringCaller,
                    ringKind,
                    rungAt,
                    ringUntil,
                    ringDueAt,
                    unannouncedRings,
                    createdAt,
                    lastStartedAt,
                    lastSessionId,
                    endedAt,
                    deletedAt,
                    openSessions,
                    unreachableSince,
                    failure,
                    detailsAt);
        }
    }
}
