package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.RoomConfiguration;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.token.JoinWindow;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Tokens of every kind that joins a room, to be verified by other software. */
final class TokenMatrix {

    /**
     * A token to mint.
     *
     * @param open whether it lets its bearer in now, otherwise only later
     */
    record Case(String name, boolean open, Function<LiveKitVideoProvider, String> mint) {

        @Override
        public String toString() {
            return name;
        }
    }

    private TokenMatrix() {}

    /** All cases, for a room of that name. */
    static List<Case> cases(String room) {
        Instant now = Instant.now();
        List<Case> cases = new ArrayList<>();
        for (Role role : Role.values()) {
            cases.add(request("role " + role, builder(room).role(role)));
        }
        for (Permission permission : Permission.values()) {
            cases.add(request("only " + permission, builder(room).permissions(EnumSet.of(permission))));
            cases.add(request(
                    "all but " + permission, builder(room).role(Role.HOST).deny(permission)));
        }
        cases.add(request("nothing permitted", builder(room).permissions(Set.of())));
        cases.add(request("a name in many scripts", builder(room).displayName("Zoë 李小龙 Ōé 👩‍💻 עברית")));
        cases.add(request("a user id in many scripts", TokenRequest.builder("zoë@example.com 李 👋", CallId.of(room))));
        cases.add(request(
                "metadata with quotes and line breaks",
                builder(room).metadata("{\"say\":\"\\\"hi\\\"\",\n\t\"path\":\"C:\\\\x\"} </script> \u2028 \u0001")));
        cases.add(request(
                "attributes",
                builder(room)
                        .attribute("team", "blue")
                        .attribute("quote\"d", "a\\b")
                        .attribute("empty", "")));
        cases.add(request("a second", builder(room).ttl(Duration.ofSeconds(1))));
        cases.add(request("a year", builder(room).ttl(TokenRequest.MAX_TTL)));
        cases.add(request(
                "a window that is open",
                builder(room).window(new JoinWindow(now.minusSeconds(600), now.plusSeconds(600)))));
        cases.add(new Case(
                "a window that opens later",
                false,
                video -> minted(
                        video, builder(room).window(new JoinWindow(now.plusSeconds(3600), now.plusSeconds(7200))))));
        cases.add(token(
                "every grant",
                AccessToken.builder()
                        .identity("alice")
                        .name("Alice")
                        .kind("standard")
                        .video(VideoGrant.builder()
                                .roomJoin(room)
                                .roomAdmin(room)
                                .roomCreate()
                                .roomList()
                                .roomRecord()
                                .ingressAdmin()
                                .canPublish(true)
                                .canSubscribe(true)
                                .canPublishData(true)
                                .canPublishSources(List.of("camera", "microphone"))
                                .canUpdateOwnMetadata(true)
                                .canSubscribeMetrics(true)
                                .hidden()
                                .destinationRoom("other")
                                .build())
                        .sipAdmin()
                        .sipCall()
                        .agentAdmin()
                        .inferencePerform()
                        .observabilityWrite()
                        .metadata("m")
                        .attribute("a", "b")
                        .build()));
        cases.add(token(
                "room configuration",
                AccessToken.builder()
                        .identity("alice")
                        .video(VideoGrant.builder().roomJoin(room).build())
                        .roomConfiguration(RoomConfiguration.builder()
                                .emptyTimeout(Duration.ofMinutes(10))
                                .departureTimeout(Duration.ofSeconds(30))
                                .maxParticipants(20)
                                .metadata("{\"title\":\"Weekly\"}")
                                .tags(Map.of("team", "blue"))
                                .egress(Json.parse("{\"tracks\":{\"filepath\":\"rec/{track_id}\"}}"))
                                .build())
                        .build()));
        return cases;
    }

    private static TokenRequest.Builder builder(String room) {
        return TokenRequest.builder("alice", CallId.of(room));
    }

    private static Case request(String name, TokenRequest.Builder request) {
        return new Case(name, true, video -> minted(video, request));
    }

    private static Case token(String name, AccessToken token) {
        return new Case(name, true, video -> video.unwrap(LiveKitClient.class).mint(token));
    }

    private static String minted(LiveKitVideoProvider video, TokenRequest.Builder request) {
        return video.tokens().mint(request.build()).token();
    }
}
