package io.videoprovider.examples.meetings;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.videoprovider.VideoProvider;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.examples.meetings.People.Person;
import io.videoprovider.feature.Capability;
import io.videoprovider.ice.IceServer;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.token.JoinToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Meetings: create, list, join, and the controls of hosts. */
@RestController
@RequestMapping("/api/meetings")
class MeetingController {

    private final VideoProvider video;
    private final Meetings meetings;
    private final Events events;
    private final Admissions admissions;

    MeetingController(VideoProvider video, Meetings meetings, Events events, Admissions admissions) {
        this.video = video;
        this.meetings = meetings;
        this.events = events;
        this.admissions = admissions;
    }

    /** A new meeting. */
    record NewMeeting(
            @Nullable String title,
            @Nullable String description,
            @Nullable Instant startsAt,
            @Nullable Set<String> invite) {}

    /** The secret part of a link; not needed by those who have access. */
    record Key(@Nullable String key) {}

    /** A kind of tracks: AUDIO, VIDEO or SCREEN. */
    record Kind(@Nullable String kind) {

        TrackKind track() {
            return switch (kind == null ? "" : kind) {
                case "AUDIO" -> TrackKind.MICROPHONE;
                case "VIDEO" -> TrackKind.CAMERA;
                case "SCREEN" -> TrackKind.SCREEN_SHARE;
                default -> throw new InvalidRequestException("kind", "must be AUDIO, VIDEO or SCREEN");
            };
        }
    }

    /** A part of a list. */
    record Items<T>(List<T> items, @Nullable String next) {}

    /** The response to a join. */
    record Joined(
            Meeting.View meeting,
            boolean alreadyConnected,
            String role,
            @JsonUnwrapped JoinToken token,
            List<IceServer> iceServers,
            ServerController.Media media) {}

    /** A connected participant. */
    record Present(
            String userId,
            String name,
            String role,
            @Nullable Instant joinedAt,
            boolean audio,
            boolean video,
            boolean screen) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Meeting.View create(@RequestBody NewMeeting request, @SignedIn Person user) {
        Set<String> invited = request.invite() == null ? Set.of() : request.invite();
        return meetings.view(
                meetings.create(user, request.title(), request.description(), request.startsAt(), invited), user);
    }

    @PostMapping("/personal")
    Meeting.View personal(@SignedIn Person user) {
        return meetings.view(meetings.personal(user), user);
    }

