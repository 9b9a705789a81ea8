package io.videoprovider.history;

import java.util.Collection;

/** State of a call in the history: {@code SCHEDULED → RINGING → ACTIVE → ENDED}, or another end. */
public enum CallState {
    /** Created or planned; it has had no session. */
    SCHEDULED,
    /** Rings on the devices of users, none of whom has accepted it. */
    RINGING,
    /** Has a session that has not ended. */
    ACTIVE,
    /** All sessions have ended. A new session makes the call active again. */
    ENDED,
    /** Rang until the timeout, or until the end of a session, and was not accepted. */
    MISSED,
    /** Declined by all users who were rung. */
    DECLINED,
    /** Cancelled while it rang, or ended or deleted before it had a session. */
    CANCELLED,
    /** Could not be started: {@link CallEntry#failure} contains the reason. */
    FAILED,
    /** Has a session that has not ended as far as known; the provider cannot be reached. */
    UNKNOWN;

    static CallState of(CallEntry call) {
        Collection<RingState> rings = call.rings().values();
        boolean over = call.endedAt() != null || call.deletedAt() != null;
        boolean accepted = rings.contains(RingState.ACCEPTED);
        boolean unanswered = !over && !accepted && rings.contains(RingState.RINGING);
        if (unanswered && !hasEndedSince(call)) {
            return RINGING;
        }
        if (call.openSessions() > 0) {
            return call.unreachableSince() == null ? ACTIVE : UNKNOWN;
        }
        if (!rings.isEmpty() && !accepted) {
            return unanswered ? MISSED : unanswered(rings);
        }
        if (call.lastStartedAt() != null) {
            return ENDED;
        }
        if (call.failure() != null) {
            return FAILED;
        }
        return over ? CANCELLED : SCHEDULED;
    }

    /**
     * Returns whether a session that began after the ring has ended. The provider ends its ring before, but the event may be lost. {@code
     * Invitations} ends its ring by itself.
     */
    private static boolean hasEndedSince(CallEntry call) {
        return call.ringUntil() == null
                && call.openSessions() == 0
                && call.rungAt() != null
                && call.lastStartedAt() != null
                && !call.lastStartedAt().isBefore(call.rungAt());
    }

    /** A ring that goes on at the end of the call is cancelled by it. */
    private static CallState unanswered(Collection<RingState> rings) {
        if (rings.contains(RingState.MISSED)) {
            return MISSED;
        }
        boolean cancelled = rings.contains(RingState.CANCELLED) || rings.contains(RingState.RINGING);
        return cancelled ? CANCELLED : DECLINED;
    }
}
