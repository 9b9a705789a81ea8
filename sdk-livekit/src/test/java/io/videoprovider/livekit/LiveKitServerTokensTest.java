package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.Room;
import io.videoprovider.livekit.client.RoomConfiguration;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.livekit.server.LiveKitServer;
import io.videoprovider.livekit.server.NodeParticipant;
import io.videoprovider.participant.Participant;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of token before the real server that the environment names. */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
class LiveKitServerTokensTest {

    private static final String ROOM = CallId.random("tokens").id();

    private static LiveKitServer server;
    private static LiveKitVideoProvider video;

    @BeforeAll
    static void start() {
        server = LiveKitServer.fromEnv();
        video = LiveKitVideoProvider.fromEnv();
    }

    @AfterAll
    static void stop() {
        video.calls().delete(CallId.of(ROOM));
        video.close();
    }

    static List<TokenMatrix.Case> matrix() {
        return TokenMatrix.cases(ROOM);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrix")
    void the_server_lets_the_bearer_in(TokenMatrix.Case token) {
        HttpResponse<String> answer = server.validate(token.mint().apply(video));

        if (token.open()) {
            assertThat(answer.body()).isEqualTo("success");
        } else {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("not valid yet");
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void a_participant_has_the_permissions_of_the_role(Role role) {
        Participant seen = joined(
                TokenRequest.builder("role-" + role, CallId.of(ROOM)).role(role).build());

        Set<Permission> expected = EnumSet.copyOf(role.permissions());
        // Only the token contains them.
        expected.removeAll(Set.of(Permission.MODERATE, Permission.RECORD));
        assertThat(seen.permissions()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"MODERATE", "RECORD"},
            mode = EnumSource.Mode.EXCLUDE)
    void a_participant_with_one_permission_has_only_that_one(Permission permission) {
        Participant seen = joined(TokenRequest.builder("only-" + permission, CallId.of(ROOM))
                .permissions(EnumSet.of(permission))
                .displayName("Zoë 李小龙 👩‍💻")
                .metadata("{\"say\":\"\\\"hi\\\"\"}")
                .attribute("quote\"d", "a\\b")
                .build());

        assertThat(seen.permissions()).containsExactly(permission);
        assertThat(seen.displayName()).isEqualTo("Zoë 李小龙 👩‍💻");
        assertThat(seen.metadata()).isEqualTo("{\"say\":\"\\\"hi\\\"\"}");
        assertThat(seen.attributes()).containsEntry("quote\"d", "a\\b");
    }

    @Test
    void the_longest_name_and_user_id_get_in() {
        String longest = "李".repeat(85) + "x";

        Participant seen = joined(TokenRequest.builder(longest, CallId.of(ROOM))
                .displayName(longest)
                .build());

        assertThat(seen.userId()).isEqualTo(longest);
        assertThat(seen.displayName()).isEqualTo(longest);
    }

    @Test
    void one_byte_more_does_not() {
        String tooLong = "李".repeat(85) + "xx";
        Map<String, Object> grant = Map.of("roomJoin", true, "room", ROOM);

        assertThat(server.validate(server.token(tooLong, grant)).body()).contains("identity length exceeds limits");
        assertThat(server.validate(server.token("alice", Map.of("roomJoin", true, "room", tooLong)))
                        .body())
                .contains("room name length exceeds limits");
    }

    /** Tokens with a validity around the leeway of a minute; ten seconds are the margin for slow tests. */
    @ParameterizedTest
    @CsvSource({"-3600, -50, true", "-3600, -70, false", "50, 3600, true", "70, 3600, false"})
    void the_server_grants_a_minute_on_both_sides_of_the_validity(long from, long until, boolean accepted) {
        Instant now = Instant.now();
        String token = mint(AccessToken.builder()
                .identity("alice")
                .video(VideoGrant.builder().roomJoin(ROOM).build())
                .validity(now.plusSeconds(from), now.plusSeconds(until))
                .build());

        assertThat(server.validate(token).statusCode()).isEqualTo(accepted ? 200 : 401);
    }

    @Test
    void a_participant_stays_connected_when_the_token_expires() {
        Instant now = Instant.now();
        String token = mint(AccessToken.builder()
                .identity("stays")
                .video(VideoGrant.builder().roomJoin(ROOM).build())
                // Accepted for 20 seconds: a busy machine needs some of it to start Node.js and to join.
                .validity(now.minusSeconds(3600), now.minusSeconds(40))
                .build());
        try (NodeParticipant participant = server.join(token)) {
            while (server.validate(token).statusCode() == 200) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }

            assertThat(participant.connected()).isTrue();
            assertThat(video.participants().get(CallId.of(ROOM), "stays").connectionId())
                    .isEqualTo(participant.sid());
        }
    }

    @Test
    void only_a_moderator_may_use_the_room_api_and_only_for_the_room() {
        CallId other = CallId.random("tokens-other");
        video.calls().getOrCreate(CallRequest.of(CallId.of(ROOM)));
        video.calls().getOrCreate(CallRequest.of(other));
        String moderator = video.tokens()
                .mint(TokenRequest.builder("alice", CallId.of(ROOM))
                        .role(Role.HOST)
                        .build())
                .token();
        String speaker = video.tokens()
                .mint(TokenRequest.builder("bob", CallId.of(ROOM))
                        .role(Role.SPEAKER)
                        .build())
                .token();
        Map<String, String> change = Map.of("room", ROOM, "metadata", "changed");

        assertThat(server.call(moderator, "RoomService", "UpdateRoomMetadata", change)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.call(moderator, "RoomService", "ListParticipants", Map.of("room", ROOM))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.call(speaker, "RoomService", "UpdateRoomMetadata", change)
                        .statusCode())
                .isNotEqualTo(200);
        assertThat(server.call(moderator, "RoomService", "ListParticipants", Map.of("room", other.id()))
                        .statusCode())
                .isNotEqualTo(200);
        video.calls().delete(other);
    }

    @Test
    void a_room_configuration_takes_effect_only_if_the_join_creates_the_room() {
        CallId fresh = CallId.random("tokens-config");
        String token = mint(AccessToken.builder()
                .identity("alice")
                .video(VideoGrant.builder().roomJoin(fresh.id()).build())
                .roomConfiguration(RoomConfiguration.builder()
                        .maxParticipants(7)
                        .metadata("configured")
                        .build())
                .build());
        LiveKitClient client = video.unwrap(LiveKitClient.class);
        try (NodeParticipant alice = server.join(token)) {
            assertThat(alice.connected()).isTrue();
            assertThat(client.rooms().listRooms(List.of(fresh.id())))
                    .singleElement()
                    .returns(7, Room::maxParticipants)
                    .returns("configured", Room::metadata);
        }
        video.calls().delete(fresh);
        client.rooms()
                .createRoom(Json.builder()
                        .put("name", fresh.id())
                        .put("metadata", "as created")
                        .build());
        try (NodeParticipant alice = server.join(token)) {
            assertThat(alice.connected()).isTrue();
            assertThat(client.rooms().listRooms(List.of(fresh.id())))
                    .singleElement()
                    .returns("as created", Room::metadata);
        }
        video.calls().delete(fresh);
    }

    private static String mint(AccessToken token) {
        return video.unwrap(LiveKitClient.class).mint(token);
    }

    private static Participant joined(TokenRequest request) {
        try (NodeParticipant participant =
                server.join(video.tokens().mint(request).token())) {
            return video.participants().get(CallId.of(ROOM), participant.identity());
        }
    }
}
