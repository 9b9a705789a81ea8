package io.videoprovider.history;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.call.Call;
import io.videoprovider.call.Member;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.ringing.RingKind;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes of entries by events. Pure functions. Each merges what an event reports into what is known, so that duplicates have no
 * effect and the order of arrival does not matter: the earliest start and end count, a later state wins over an earlier one, and a time
 * that the vendor reported replaces an estimated one.
 */
final class Transitions {

    /** The end of 9999. */
    private static final long LATEST = 253_402_300_799L;

    /**
     * The time after which a ring that {@code Invitations} has not started is missed, if no event has reported its end. Stream's longest
     * timeout is 3 minutes.
     */
    static final Duration LONGEST_RING = Duration.ofMinutes(10);

    private Transitions() {}

    // --- calls ----------------------------------------------------------------------------------

    /** The details of the event with the latest time count. */
    static CallEntry details(CallEntry entry, Call call, Instant at) {
        Instant end = micros(call.endedAt());
        CallEntry.Builder changed = (end == null ? entry.toBuilder() : over(entry, at))
                .createdAt(earliest(entry.createdAt(), micros(call.createdAt())))
                .endedAt(earliest(entry.endedAt(), end));
        if (entry.detailsAt() == null || !at.isBefore(entry.detailsAt())) {
            changed.title(call.title())
                    .startsAt(micros(call.startsAt()))
                    .custom(call.custom())
                    .detailsAt(at);
        }
        return changed.build();
    }

    static CallEntry deleted(CallEntry entry, Instant at) {
        return over(entry, at).deletedAt(earliest(entry.deletedAt(), at)).build();
    }

    static CallEntry ended(CallEntry entry, Instant at) {
        return over(entry, at).endedAt(earliest(entry.endedAt(), at)).build();
    }

    /** The end of a call ends its ring. {@code Invitations} then releases the callees that it has called. */
    private static CallEntry.Builder over(CallEntry entry, Instant at) {
        boolean never = entry.ringUntil() == null || entry.ringDueAt() == null;
        return entry.toBuilder().ringDueAt(never ? null : earliest(entry.ringDueAt(), at));
    }

    static CallEntry members(CallEntry entry, Collection<Member> added) {
        Map<String, Member> members = new TreeMap<>();
        entry.members().forEach(member -> members.put(member.userId(), member));
        added.forEach(member -> members.put(member.userId(), member));
        return entry.toBuilder().members(List.copyOf(members.values())).build();
    }

    static CallEntry withoutMembers(CallEntry entry, Collection<String> removed) {
        return entry.toBuilder()
                .members(entry.members().stream()
                        .filter(member -> !removed.contains(member.userId()))
                        .toList())
                .build();
    }

    // --- rings ----------------------------------------------------------------------------------

    /** The start of a ring reports the caller, whose rejection may have arrived before it. */
    static CallEntry ringStarted(CallEntry entry, RingStarted ring, Instant at, Instant now) {
        RingKind kind = ring.video() ? RingKind.VIDEO : RingKind.AUDIO;
        CallEntry called = calledBy(entry, ring.callerId());
        Map<String, RingState> rings = new HashMap<>(called.rings());
        RingState ofCaller = rings.get(caller(called));
        boolean cancelled = ofCaller == RingState.DECLINED || ofCaller == RingState.BUSY;
        if (cancelled) {
            rings.remove(caller(called));
        }
        CallEntry rung = rung(
                called.toBuilder()
                        .rings(rings)
                        .ringKind(entry.ringKind() == null ? kind : entry.ringKind())
                        .build(),
                ring.userIds(),
                RingState.RINGING,
                at,
                now,
                ring.origin());
        return cancelled ? rung(rung, rung.rings().keySet(), RingState.CANCELLED, at, now, ring.origin()) : rung;
    }

    /** A caller rejects the own call to cancel it. Only the start of the ring shows who is the caller. */
    static CallEntry ringRejected(CallEntry entry, RingRejected rejected, Instant at, Instant now) {
        if (entry.rungAt() != null && rejected.userId().equals(caller(entry))) {
            return rung(entry, entry.rings().keySet(), RingState.CANCELLED, at, now, rejected.origin());
        }
        RingState response = "busy".equals(rejected.reason()) ? RingState.BUSY : RingState.DECLINED;
        return rung(entry, List.of(rejected.userId()), response, at, now, rejected.origin());
    }