    @GetMapping
    Items<Meeting.View> list(
            @RequestParam String list,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "20") int limit,
            @SignedIn Person user) {
        Check.between("limit", limit, 1, 100);
        Meetings.Listed page = switch (list) {
            case "upcoming" -> meetings.upcoming(user, cursor, limit);
            case "previous" -> meetings.previous(user, cursor, limit);
            default -> throw new InvalidRequestException("list", "must be upcoming or previous");
        };
        return new Items<>(
                page.meetings().stream()
                        .map(meeting -> meetings.view(meeting, user))
                        .toList(),
                page.next());
    }

    @GetMapping("/{id}")
    Meeting.View get(
            @PathVariable String id, @RequestParam(required = false) @Nullable String key, @SignedIn Person user) {
        return meetings.view(meetings.open(id, user, key), user);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cancel(@PathVariable String id, @SignedIn Person user) {
        end(id, user);
    }

    /** Admits the user to the call, which is created at the provider when the first one joins. */
    @PostMapping("/{id}/join")
    Joined join(@PathVariable String id, @RequestBody Key key, @SignedIn Person user) {
        Meeting meeting = joinable(meetings.enter(id, user, key.key()));
        // A starting recording is not in the provider's answer yet, so only events end it.
        if (video.calls().getOrCreate(meetings.request(meeting)).recording()) {
            meetings.live(meeting).recording(true);
        }
        return joined(meeting, user);
    }

    /** Issues a new token, for a meeting that lasts longer than the first one is valid. */
    @PostMapping("/{id}/token")
    Joined token(@PathVariable String id, @SignedIn Person user) {
        return joined(joinable(meetings.enter(id, user, null)), user);
    }

    private Meeting joinable(Meeting meeting) {
        if (meeting.closed()) {
            throw new ApiException(HttpStatus.GONE, "ended", "the meeting is over");
        }
        Instant opensAt = meetings.opensAt(meeting);
        if (opensAt != null && meetings.now().isBefore(opensAt)) {
            throw new ApiException(HttpStatus.FORBIDDEN, "too-early", "the meeting can be joined from " + opensAt)
                    .with("opensAt", opensAt)
                    .with("startsAt", String.valueOf(meeting.entry().startsAt()));
        }
        return meeting;
    }

    private Joined joined(Meeting meeting, Person user) {
        return new Joined(
                meetings.view(meeting, user),
                admissions.connected(meeting.call(), user),
                meeting.isHost(user.id()) ? "HOST" : "SPEAKER",
                admissions.participant(meeting, user),
                admissions.iceServers(user),
                admissions.media());
    }

    @GetMapping("/{id}/participants")
    Items<Present> participants(@PathVariable String id, @SignedIn Person user) {
        Meeting meeting = meetings.enter(id, user, null);
        try {
            return new Items<>(
                    video.participants().list(meeting.call()).stream()
                            .filter(participant -> !participant.hidden()
                                    && participant.kind().equals(ParticipantKind.STANDARD)
                                    && !Admissions.isViewer(participant.userId()))
                            .map(participant -> present(meeting, participant))
                            .toList(),
                    null);
        } catch (NotFoundException e) {
            return new Items<>(List.of(), null);
        }
    }

    private static Present present(Meeting meeting, Participant participant) {
        String name = participant.displayName();
        return new Present(
                participant.userId(),
                name == null ? participant.userId() : name,
                meeting.isHost(participant.userId()) ? "HOST" : "SPEAKER",
                participant.joinedAt(),
                sends(participant, TrackKind.MICROPHONE),
                sends(participant, TrackKind.CAMERA),
                sends(participant, TrackKind.SCREEN_SHARE));
    }

    private static boolean sends(Participant participant, TrackKind kind) {
        return participant.tracks().stream().anyMatch(track -> track.kind().equals(kind) && !track.muted());
    }

    @PostMapping("/{id}/participants/{user}/mute")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void mute(@PathVariable String id, @PathVariable String user, @RequestBody Kind kind, @SignedIn Person host) {
        video.participants().mute(meetings.host(id, host).call(), user, kind.track());
    }

    @PostMapping("/{id}/mute-all")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void muteAll(@PathVariable String id, @RequestBody Kind kind, @SignedIn Person host) {
        video.participants().muteAll(meetings.host(id, host).call(), kind.track(), Set.of(host.id()));
    }

    /** Removes a participant, who then gets no token for this meeting any more. */
    @DeleteMapping("/{id}/participants/{user}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id, @PathVariable String user, @SignedIn Person host) {
        Meeting meeting = meetings.host(id, host);
        if (meeting.owner().equals(user)) {
            throw new InvalidRequestException("user", "must not be the owner of the meeting");
        }
        meetings.setRole(meeting, user, Meeting.REMOVED);
        events.toMeeting(meeting, "removed", Map.of("userId", user));
        try {
            disconnect(meeting, user);
            disconnect(meeting, Admissions.viewer(user));
        } finally {
            events.disconnect(meeting.call(), user);
        }
    }

    private void disconnect(Meeting meeting, String user) {
        try {
            video.participants().remove(meeting.call(), user);
        } catch (NotFoundException e) {
            // The user only watches, only takes part, or has left.
        }
    }

    /** Makes a participant a host. */
    @PostMapping("/{id}/participants/{user}/promote")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void promote(@PathVariable String id, @PathVariable String user, @SignedIn Person host) {
        Meeting meeting = meetings.host(id, host);
        video.participants().get(meeting.call(), user);
        meetings.setRole(meeting, user, Meeting.HOST);
        if (video.capabilities().has(Capability.PARTICIPANT_ATTRIBUTES)) {
            video.participants()
                    .update(
                            meeting.call(),
                            user,
                            ParticipantUpdate.builder()
                                    .attribute(Admissions.ROLE, "HOST")
                                    .build());
        }
        events.toMeeting(meeting, "promoted", Map.of("userId", user));
    }

    /** Ends the meeting for all, for good. A personal room can be opened again. */
    @PostMapping("/{id}/end")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@PathVariable String id, @SignedIn Person host) {
        Meeting meeting = meetings.host(id, host);
        if (meeting.personal()) {
            meetings.live(meeting).clearChat();
        } else {
            meetings.close(meeting);
        }
        events.toMeeting(meeting, "ended", Map.of("by", host.id()));
        try {
            video.calls().end(meeting.call());
        } catch (NotFoundException e) {
            // No participant has joined, or all have left.
        }
    }
}
