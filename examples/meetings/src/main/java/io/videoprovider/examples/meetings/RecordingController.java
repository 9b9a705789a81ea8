package io.videoprovider.examples.meetings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.examples.meetings.People.Person;
import io.videoprovider.feature.Capability;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.Cursor;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.history.RecordingQuery;
import io.videoprovider.history.Visibility;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.retention.LinkRequest;
import io.videoprovider.retention.RecordingAccess;
import io.videoprovider.retention.RecordingLink;
import io.videoprovider.retention.Retention;
import io.videoprovider.retention.Viewer;
import io.videoprovider.transcription.CaptionRequest;
import io.videoprovider.transcription.Captions;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Recordings and captions. */
@RestController
class RecordingController {

    private static final String LINK = "LINK";

    private final VideoProvider video;
    private final CallHistory history;
    private final RecordingAccess access;
    private final Retention retention;
    private final MeetingsProperties properties;
    private final Meetings meetings;
    private final Events events;

    RecordingController(
            VideoProvider video,
            CallHistory history,
            RecordingAccess access,
            Retention retention,
            MeetingsProperties properties,
            Meetings meetings,
            Events events) {
        this.video = video;
        this.history = history;
        this.access = access;
        this.retention = retention;
        this.properties = properties;
        this.meetings = meetings;
        this.events = events;
    }

    /** A recording in JSON. */
    record View(
            String id,
            String meetingId,
            String title,
            String status,
            @Nullable Instant startedAt,
            @Nullable Long durationSeconds,
            @Nullable Long sizeBytes,
            String visibility,
            @Nullable Instant retainUntil,
            boolean canManage,
            @Nullable String shareLink) {

        static View of(RecordingEntry recording, Meeting meeting, boolean canManage, @Nullable String shareLink) {
            Duration duration = recording.duration();
            return new View(
                    recording.recording().value(),
                    meeting.call().id(),
                    meeting.title(),
                    recording.status().name(),
                    recording.startedAt(),
                    duration == null ? null : duration.toSeconds(),
                    recording.bytes(),
                    recording.visibility() == Visibility.PUBLIC
                            ? LINK
                            : recording.visibility().name(),
                    recording.expiresAt(),
                    canManage,
                    shareLink);
        }

        View forStrangers() {
            return new View(id, "", title, status, null, durationSeconds, null, visibility, null, false, null);
        }

        /** Returns a recording as the provider reports it, which the history may not contain yet. */
        static View of(Recording recording, Meeting meeting, boolean canManage) {
            return of(
                    RecordingEntry.builder(meeting.entry().provider(), recording.id(), recording.call(), Instant.EPOCH)
                            .status(recording.status())
                            .startedAt(recording.startedAt())
                            .files(recording.files())
                            .build(),
                    meeting,
                    canManage,
                    null);
        }
    }

    /** The password of a shared recording. */
    record Password(@Nullable String password) {

        @Override
        public String toString() {
            return "Password[]";
        }
    }

    /** A link to play the file, and one to save it, which only a store of the application has. */
    record Link(
            URI url, @Nullable Instant expiresAt, @Nullable URI downloadUrl) {

        @Override
        public String toString() {
            return "Link[expires " + expiresAt + "]";
        }
    }

    /** Who may see a recording, and the password for PASSWORD. */
    record NewVisibility(
            @Nullable String visibility, @Nullable String password) {

        @Override
        public String toString() {
            return "NewVisibility[" + visibility + "]";
        }
    }

    /** Whether captions are on. */
    record CaptionSwitch(boolean on) {}

    @PostMapping("/api/meetings/{id}/recordings")
    @ResponseStatus(HttpStatus.CREATED)
    View start(@PathVariable String id, @SignedIn Person user) {
        Meeting meeting = meetings.host(id, user);
        RecordingRequest.Builder request = RecordingRequest.composite()
                .layout(Layout.GRID)
                .quality(Quality.HD_720P)
                .storage(properties.recordings());
        if (properties.storage() != null && video.capabilities().has(Capability.RECORDING_PATH)) {
            request.path(meeting.call().id() + "/{time}.mp4");
        }
        Recording recording = video.recordings().start(meeting.call(), request.build());
        meetings.live(meeting).recording(true);
        View view = View.of(recording, meeting, true);
        events.toMeeting(meeting, "recording", Map.of("recording", view));
        return view;
    }

    @PostMapping("/api/meetings/{id}/recordings/{recording}/stop")
    View stop(@PathVariable String id, @PathVariable String recording, @SignedIn Person user) {
        Meeting meeting = meetings.host(id, user);
        RecordingId recordingId = new RecordingId(recording);
        if (!video.recordings().get(recordingId).call().equals(meeting.call())) {
            throw ApiException.notFound("the recording");
        }
        View view = View.of(video.recordings().stop(recordingId), meeting, true);
        events.toMeeting(meeting, "recording", Map.of("recording", view));
        return view;
    }