    static CallEntry ringMissed(CallEntry entry, RingMissed missed, Instant at, Instant now) {
        CallEntry called = calledBy(entry, missed.callerId());
        return rung(called, missed.userIds(), RingState.MISSED, at, now, missed.origin());
    }

    private static CallEntry calledBy(CallEntry entry, @Nullable String caller) {
        return entry.ringCaller() != null
                ? entry
                : entry.toBuilder().ringCaller(caller).build();
    }

    private static @Nullable String caller(CallEntry entry) {
        return entry.ringCaller() == null ? entry.createdBy() : entry.ringCaller();
    }

    /** What the vendor reports need not be announced by {@code Invitations}, which releases the callees. */
    static CallEntry rung(
            CallEntry entry, Collection<String> users, RingState state, Instant at, Instant now, EventOrigin origin) {
        Map<String, RingState> rings = new HashMap<>(entry.rings());
        Map<String, String> unannounced = new HashMap<>(entry.unannouncedRings());
        for (String user : users) {
            RingState merged =
                    rings.merge(user, state, (known, reported) -> known.compareTo(reported) > 0 ? known : reported);
            if (merged == state && origin == EventOrigin.VENDOR) {
                unannounced.remove(user);
            }
        }
        CallEntry changed = entry.toBuilder()
                .rings(rings)
                .unannouncedRings(unannounced)
                .rungAt(state == RingState.RINGING ? earliest(entry.rungAt(), at) : entry.rungAt())
                .build();
        return changed.toBuilder().ringDueAt(ringDueAt(entry, changed, at, now)).build();
    }

    /** By the clock of the host for a ring that {@code Invitations} has not started: that of the vendor may differ. */
    private static @Nullable Instant ringDueAt(CallEntry before, CallEntry entry, Instant at, Instant now) {
        Instant due = before.ringDueAt();
        if (entry.ringUntil() != null) {
            boolean changed = !entry.rings().equals(before.rings());
            return changed && due != null ? earliest(due, at) : due;
        }
        boolean over = entry.endedAt() != null || entry.deletedAt() != null;
        if (entry.unannouncedRings().isEmpty() && (over || !entry.rings().containsValue(RingState.RINGING))) {
            return null;
        }
        return due == null ? now.plus(LONGEST_RING) : due;
    }

    /**
     * A rung user who joins has accepted the call. {@code Invitations} announces it if the user was being called.
     *
     * @param first whether the participation was unknown before
     */
    static CallEntry answered(CallEntry entry, ParticipationEntry one, boolean first, Instant now) {
        RingState known = entry.rings().get(one.userId());
        if (known == null || known == RingState.ACCEPTED || !answers(entry, one, first)) {
            return entry;
        }
        CallEntry accepted = rung(entry, List.of(one.userId()), RingState.ACCEPTED, now, now, EventOrigin.VENDOR);
        if (known != RingState.RINGING || entry.ringUntil() == null) {
            return accepted;
        }
        Map<String, String> unannounced = new HashMap<>(accepted.unannouncedRings());
        unannounced.put(one.userId(), "");
        return accepted.toBuilder().unannouncedRings(unannounced).build();
    }

    /**
     * Returns whether a user has joined after the start of the ring. {@code Invitations} has the clock of the host, which is not compared with
     * that of the vendor: there, a connection counts that becomes known after the start.
     */
    private static boolean answers(CallEntry entry, ParticipationEntry one, boolean first) {
        if (one.aborted() || entry.rungAt() == null) {
            return false;
        }
        return entry.ringUntil() == null
                ? !one.joinEstimated() && !one.joinedAt().isBefore(entry.rungAt())
                : first;
    }

    // --- sessions -------------------------------------------------------------------------------

