package io.videoprovider.examples.meetings;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.event.RingEvent;
import io.videoprovider.event.RingStarted;
import io.videoprovider.examples.meetings.People.Person;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.RingState;
import io.videoprovider.invitation.InvitationRequest;
import io.videoprovider.invitation.Invitations;
import io.videoprovider.invitation.RingConflictException;
import io.videoprovider.ringing.Ringing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Calls to other users, who accept or decline in the page. A call has the id of its meeting. */
@RestController
@RequestMapping("/api/rings")
class RingController {

    private final MeetingsProperties properties;
    private final Meetings meetings;
    private final People people;
    private final Events events;
    private final Invitations invitations;

    RingController(
            MeetingsProperties properties, Meetings meetings, People people, Events events, Invitations invitations) {
        this.properties = properties;
        this.meetings = meetings;
        this.people = people;
        this.events = events;
        this.invitations = invitations;
    }

    /** The users to call. */
    record NewRing(@Nullable Set<String> users, @Nullable String title) {}

    /** A callee and the response. */
    record Callee(String userId, String name, RingState state) {}

    /** A call in JSON. */
    record Ring(
            String id,
            String meetingId,
            String title,
            String caller,
            String callerName,
            @Nullable Instant expiresAt,
            List<Callee> callees) {}

    /** The call, and its meeting for the caller. */
    record Started(Ring ring, Meeting.View meeting) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Started ring(@RequestBody NewRing request, @SignedIn Person caller) {
        Set<String> users = request.users() == null ? Set.of() : request.users();
        if (users.isEmpty() || users.size() > Ringing.MAX_USERS || users.contains(caller.id())) {
            throw new InvalidRequestException("users", "must have 1 to " + Ringing.MAX_USERS + " other users");
        }
        Meeting meeting = meetings.create(caller, request.title(), null, null, users);
        CallEntry ringing =
                invitations.invite(InvitationRequest.builder(meeting.entry().provider(), meeting.call(), caller.id())
                        .callees(users)
                        .timeout(properties.ringTimeout())
                        .build());
        return new Started(view(ringing), meetings.view(new Meeting(ringing), caller));
    }

    /** Returns the calls that ring for the user, for a page that was opened late. */
    @GetMapping
    List<Ring> ringing(@SignedIn Person user) {
        return invitations.ringing(user.id()).stream().map(this::view).toList();
    }

    @PostMapping("/{id}/accept")
    Ring accept(@PathVariable String id, @SignedIn Person user) {
        return view(respond(id, user, call -> invitations.accept(call.provider(), call.call(), user.id())));
    }

    @PostMapping("/{id}/decline")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void decline(@PathVariable String id, @SignedIn Person user) {
        respond(id, user, call -> invitations.decline(call.provider(), call.call(), user.id(), null));
    }

    @PostMapping("/{id}/cancel")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cancel(@PathVariable String id, @SignedIn Person user) {
        respond(id, user, call -> invitations.cancel(call.provider(), call.call(), user.id()));
    }

    private CallEntry respond(String id, Person user, Function<CallEntry, CallEntry> response) {
        CallEntry call = meetings.open(id, user, null).entry();
        try {
            return response.apply(call);
        } catch (RingConflictException e) {
            throw new ApiException(HttpStatus.CONFLICT, "not-ringing", "the call is over");
        }
    }

    /** Sends the state of a call to the pages of the caller and the callees. */
    @EventListener
    void changed(RingEvent event) {
        meetings.find(Objects.requireNonNull(event.call())).ifPresent(meeting -> {
            Ring ring = view(meeting.entry());
            boolean started = event instanceof RingStarted;
            if (!started) {
                events.toUser(ring.caller(), "ring-changed", Map.of("ring", ring));
            }
            for (Callee callee : ring.callees()) {
                if (!started || callee.state() == RingState.RINGING) {
                    events.toUser(callee.userId(), started ? "ring" : "ring-changed", Map.of("ring", ring));
                }
            }
        });
    }

    private Ring view(CallEntry call) {
        String caller = Objects.requireNonNullElse(call.ringCaller(), "");
        return new Ring(
                call.call().id(),
                call.call().id(),
                Objects.requireNonNullElse(call.title(), ""),
                caller,
                people.find(caller).name(),
                call.ringUntil(),
                call.rings().entrySet().stream()
                        .map(ring -> new Callee(
                                ring.getKey(), people.find(ring.getKey()).name(), ring.getValue()))
                        .toList());
    }
}
