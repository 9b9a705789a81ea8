package io.videoprovider.examples.meetings;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.examples.meetings.People.Person;
import io.videoprovider.feature.Capability;
import io.videoprovider.ice.IceServer;
import io.videoprovider.recording.Layout;
import io.videoprovider.token.JoinToken;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Live streams of meetings, for viewers. */
@RestController
@RequestMapping("/api/meetings/{id}")
class LiveStreamController {

    private final VideoProvider video;
    private final MeetingsProperties properties;
    private final Meetings meetings;
    private final People people;
    private final Events events;
    private final Admissions admissions;

    LiveStreamController(
            VideoProvider video,
            MeetingsProperties properties,
            Meetings meetings,
            People people,
            Events events,
            Admissions admissions) {
        this.video = video;
        this.properties = properties;
        this.meetings = meetings;
        this.people = people;
        this.events = events;
        this.admissions = admissions;
    }

    /** A server that receives the stream by RTMP; or HLS. */
    record GoLive(@Nullable String rtmpUrl, @Nullable String streamKey, boolean hls) {

        @Override
        public String toString() {
            return hls ? "GoLive[hls]" : "GoLive[rtmp]";
        }
    }

    /** A live stream in JSON. */
    record View(
            String id, String kind, String status, @Nullable Instant startedAt) {

        static View of(Broadcast broadcast) {
            return new View(
                    broadcast.id().toString(),
                    broadcast.kind().name(),
                    broadcast.status().name(),
                    broadcast.startedAt());
        }
    }

    /** The viewer's page; the token only while the stream is live. */
    record Watch(
            String meetingId,
            String title,
            String hostName,
            boolean live,
            @Nullable Instant startedAt,
            @Nullable String playlistUrl,
            int viewers,
            int peak,
            @JsonUnwrapped @Nullable JoinToken token,
            List<IceServer> iceServers,
            ServerController.Media media) {}

    @PostMapping("/broadcast")
    @ResponseStatus(HttpStatus.CREATED)
    View start(@PathVariable String id, @RequestBody GoLive request, @SignedIn Person user) {
        Meeting meeting = meetings.host(id, user);
        BroadcastRequest broadcast = request(request);
        if (current(meeting).isPresent()) {
            throw new ApiException(HttpStatus.CONFLICT, "already-live", "the meeting is live already");
        }
        return changed(meeting, video.broadcasts().start(meeting.call(), broadcast));
    }

    private BroadcastRequest request(GoLive request) {
        if (request.hls()) {
            BroadcastRequest.Builder hls = BroadcastRequest.hls().layout(Layout.SPEAKER);
            return video.capabilities().has(Capability.BROADCAST_HLS_STORAGE)
                    ? hls.storage(properties.recordings()).build()
                    : hls.build();
        }
        String url = Text.line("rtmpUrl", request.rtmpUrl(), 1000);
        requireRtmp(url);
        String key = request.streamKey();
        return BroadcastRequest.push(
                        key == null || key.isBlank()
                                ? BroadcastDestination.rtmp(url)
                                : BroadcastDestination.rtmp(url, key))
                .layout(Layout.SPEAKER)
                .build();
    }

    private static void requireRtmp(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getScheme() != null && Set.of("rtmp", "rtmps").contains(uri.getScheme()) && uri.getHost() != null) {
                return;
            }
        } catch (URISyntaxException e) {
            // As for another scheme.
        }
        throw new InvalidRequestException(
                "rtmpUrl", "must be the address of a server, such as rtmps://live.example.com/app");
    }

    @DeleteMapping("/broadcast")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void stop(@PathVariable String id, @SignedIn Person user) {
        Meeting meeting = meetings.host(id, user);
        Broadcast broadcast = current(meeting)
                .orElseThrow(() -> new ApiException(HttpStatus.CONFLICT, "not-live", "the meeting is not live"));
        changed(meeting, video.broadcasts().stop(broadcast.id()));
    }

    private View changed(Meeting meeting, Broadcast broadcast) {
        meetings.live(meeting).broadcast(active(broadcast) ? broadcast.id().toString() : null);
        View view = View.of(broadcast);
        events.toMeeting(meeting, "broadcast", Map.of("live", active(broadcast), "status", view.status()));
        return view;
    }

    /** Admits a viewer. */
    @PostMapping("/watch")
    Watch watch(@PathVariable String id, @RequestBody MeetingController.Key key, @SignedIn Person user) {
        Meeting meeting = meetings.watch(id, user, key.key());
        Optional<Broadcast> broadcast = current(meeting);
        int viewers = events.viewers(meeting.call());
        return new Watch(
                meeting.call().id(),
                meeting.title(),
                people.find(meeting.owner()).name(),
                broadcast.isPresent(),
                broadcast.map(Broadcast::startedAt).orElse(null),
                broadcast
                        .map(Broadcast::playlistUrl)
                        .filter(url -> url.startsWith("http"))
                        .orElse(null),
                viewers,
                meetings.live(meeting).peakViewers(viewers),
                broadcast.map(live -> admissions.viewer(meeting, user)).orElse(null),
                admissions.iceServers(user),
                admissions.media());
    }

    private Optional<Broadcast> current(Meeting meeting) {
        try {
            return video.feature(Broadcasts.class).stream()
                    .flatMap(broadcasts -> broadcasts.list(meeting.call()).stream())
                    .filter(LiveStreamController::active)
                    .findFirst();
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    static boolean active(Broadcast broadcast) {
        return broadcast.status() == BroadcastStatus.STARTING || broadcast.status() == BroadcastStatus.LIVE;
    }
}
