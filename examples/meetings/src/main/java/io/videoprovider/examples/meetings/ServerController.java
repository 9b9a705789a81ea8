package io.videoprovider.examples.meetings;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.examples.meetings.People.Person;
import io.videoprovider.feature.Capability;
import io.videoprovider.transcription.Captions;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What the page needs before and beside meetings: features of the server, the user, other users, events. */
@RestController
@RequestMapping("/api")
class ServerController {

    /** Whether audio and video work, and otherwise why not. */
    record Media(
            boolean available,
            @Nullable String reason,
            @Nullable String detail) {}

    /** The media client that this application serves. */
    record Client(boolean available, String url) {}

    /** Features of the provider. */
    record Features(boolean recording, boolean captions, boolean broadcastRtmp, boolean broadcastHls) {}

    /** A sign-in by OpenID Connect. */
    record Oidc(String name, String url) {}

    /** Ways to sign in. The password is sent only if it is that of the demo. */
    record SignIn(
            boolean form, List<String> demoUsers, @Nullable String demoPassword, List<Oidc> oidc) {}

    /** The server as the page sees it. */
    record Server(
            String provider,
            boolean emulator,
            Media media,
            Client client,
            Features features,
            SignIn signIn,
            Map<String, Long> limits) {}

    /** A user who can be called. */
    record OtherPerson(String id, String name, boolean online) {}

    private static final String DEMO_PASSWORD = "demo";

    private final VideoProvider video;
    private final MeetingsProperties properties;
    private final People people;
    private final Meetings meetings;
    private final Events events;
    private final Admissions admissions;
    private final EmulatedClients clients;
    private final boolean emulator;
    private final ObjectProvider<ClientRegistrationRepository> oidc;

    ServerController(
            VideoProvider video,
            MeetingsProperties properties,
            People people,
            Meetings meetings,
            Events events,
            Admissions admissions,
            EmulatedClients clients,
            Environment environment,
            ObjectProvider<ClientRegistrationRepository> oidc) {
        this.video = video;
        this.properties = properties;
        this.people = people;
        this.meetings = meetings;
        this.events = events;
        this.admissions = admissions;
        this.clients = clients;
        this.emulator = environment.getProperty("videoprovider.emulator", Boolean.class, false);
        this.oidc = oidc;
    }

    @GetMapping("/server")
    Server server() {
        boolean hls = video.capabilities().has(Capability.BROADCAST_HLS_HOSTED)
                || (video.capabilities().has(Capability.BROADCAST_HLS_STORAGE) && properties.storage() != null);
        boolean demo = properties.password().equals(DEMO_PASSWORD);
        return new Server(
                video.id().value(),
                emulator,
                admissions.media(),
                new Client(Admissions.clientIncluded(), Admissions.CLIENT),
                new Features(
                        video.capabilities().has(Capability.RECORD_COMPOSITE),
                        video.feature(Captions.class).isPresent(),
                        video.feature(Broadcasts.class).isPresent(),
                        hls),
                new SignIn(
                        !properties.users().isEmpty(),
                        demo
                                ? properties.users().stream()
                                        .map(MeetingsProperties.User::id)
                                        .toList()
                                : List.of(),
                        demo ? DEMO_PASSWORD : null,
                        oidcLogins()),
                Map.of(
                        "titleLength",
                        (long) Meetings.TITLE_LENGTH,
                        "descriptionLength",
                        (long) Meetings.DESCRIPTION_LENGTH,
                        "chatLength",
                        (long) ChatController.MAX_LENGTH,
                        "ringSeconds",
                        properties.ringTimeout().toSeconds(),
                        "joinAheadMinutes",
                        properties.joinAhead().toMinutes(),
                        "tokenSeconds",
                        properties.tokenTtl().toSeconds()));
    }

    private List<Oidc> oidcLogins() {
        return oidc.getIfAvailable() instanceof Iterable<?> clients
                ? StreamSupport.stream(clients.spliterator(), false)
                        .map(ClientRegistration.class::cast)
                        .map(client ->
                                new Oidc(client.getClientName(), "/oauth2/authorization/" + client.getRegistrationId()))
                        .toList()
                : List.of();
    }

    @GetMapping("/me")
    Person me(@SignedIn Person user) {
        return user;
    }

    @GetMapping("/users")
    List<OtherPerson> users(@SignedIn Person me) {
        return people.all().stream()
                .filter(person -> !person.equals(me))
                .map(person -> new OtherPerson(person.id(), person.name(), events.online(person.id())))
                .toList();
    }

    /** Opens the stream of events of the user, with those of a meeting or of a live stream that the page shows. */
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            @RequestParam(required = false) @Nullable String meeting,
            @RequestParam(required = false) @Nullable String watch,
            @RequestParam(required = false) @Nullable String key,
            @SignedIn Person user) {
        if (watch != null) {
            Meeting watched = meetings.watch(watch, user, key);
            SseEmitter stream = events.open(user, watched.call(), true, () -> countViewers(watched));
            countViewers(watched);
            return stream;
        }
        if (meeting == null) {
            return events.open(user, null, false, () -> {});
        }
        Meeting entered = meetings.enter(meeting, user, key);
        SseEmitter stream = events.open(user, entered.call(), false, () -> clients.closed(entered, user));
        clients.opened(entered, user);
        return stream;
    }

    private void countViewers(Meeting meeting) {
        int viewers = events.viewers(meeting.call());
        int peak = meetings.live(meeting).peakViewers(viewers);
        events.toMeeting(meeting, "viewers", Map.of("viewers", viewers, "peak", peak));
    }
}