    @GetMapping("/api/recordings")
    MeetingController.Items<View> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "20") int limit,
            @SignedIn Person user) {
        RecordingQuery query = RecordingQuery.builder()
                .provider(video.id())
                .user(user.id())
                .after(cursor == null ? null : Cursor.parse(cursor))
                .limit(Check.between("limit", limit, 1, 100))
                .build();
        List<RecordingEntry> entries = history.recordings(query).items();
        return new MeetingController.Items<>(
                entries.stream()
                        .flatMap(entry ->
                                meetings.find(entry.call()).map(meeting -> view(entry, meeting, user)).stream())
                        .toList(),
                entries.size() < limit
                        ? null
                        : query.cursor(entries.get(entries.size() - 1)).toString());
    }

    private View view(RecordingEntry recording, Meeting meeting, Person user) {
        String id = URLEncoder.encode(recording.recording().value(), UTF_8);
        return View.of(
                recording,
                meeting,
                meeting.isHost(user.id()),
                shared(recording) ? meetings.base() + "/recording.html?id=" + id : null);
    }

    private static boolean shared(RecordingEntry recording) {
        return recording.visibility() == Visibility.PUBLIC || recording.visibility() == Visibility.PASSWORD;
    }

    /** Returns a recording to members of its meeting, and if it is shared, a part of it to everyone. */
    @GetMapping("/api/recordings/{id}")
    View get(@PathVariable String id, @SignedIn @Nullable Person user) {
        RecordingEntry recording = recording(id);
        Meeting meeting = meetings.find(recording.call()).orElseThrow(() -> ApiException.notFound("the recording"));
        if (user != null && meeting.member(user.id()).isPresent()) {
            return view(recording, meeting, user);
        }
        if (!shared(recording)) {
            throw ApiException.notFound("the recording");
        }
        return View.of(recording, meeting, false, null).forStrangers();
    }

    /** Creates links that are valid for some minutes. */
    @PostMapping("/api/recordings/{id}/link")
    Link link(@PathVariable String id, @RequestBody Password password, @SignedIn @Nullable Person user) {
        View view = get(id, user);
        Viewer viewer = viewer(user);
        RecordingId recording = new RecordingId(id);
        RecordingLink link = access.link(
                video.id(),
                recording,
                password.password() == null ? viewer : viewer.password(password.password()),
                LinkRequest.standard());
        if (link.expiresAt() == null) {
            // The provider hosts the file, and its links have no name for the download.
            return new Link(link.url(), null, null);
        }
        LinkRequest download =
                LinkRequest.builder().downloadName(fileName(view.title())).build();
        // The viewer has access, and a password need not be verified twice.
        RecordingLink saved = access.link(video.id(), recording, Viewer.application(), download);
        return new Link(link.url(), link.expiresAt(), saved.url());
    }

    /** Returns a name for a downloaded file: a title can be longer, and can have characters that a name must not have. */
    private static String fileName(String title) {
        return title.codePoints()
                        .limit(100)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining())
                        .replaceAll("[\\p{C}\\p{Zl}\\p{Zp}/\\\\?#%]", "_")
                + ".mp4";
    }

    @PutMapping("/api/recordings/{id}/visibility")
    View setVisibility(@PathVariable String id, @RequestBody NewVisibility request, @SignedIn Person user) {
        Meeting meeting = managed(id, user);
        RecordingId recording = new RecordingId(id);
        RecordingEntry changed = switch (request.visibility() == null ? "" : request.visibility()) {
            case "HOSTS" -> access.setVisibility(video.id(), recording, Visibility.HOSTS, viewer(user));
            case "PARTICIPANTS" -> access.setVisibility(video.id(), recording, Visibility.PARTICIPANTS, viewer(user));
            case LINK -> access.setVisibility(video.id(), recording, Visibility.PUBLIC, viewer(user));
            case "PASSWORD" ->
                access.setPassword(video.id(), recording, Check.text("password", request.password()), viewer(user));
            default -> throw new InvalidRequestException("visibility", "must be HOSTS, PARTICIPANTS, LINK or PASSWORD");
        };
        return view(changed, meeting, user);
    }

    @DeleteMapping("/api/recordings/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id, @SignedIn Person user) {
        managed(id, user);
        retention.delete(video.id(), new RecordingId(id));
    }

    /** Requires a host; a member gets 403, a stranger 404. */
    private Meeting managed(String id, Person user) {
        return meetings.host(recording(id).call().id(), user);
    }

    private RecordingEntry recording(String id) {
        return history.recording(video.id(), new RecordingId(id))
                .orElseThrow(() -> ApiException.notFound("the recording"));
    }

    private static Viewer viewer(@Nullable Person user) {
        return user == null ? Viewer.anonymous() : Viewer.user(user.id());
    }

    @PutMapping("/api/meetings/{id}/captions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void captions(@PathVariable String id, @RequestBody CaptionSwitch captions, @SignedIn Person user) {
        Meeting meeting = meetings.host(id, user);
        Captions feature = video.require(Captions.class);
        if (captions.on()) {
            feature.start(meeting.call(), CaptionRequest.builder().build());
        } else {
            feature.stop(meeting.call());
        }
        meetings.live(meeting).captions(captions.on());
        events.toMeeting(meeting, "captions", Map.of("on", captions.on()));
    }
}
