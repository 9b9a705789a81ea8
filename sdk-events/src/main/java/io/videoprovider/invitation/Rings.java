package io.videoprovider.invitation;

import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingEvent;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.RingState;
import io.videoprovider.ringing.RingKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ring of a call as a state machine. Pure functions, which run while the call is locked: of the responses to one ring, exactly one
 * changes the state. What they change is listed in {@link CallEntry#unannouncedRings} until its event is in the inbox.
 */
final class Rings {

    /** The time after which another instance announces a change, if the one that made it does not. */
    static final Duration ANNOUNCED_WITHIN = Duration.ofSeconds(5);

    /** The time in which a provider that rings by itself may report that a call was missed. */
    static final Duration REPORTED_WITHIN = Duration.ofSeconds(10);

    static final String CANCELLED = "cancelled";

    private static final String DECLINED = "decline";
    private static final String BUSY = "busy";

    private Rings() {}

    // --- changes --------------------------------------------------------------------------------

    /** @param reported whether the provider reports the start of the ring */
    static CallEntry started(
            CallEntry entry,
            InvitationRequest request,
            Set<String> busy,
            Duration timeout,
            boolean reported,
            Instant at) {
        requireUnrung(entry);
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        Map<String, RingState> rings = new HashMap<>();
        Map<String, String> unannounced = new HashMap<>();
        Map<String, Member> members = new TreeMap<>();
        entry.members().forEach(member -> members.put(member.userId(), member));
        members.putIfAbsent(request.caller(), Member.of(request.caller()));
        for (String callee : request.callees()) {
            members.putIfAbsent(callee, Member.of(callee));
            boolean isBusy = busy.contains(callee);
            rings.put(callee, isBusy ? RingState.BUSY : RingState.RINGING);
            if (isBusy) {
                unannounced.put(callee, BUSY);
            }
        }
        if (!reported && rings.containsValue(RingState.RINGING)) {
            unannounced.put(request.caller(), "");
        }
        CallEntry ringing = entry.toBuilder()
                .members(List.copyOf(members.values()))
                .rings(rings)
                .ringCaller(request.caller())
                .ringKind(request.kind())
                .rungAt(now)
                .ringUntil(now.plus(timeout))
                .unannouncedRings(unannounced)
                .build();
        return due(ringing, now);
    }

    static void requireUnrung(CallEntry entry) {
        if (over(entry)) {
            throw new ConflictException("the call " + entry.call() + " has ended", details(entry), null);
        }
        if (entry.rungAt() != null || !entry.rings().isEmpty()) {
            throw new ConflictException(
                    "the call " + entry.call() + " has been rung before; create a new call for each ring",
                    details(entry),
                    null);
        }
    }

    /** A ring that the provider could not start. */
    static CallEntry failed(CallEntry entry, String failure) {
        if (entry.rings().containsValue(RingState.ACCEPTED)) {
            return entry;
        }
        return entry.toBuilder()
                .rings(Map.of())
                .ringUntil(null)
                .ringDueAt(null)
                .unannouncedRings(Map.of())
                .failure(failure)
                .build();
    }

    /** @param response {@code ACCEPTED} or {@code DECLINED} */
    static CallEntry responded(CallEntry entry, String user, RingState response, String reason, Instant now) {
        RingState known = entry.rings().get(user);
        if (known == null) {
            throw new NotFoundException("the user was not called in " + entry.call(), details(entry), null);
        }
        RingState current = known == RingState.RINGING && over(entry) ? RingState.CANCELLED : known;
        if (current == response) {
            return entry;
        }
        if (current == RingState.RINGING && timedOut(entry, now)) {
            current = RingState.MISSED;
        }
        if (current != RingState.RINGING) {
            String verb = response == RingState.ACCEPTED ? "accepted" : "declined";
            throw new RingConflictException(
                    "the ring in " + entry.call() + " cannot be " + verb + ", it is " + current,
                    details(entry),
                    current);
        }
        return changed(entry, List.of(user), response, reason, now);
    }

    static CallEntry cancelled(CallEntry entry, String caller, Instant now) {
        if (entry.ringUntil() == null) {
            throw new NotFoundException("the call " + entry.call() + " was not rung", details(entry), null);
        }
        if (!caller.equals(entry.ringCaller())) {
            throw new InvalidRequestException("caller", "must be the user who rang the call");
        }
        List<String> ringing = in(entry, RingState.RINGING);
        if (!ringing.isEmpty() && !timedOut(entry, now)) {
            return changed(entry, ringing, RingState.CANCELLED, "", now);
        }
        if (entry.rings().containsValue(RingState.CANCELLED)) {
            return entry;
        }
        RingState outcome = ringing.isEmpty() ? outcome(entry) : RingState.MISSED;
        throw new RingConflictException(
                "the ring in " + entry.call() + " cannot be cancelled, it is " + outcome, details(entry), outcome);
    }

    /** Ends the ring if the time or the call is over. The end of a ring that the provider has started may not have been reported. */
    static CallEntry settled(CallEntry entry, boolean reported, Instant now) {
        List<String> ringing = in(entry, RingState.RINGING);
        Instant until = entry.ringUntil() == null ? entry.ringDueAt() : entry.ringUntil();
        if (until == null || ringing.isEmpty()) {
            return entry;
        }
        if (over(entry)) {
            return changed(entry, ringing, RingState.CANCELLED, "", now);
        }
        if (now.isBefore(until)) {
            return entry;
        }
        CallEntry missed = changed(entry, ringing, RingState.MISSED, "", now);
        return reported
                ? missed.toBuilder()
                        .ringDueAt(micros(now.plus(REPORTED_WITHIN)))
                        .build()
                : missed;
    }

    /** Removes what has been announced, unless it has changed since. */
    static CallEntry announced(CallEntry entry, CallEntry announced) {
        Map<String, String> unannounced = new HashMap<>(entry.unannouncedRings());
        for (String user : announced.unannouncedRings().keySet()) {
            if (Objects.equals(entry.rings().get(user), announced.rings().get(user))) {
                unannounced.remove(user);
            }
        }
        return due(entry.toBuilder().unannouncedRings(unannounced).build(), null);
    }

    private static CallEntry changed(
            CallEntry entry, Collection<String> users, RingState state, String reason, Instant now) {
        Map<String, RingState> rings = new HashMap<>(entry.rings());
        Map<String, String> unannounced = new HashMap<>(entry.unannouncedRings());
        for (String user : users) {
            rings.put(user, state);
            unannounced.put(user, reason);
        }
        return due(entry.toBuilder().rings(rings).unannouncedRings(unannounced).build(), now);
    }

    /** @param changedAt the time of a change that is not announced yet; null for none */
    private static CallEntry due(CallEntry entry, @Nullable Instant changedAt) {
        Instant next = entry.rings().containsValue(RingState.RINGING) ? until(entry) : null;
        if (!entry.unannouncedRings().isEmpty()) {
            Instant announced = changedAt == null ? entry.ringDueAt() : micros(changedAt.plus(ANNOUNCED_WITHIN));
            next = next == null || (announced != null && announced.isBefore(next)) ? announced : next;
        }
        return entry.toBuilder().ringDueAt(next).build();
    }

    /** The timeout of a ring that the provider has started is unknown, but shorter. */
    private static @Nullable Instant until(CallEntry entry) {
        return entry.ringUntil() == null && entry.rungAt() != null
                ? entry.rungAt().plus(InvitationRequest.MAX_TIMEOUT)
                : entry.ringUntil();
    }

    private static Instant micros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    private static boolean over(CallEntry entry) {
        return entry.endedAt() != null || entry.deletedAt() != null;
    }

    private static boolean timedOut(CallEntry entry, Instant now) {
        return entry.ringUntil() != null && !now.isBefore(entry.ringUntil());
    }

    /** The response that matters most to the caller. */
    private static RingState outcome(CallEntry entry) {
        return entry.rings().values().stream().max(RingState::compareTo).orElse(RingState.CANCELLED);
    }

    static List<String> in(CallEntry entry, RingState state) {
        return entry.rings().entrySet().stream()
                .filter(ring -> ring.getValue() == state)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static ErrorDetails details(CallEntry entry) {
        return ErrorDetails.at(entry.provider());
    }

    // --- events ---------------------------------------------------------------------------------

    /** Returns the events that have not been announced. Each instance builds the same ones, with the same deduplication keys. */
    static List<RingEvent> events(CallEntry entry, Instant now) {
        String caller = entry.ringCaller();
        List<RingEvent> events = new ArrayList<>();
        if (caller != null && entry.unannouncedRings().containsKey(caller)) {
            List<String> rung = entry.rings().keySet().stream()
                    .filter(user -> entry.rings().get(user) != RingState.BUSY)
                    .sorted()
                    .toList();
            EventInfo info = info(entry, "started", Objects.requireNonNullElse(entry.rungAt(), now));
            events.add(new RingStarted(info, caller, rung, entry.ringKind() != RingKind.AUDIO));
        }
        for (String user : unannounced(entry, RingState.BUSY)) {
            events.add(new RingRejected(info(entry, "busy:" + user, now), user, BUSY));
        }
        for (String user : unannounced(entry, RingState.DECLINED)) {
            String reason = entry.unannouncedRings().getOrDefault(user, "");
            events.add(
                    new RingRejected(info(entry, "declined:" + user, now), user, reason.isEmpty() ? DECLINED : reason));
        }
        for (String user : unannounced(entry, RingState.ACCEPTED)) {
            events.add(new RingAccepted(info(entry, "accepted:" + user, now), user));
        }
        if (caller != null && !unannounced(entry, RingState.CANCELLED).isEmpty()) {
            events.add(new RingRejected(info(entry, CANCELLED, now), caller, CANCELLED));
        }
        List<String> missed = unannounced(entry, RingState.MISSED);
        if (!missed.isEmpty()) {
            EventInfo info = info(entry, "missed", Objects.requireNonNullElse(entry.ringUntil(), now));
            events.add(new RingMissed(info, caller, missed));
        }
        return events;
    }

    private static List<String> unannounced(CallEntry entry, RingState state) {
        return in(entry, state).stream()
                .filter(entry.unannouncedRings()::containsKey)
                .toList();
    }

    private static EventInfo info(CallEntry entry, String step, Instant at) {
        CallId call = entry.call();
        String key = "ring:" + entry.id() + ":" + step;
        return EventInfo.builder(entry.provider(), Json.EMPTY)
                .call(call)
                .deliveryId(key)
                .deduplicationKey(key)
                .occurredAt(at)
                .origin(EventOrigin.APPLICATION)
                .build();
    }

    /** Returns the states that have not been announced; those of all users at the start. */
    static Map<String, RingState> changes(CallEntry entry) {
        boolean started = entry.unannouncedRings().containsKey(Objects.requireNonNullElse(entry.ringCaller(), ""));
        Map<String, RingState> changes = new TreeMap<>(entry.rings());
        if (!started) {
            changes.keySet().retainAll(entry.unannouncedRings().keySet());
        }
        return changes;
    }
}
