package io.videoprovider.history;

import io.videoprovider.error.Check;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.recording.RecordingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one session, or of all sessions in a range of time. Recorders, agents and streams do not count as participants. Immutable. Minor
 * releases may add components: read it by its accessors.
 *
 * @param sessions the number of sessions
 * @param participants the number of users who joined, each counted once in a session
 * @param peakParticipants the largest number of users who were connected at the same time, in one session
 * @param viewers the number of users who published no track; all users on Stream, which reports no tracks
 * @param peakViewers the largest number of users who were connected at the same time and published no track, in one session
 * @param connections the number of connections that were attempted
 * @param abortedConnections the number of connections that failed before media was exchanged
 * @param rejoinedParticipants the number of users who joined again after they had left
 * @param earlyLeavers the number of users who left for good before the last tenth of the session
 * @param recordings the number of recordings that reached a final state
 * @param failedRecordings the number of recordings that failed
 * @param duration the time from start to end
 * @param watchTime the sum of the times of all connections
 * @param rungSessions the number of sessions whose call rang and that a rung user joined
 * @param timeToJoin the sum of the times from the ring to the first join of a rung user, over {@code rungSessions}
 */
public record SessionMetrics(
        long sessions,
        long participants,
        long peakParticipants,
        long viewers,
        long peakViewers,
        long connections,
        long abortedConnections,
        long rejoinedParticipants,
        long earlyLeavers,
        long recordings,
        long failedRecordings,
        Duration duration,
        Duration watchTime,
        long rungSessions,
        Duration timeToJoin) {

    /** The metrics of no session. */
    public static final SessionMetrics NONE =
            new SessionMetrics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);

    public SessionMetrics {
        Check.notNull("duration", duration);
        Check.notNull("watchTime", watchTime);
        Check.notNull("timeToJoin", timeToJoin);
    }

    /** Returns the share of connections that did not fail; null without connections. */
    public @Nullable Double connectionSuccessRate() {
        return rate(connections - abortedConnections, connections);
    }

    /** Returns the share of users who joined again after they had left; null without participants. */
    public @Nullable Double rejoinRate() {
        return rate(rejoinedParticipants, participants);
    }

    /** Returns the share of users who left for good before the last tenth of their session; null without participants. */
    public @Nullable Double dropOffRate() {
        return rate(earlyLeavers, participants);
    }

    /** Returns the share of recordings that did not fail; null without recordings. */
    public @Nullable Double recordingSuccessRate() {
        return rate(recordings - failedRecordings, recordings);
    }

    /** Returns the mean time from the ring to the first join of a rung user; null if no call rang. */
    public @Nullable Duration meanTimeToJoin() {
        return rungSessions == 0 ? null : timeToJoin.dividedBy(rungSessions);
    }

    private static @Nullable Double rate(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }

    /** Returns the metrics of these sessions and others: sums, and the larger of two peaks. */
    public SessionMetrics plus(SessionMetrics other) {
        Check.notNull("other", other);
        return new SessionMetrics(
                sessions + other.sessions,
                participants + other.participants,
                Math.max(peakParticipants, other.peakParticipants),
                viewers + other.viewers,
                Math.max(peakViewers, other.peakViewers),
                connections + other.connections,
                abortedConnections + other.abortedConnections,
                rejoinedParticipants + other.rejoinedParticipants,
                earlyLeavers + other.earlyLeavers,
                recordings + other.recordings,
                failedRecordings + other.failedRecordings,
                duration.plus(other.duration),
                watchTime.plus(other.watchTime),
                rungSessions + other.rungSessions,
                timeToJoin.plus(other.timeToJoin));
    }

    /**
     * Computes the metrics of one session.
     *
     * @param call the call of the session
     * @param participations all participations in the session
     * @param recordings all recordings of the session
     * @param until the end of connections and of the session if they have not ended
     */
    public static SessionMetrics of(
            CallEntry call,
            SessionEntry session,
            Collection<ParticipationEntry> participations,
            Collection<RecordingEntry> recordings,
            Instant until) {
        Check.notNull("call", call);
        Check.notNull("session", session);
        Check.listOf("recordings", recordings);
        Check.notNull("until", until);
        Instant sessionEnd = session.endedAt() == null ? until : session.endedAt();
        Duration duration = positive(session.startedAt(), sessionEnd);
        Map<String, List<Presence>> byUser = new HashMap<>();
        long connections = 0;
        long aborted = 0;
        Duration watchTime = Duration.ZERO;
        Set<String> publishers = new HashSet<>();
        for (ParticipationEntry one : Check.<ParticipationEntry>listOf("participations", participations)) {
            if (!one.kind().equals(ParticipantKind.STANDARD) && !one.kind().equals(ParticipantKind.SIP)) {
                continue;
            }
            connections++;
            if (one.aborted()) {
                aborted++;
                continue;
            }
            Presence presence = new Presence(one.joinedAt(), one.leftAt() == null ? sessionEnd : one.leftAt());
            watchTime = watchTime.plus(positive(presence.from, presence.to));
            byUser.merge(one.userId(), List.of(presence), SessionMetrics::concat);
            if (!one.tracks().isEmpty()) {
                publishers.add(one.userId());
            }
        }
        Instant lastTenth = sessionEnd.minus(duration.dividedBy(10));
        long rejoined = 0;
        long early = 0;
        for (List<Presence> presences : byUser.values()) {
            rejoined += Presence.merged(presences).size() > 1 ? 1 : 0;
            early += presences.stream().allMatch(one -> one.to.isBefore(lastTenth)) ? 1 : 0;
        }
        Duration timeToJoin = timeToJoin(call, byUser);
        long failed = count(recordings, status -> status == RecordingStatus.FAILED);
        return new SessionMetrics(
                1,
                byUser.size(),
                peak(byUser, user -> true),
                byUser.size() - publishers.size(),
                peak(byUser, user -> !publishers.contains(user)),
                connections,
                aborted,
                rejoined,
                early,
                count(recordings, RecordingStatus::terminal),
                failed,
                duration,
                watchTime,
                timeToJoin == null ? 0 : 1,
                timeToJoin == null ? Duration.ZERO : timeToJoin);
    }

    private static List<Presence> concat(List<Presence> a, List<Presence> b) {
        List<Presence> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static long count(Collection<RecordingEntry> recordings, Predicate<RecordingStatus> condition) {
        return recordings.stream().map(RecordingEntry::status).filter(condition).count();
    }

    private static @Nullable Duration timeToJoin(CallEntry call, Map<String, List<Presence>> byUser) {
        Instant rungAt = call.rungAt();
        if (rungAt == null) {
            return null;
        }
        return byUser.entrySet().stream()
                .filter(user -> call.rings().containsKey(user.getKey()))
                .flatMap(user -> user.getValue().stream())
                .map(presence -> positive(rungAt, presence.from))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Returns the largest number of users who were connected at the same time. A user with two connections counts once. */
    private static long peak(Map<String, List<Presence>> byUser, Predicate<String> condition) {
        record Change(Instant at, int delta) {}
        List<Change> changes = byUser.entrySet().stream()
                .filter(user -> condition.test(user.getKey()))
                .flatMap(user -> Presence.merged(user.getValue()).stream())
                .flatMap(presence -> List.of(new Change(presence.from, 1), new Change(presence.to, -1)).stream())
                // Of changes at the same time, joins come first: a presence without duration counts.
                .sorted(Comparator.comparing(Change::at).thenComparing(Change::delta, Comparator.reverseOrder()))
                .toList();
        long now = 0;
        long peak = 0;
        for (Change change : changes) {
            now += change.delta;
            peak = Math.max(peak, now);
        }
        return peak;
    }

    private static Duration positive(Instant from, Instant to) {
        return to.isAfter(from) ? Duration.between(from, to) : Duration.ZERO;
    }

    /** The time during which a user is connected. */
    private record Presence(Instant from, Instant to) {

        Presence {
            to = to.isBefore(from) ? from : to;
        }

        /** Returns the times in order, with those joined that overlap. */
        static List<Presence> merged(List<Presence> presences) {
            List<Presence> merged = new ArrayList<>();
            presences.stream().sorted(Comparator.comparing(Presence::from)).forEach(next -> {
                Presence last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
                if (last == null || next.from.isAfter(last.to)) {
                    merged.add(next);
                } else if (next.to.isAfter(last.to)) {
                    merged.set(merged.size() - 1, new Presence(last.from, next.to));
                }
            });
            return merged;
        }
    }
}