    /**
     * A session is open until its end is known. An estimated end is dropped when the reconciler finds the session at the provider, or the
     * vendor reports a later event of it.
     */
    static SessionEntry seen(SessionEntry entry, Instant at, boolean start, EventOrigin origin) {
        SessionEntry.Builder changed = entry.toBuilder();
        boolean reported = start && origin == EventOrigin.VENDOR;
        if (entry.startEstimated()) {
            changed.startedAt(reported ? at : earlier(entry.startedAt(), at)).startEstimated(!reported);
        }
        if (entry.endEstimated() && (origin == EventOrigin.RECONCILER || at.isAfter(entry.endedAt()))) {
            changed.endedAt(null).endEstimated(false).endReason(null).metrics(null);
        }
        return changed.build();
    }

    /** The reported end of the session replaces an estimated one, such as the end of its call. Of two of a kind, the earlier one counts. */
    static SessionEntry ended(SessionEntry entry, Instant at, @Nullable String reason, boolean estimated) {
        boolean reported = entry.endedAt() != null && !entry.endEstimated();
        if (estimated && reported) {
            return entry;
        }
        boolean comparable = reported || estimated;
        Instant end = comparable ? Objects.requireNonNull(earliest(entry.endedAt(), at)) : at;
        SessionEntry.Builder changed = entry.toBuilder()
                .endedAt(end)
                .endEstimated(estimated)
                .endReason(reason == null ? entry.endReason() : reason);
        return end.equals(entry.endedAt())
                ? changed.build()
                : changed.metrics(null).build();
    }

    // --- participations -------------------------------------------------------------------------

    static ParticipationEntry joined(
            ParticipationEntry entry, Participant participant, Instant at, EventOrigin origin) {
        Instant reported = micros(participant.joinedAt());
        boolean estimated = reported == null && origin != EventOrigin.VENDOR;
        ParticipationEntry changed = joined(described(entry, participant), reported == null ? at : reported, estimated);
        boolean stillConnected = origin == EventOrigin.RECONCILER && changed.leftEstimated();
        return stillConnected
                ? changed.toBuilder()
                        .leftAt(null)
                        .leftEstimated(false)
                        .reason(null)
                        .build()
                : changed;
    }

    private static ParticipationEntry joined(ParticipationEntry entry, Instant at, boolean estimated) {
        if (!entry.joinEstimated() || (estimated && !at.isBefore(entry.joinedAt()))) {
            return estimated || !at.isBefore(entry.joinedAt())
                    ? entry
                    : entry.toBuilder().joinedAt(at).build();
        }
        return entry.toBuilder().joinedAt(at).joinEstimated(estimated).build();
    }

    private static ParticipationEntry described(ParticipationEntry entry, Participant participant) {
        ParticipationEntry.Builder changed = entry.toBuilder().kind(participant.kind());
        if (participant.displayName() != null && entry.displayName() == null) {
            changed.displayName(participant.displayName());
        }
        Set<TrackKind> tracks = new HashSet<>(entry.tracks());
        participant.tracks().forEach(track -> tracks.add(track.kind()));
        return changed.tracks(tracks).build();
    }

    static ParticipationEntry left(
            ParticipationEntry entry,
            Participant participant,
            Instant at,
            @Nullable String reason,
            EventOrigin origin) {
        ParticipationEntry changed = described(entry, participant);
        Instant joinedAt = micros(participant.joinedAt());
        if (joinedAt != null) {
            changed = joined(changed, joinedAt, false);
        }
        boolean estimated = origin != EventOrigin.VENDOR;
        boolean known = changed.leftAt() != null && !changed.leftEstimated();
        if (known && (estimated || !at.isBefore(changed.leftAt()))) {
            return changed;
        }
        if (changed.leftAt() != null && estimated) {
            return changed;
        }
        return changed.toBuilder()
                .leftAt(at)
                .leftEstimated(estimated)
                .reason(reason)
                .build();
    }

    static ParticipationEntry aborted(
            ParticipationEntry entry, Participant participant, Instant at, @Nullable String reason) {
        return left(entry, participant, at, reason, EventOrigin.VENDOR).toBuilder()
                .aborted(true)
                .build();
    }

    /** Anything that a connection does shows that it had joined before. */
    static ParticipationEntry observed(ParticipationEntry entry, Instant at) {
        return joined(entry, at, true);
    }

