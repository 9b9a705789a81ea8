package io.videoprovider.examples.meetings;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.examples.meetings.People.Person;
import io.videoprovider.feature.Capability;
import io.videoprovider.ice.IceServer;
import io.videoprovider.ice.TurnCredentials;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Issues join tokens. A browser gets the least: also hosts mute, remove and record through this application, which checks their role, and
 * chat goes through it. Thread-safe.
 */
@Component
class Admissions {

    /** Attribute of a participant that shows who is a host. */
    static final String ROLE = "role";

    private static final String VIEWER_PREFIX = "viewer-";
    static final String CLIENT = "/vendor/livekit-client.esm.mjs";

    private final VideoProvider video;
    private final MeetingsProperties properties;
    private final ObjectProvider<TurnCredentials> turn;
    private final ServerController.Media media;

    Admissions(
            VideoProvider video,
            MeetingsProperties properties,
            ObjectProvider<TurnCredentials> turn,
            Environment environment) {
        this.video = video;
        this.properties = properties;
        this.turn = turn;
        this.media = media(video, environment.getProperty("videoprovider.emulator", Boolean.class, false));
    }

    JoinToken participant(Meeting meeting, Person user) {
        TokenRequest.Builder token = token(meeting, user).role(Role.SPEAKER);
        if (video.capabilities().has(Capability.TOKEN_PERMISSIONS)) {
            token.deny(Permission.PUBLISH_DATA).deny(Permission.UPDATE_OWN_METADATA);
        }
        if (video.capabilities().has(Capability.TOKEN_ATTRIBUTES)) {
            token.attribute(ROLE, meeting.isHost(user.id()) ? "HOST" : "SPEAKER");
        }
        return video.tokens().mint(token.build());
    }

    /** Returns whether a client of the user is connected as a participant. */
    boolean connected(CallId call, Person user) {
        try {
            return !video.participants().connections(call, user.id()).items().isEmpty();
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Admits a viewer of the live stream, beside the same user's connection as a participant. */
    JoinToken viewer(Meeting meeting, Person user) {
        TokenRequest.Builder token =
                token(meeting, new Person(viewer(user.id()), user.name())).role(Role.VIEWER);
        if (video.capabilities().has(Capability.TOKEN_ATTRIBUTES)) {
            token.attribute(ROLE, "VIEWER");
        }
        return video.tokens().mint(token.build());
    }

    /** Returns the id with which a user watches the live stream. */
    static String viewer(String user) {
        return VIEWER_PREFIX + user;
    }

    /** Whether an id is that of a viewer of the live stream, who is not in the meeting. */
    static boolean isViewer(String userId) {
        return userId.startsWith(VIEWER_PREFIX);
    }

    private TokenRequest.Builder token(Meeting meeting, Person user) {
        return TokenRequest.builder(user.id(), meeting.call())
                .displayName(user.name())
                .ttl(properties.tokenTtl());
    }

    /** Returns credentials of the TURN server; empty if none is configured. */
    List<IceServer> iceServers(Person user) {
        TurnCredentials credentials = turn.getIfAvailable();
        return credentials == null ? List.of() : credentials.mint(user.id()).iceServers();
    }

    ServerController.Media media() {
        return media;
    }

    private static ServerController.Media media(VideoProvider video, boolean emulator) {
        if (emulator) {
            return new ServerController.Media(
                    false,
                    "emulator",
                    "The built-in emulator carries no audio and video. Set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET for a LiveKit server.");
        }
        if (!video.id().equals(ProviderId.LIVEKIT)) {
            return new ServerController.Media(
                    false, video.id().value(), "Audio and video need the vendor's own client, which is not included.");
        }
        return clientIncluded()
                ? new ServerController.Media(true, null, null)
                : new ServerController.Media(
                        false, "no-client", "livekit-client is missing: build again with npm on the PATH.");
    }

    static boolean clientIncluded() {
        return new ClassPathResource("static" + CLIENT).exists();
    }
}