    static ParticipationEntry published(ParticipationEntry entry, TrackKind kind) {
        Set<TrackKind> tracks = new HashSet<>(entry.tracks());
        tracks.add(kind);
        return entry.toBuilder().tracks(tracks).build();
    }

    // --- recordings, transcriptions, broadcasts -------------------------------------------------

    /**
     * Stream has one recording for each kind and session, which can run again after its end, and after the deletion of its files. Without the
     * event of its start, the time of its file shows that it ran again.
     */
    static RecordingEntry merged(RecordingEntry entry, Recording recording, Instant at) {
        RecordingStatus reported = recording.status();
        Instant end = micros(recording.endedAt());
        Instant endedAt = latest(entry.endedAt(), end == null && reported == RecordingStatus.FAILED ? at : end);
        boolean ended = entry.status().terminal();
        boolean again = reported.active() && ended && endedAt != null && at.isAfter(endedAt);
        boolean ranAgain = ended && isResult(reported) && entry.endedBefore(recording);
        boolean anew = (again || ranAgain) && rank(entry.status()) > rank(RecordingStatus.READY);
        boolean expiryFixed = entry.expiryFixed() && !anew;
        return entry.toBuilder()
                .expiresAt((again || ranAgain) && !expiryFixed ? null : entry.expiresAt())
                .expiryFixed(expiryFixed)
                .deletedAt(anew ? null : entry.deletedAt())
                .deletionAttempts(anew ? 0 : entry.deletionAttempts())
                .deletionFailure(anew ? null : entry.deletionFailure())
                .firstSeenAt(earlier(entry.firstSeenAt(), at))
                .sessionId(entry.sessionId() == null ? recording.sessionId() : entry.sessionId())
                .kind(recording.kind().compareTo(entry.kind()) < 0 ? recording.kind() : entry.kind())
                .status(again || anew ? reported : later(entry.status(), reported))
                .truncated(entry.truncated() || recording.truncated())
                .startedAt(earliest(entry.startedAt(), micros(recording.startedAt())))
                .endedAt(again ? null : endedAt)
                .files(withoutDeleted(entry, files(entry.files(), recording.files())))
                .failure(entry.failure() == null ? withoutSecrets(recording.failure()) : entry.failure())
                .build();
    }

    /** Returns whether the recording has stopped, and nothing has deleted its files. */
    private static boolean isResult(RecordingStatus status) {
        return rank(status) >= rank(RecordingStatus.STOPPING) && rank(status) <= rank(RecordingStatus.READY);
    }

    static TranscriptionEntry merged(TranscriptionEntry entry, Transcription transcription, Instant at) {
        return entry.toBuilder()
                .firstSeenAt(earlier(entry.firstSeenAt(), at))
                .sessionId(entry.sessionId() == null ? transcription.sessionId() : entry.sessionId())
                .status(later(entry.status(), transcription.status()))
                .startedAt(earliest(entry.startedAt(), micros(transcription.startedAt())))
                .endedAt(latest(entry.endedAt(), micros(transcription.endedAt())))
                .files(files(entry.files(), transcription.files()))
                .failure(entry.failure() == null ? withoutSecrets(transcription.failure()) : entry.failure())
                .build();
    }

    static BroadcastEntry merged(BroadcastEntry entry, Broadcast broadcast, Instant at) {
        BroadcastStatus status = later(entry.status(), broadcast.status());
        Instant endedAt = micros(broadcast.endedAt());
        return entry.toBuilder()
                .firstSeenAt(earlier(entry.firstSeenAt(), at))
                .sessionId(entry.sessionId() == null ? broadcast.sessionId() : entry.sessionId())
                .status(status)
                .startedAt(earliest(entry.startedAt(), micros(broadcast.startedAt())))
                .endedAt(latest(
                        entry.endedAt(), endedAt == null && broadcast.status().terminal() ? at : endedAt))
                .failure(entry.failure() == null ? withoutAddresses(broadcast.failure()) : entry.failure())
                .build();
    }

    private static @Nullable String withoutAddresses(@Nullable String failure) {
        return failure == null ? null : failure.replaceAll("([a-z]+)://\\S+", "$1://██");
    }

    /** The credentials and the query of a URL are secrets. */
    private static @Nullable String withoutSecrets(@Nullable String failure) {
        return failure == null
                ? null
                : failure.replaceAll("://[^\\s/?#@]+@", "://██@").replaceAll("(://[^\\s?#]*)[?#]\\S+", "$1?██");
    }

    /** Files exist, so a failure of a further part does not hide them. An unknown state says nothing. */
    private static RecordingStatus later(RecordingStatus known, RecordingStatus reported) {
        return rank(reported) > rank(known) ? reported : known;
    }

    private static int rank(RecordingStatus status) {
        return switch (status) {
            case UNKNOWN -> 0;
            case STARTING -> 1;
            case RECORDING -> 2;
            case STOPPING -> 3;
            case PROCESSING -> 4;
            case FAILED -> 5;
            case READY -> 6;
            case EXPIRED -> 7;
            case DELETED -> 8;
        };
    }

    private static TranscriptionStatus later(TranscriptionStatus known, TranscriptionStatus reported) {
        return rank(reported) > rank(known) ? reported : known;
    }

    private static int rank(TranscriptionStatus status) {
        return switch (status) {
            case UNKNOWN -> 0;
            case STARTING -> 1;
            case TRANSCRIBING -> 2;
            case STOPPING -> 3;
            case PROCESSING -> 4;
            case FAILED -> 5;
            case READY -> 6;
        };
    }

    private static BroadcastStatus later(BroadcastStatus known, BroadcastStatus reported) {
        return rank(reported) > rank(known) ? reported : known;
    }

    private static int rank(BroadcastStatus status) {
        return switch (status) {
            case UNKNOWN -> 0;
            case STARTING -> 1;
            case LIVE -> 2;
            case STOPPING -> 3;
            case ENDED -> 4;
            case FAILED -> 5;
        };
    }

    /** Merges files by name, since a vendor may report each in an event of its own. Larger values are newer. */
    private static List<RecordingFile> files(List<RecordingFile> known, List<RecordingFile> reported) {
        Map<String, RecordingFile> files = new TreeMap<>();
        known.forEach(file -> files.put(file.name(), file));
        for (RecordingFile file : reported) {
            files.merge(
                    file.name(),
                    withoutQuery(file),
                    (a, b) -> new RecordingFile(
                            a.name(),
                            a.location() == null ? b.location() : a.location(),
                            max(a.bytes(), b.bytes(), Comparator.<Long>naturalOrder()),
                            max(a.duration(), b.duration(), Comparator.<Duration>naturalOrder())));
        }
        return List.copyOf(files.values());
    }

    /** A late event does not restore the location of a file that was deleted. */
    private static List<RecordingFile> withoutDeleted(RecordingEntry entry, List<RecordingFile> files) {
        if (entry.deletedAt() == null) {
            return files;
        }
        Map<String, RecordingFile> known = new HashMap<>();
        entry.files().forEach(file -> known.put(file.name(), file));
        return files.stream().map(file -> known.getOrDefault(file.name(), file)).toList();
    }

    /** The query of a URL may contain a signature. */
    private static RecordingFile withoutQuery(RecordingFile file) {
        String location = file.location();
        return location == null || location.indexOf('?') < 0
                ? file
                : new RecordingFile(
                        file.name(), location.substring(0, location.indexOf('?')), file.bytes(), file.duration());
    }

    // --- values ---------------------------------------------------------------------------------

    private static <T> @Nullable T max(@Nullable T a, @Nullable T b, Comparator<T> order) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return order.compare(a, b) >= 0 ? a : b;
    }

    static @Nullable Instant latest(@Nullable Instant a, @Nullable Instant b) {
        return max(a, b, Comparator.naturalOrder());
    }

    private static Instant earlier(Instant a, Instant b) {
        return b.isBefore(a) ? b : a;
    }

    static @Nullable Instant earliest(@Nullable Instant a, @Nullable Instant b) {
        return max(a, b, Comparator.reverseOrder());
    }

    /** Storages keep microseconds, from 1970 to 9999. A time outside of this range is not one of a call. */
    static @Nullable Instant micros(@Nullable Instant time) {
        return time == null || time.getEpochSecond() < 0 || time.getEpochSecond() > LATEST
                ? null
                : time.truncatedTo(ChronoUnit.MICROS);
    }
}
