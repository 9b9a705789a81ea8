package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.bodies;
import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.operations;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamParticipant;
import io.videoprovider.emulator.stream.StreamRequest;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Participants. Verifies the requests of each operation. */
class StreamParticipantsTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private StreamEmulator emulator;
    private StreamVideoProvider video;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
        video.calls().getOrCreate(CallRequest.of(LOBBY));
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private StreamParticipant join(String userId) {
        return emulator.join(video.tokens()
                .mint(TokenRequest.builder(userId, LOBBY).role(Role.HOST).build())
                .token());
    }

    @ParameterizedTest
    @CsvSource({
        "microphone, audio",
        "camera, video",
        "screen_share, screenshare",
        "screen_share_audio, screenshare_audio"
    })
    void a_kind_is_muted_by_its_name_in_the_name_of_the_server_user(TrackKind kind, String name) {
        join("alice");

        video.participants().mute(LOBBY, "alice", kind);

        assertThat(requests(emulator, "MuteUsers").get(0).path())
                .isEqualTo("/api/v2/video/call/default/lobby/mute_users");
        assertThat(body(emulator, "MuteUsers"))
                .isEqualTo(json("{'user_ids':['alice'],'" + name + "':true,'muted_by_id':'videoprovider-server'}"));
    }

    @Test
    void the_server_user_is_made_for_the_first_mute_and_remembered_for_the_second() {
        join("alice");
        int before = emulator.requests().size();

        video.participants().mute(LOBBY, "alice", TrackKind.CAMERA);
        video.participants().mute(LOBBY, "alice", TrackKind.MICROPHONE);

        assertThat(operations(emulator).subList(before, emulator.requests().size()))
                .startsWith("QueryCallParticipants", "QueryUsers")
                .endsWith("MuteUsers", "QueryCallParticipants", "MuteUsers");
        assertThat(requests(emulator, "QueryUsers")).hasSize(1);
    }

    @Test
    void only_matching_tracks_are_muted() {
        StreamParticipant alice = join("alice");
        String microphone = alice.publish("microphone");
        String camera = alice.publish("camera");

        video.participants().mute(LOBBY, "alice", TrackKind.MICROPHONE);

        assertThat(alice.muted(microphone)).isTrue();
        assertThat(alice.muted(camera)).isFalse();
    }

    @Test
    void all_are_muted_by_one_request_unless_there_are_exceptions() {
        List<StreamParticipant> all = List.of(join("alice"), join("bob"), join("bob"), join("carol"));
        List<String> tracks =
                all.stream().map(each -> each.publish("microphone")).toList();

        video.participants().muteAll(LOBBY, TrackKind.MICROPHONE, List.of("carol"));

        assertThat(body(emulator, "MuteUsers"))
                .isEqualTo(json("{'user_ids':['alice','bob'],'audio':true,'muted_by_id':'videoprovider-server'}"));
        assertThat(all.get(2).muted(tracks.get(2))).isTrue();
        assertThat(all.get(3).muted(tracks.get(3))).isFalse();

        video.participants().muteAll(LOBBY, TrackKind.MICROPHONE, List.of());

        assertThat(bodies(emulator, "MuteUsers").get(1))
                .isEqualTo(json("{'mute_all_users':true,'audio':true,'muted_by_id':'videoprovider-server'}"));
        assertThat(all.get(3).muted(tracks.get(3))).isTrue();
    }

    @Test
    void exceptions_are_refused_where_stream_does_not_list_all_participants() {
        try (StreamEmulator cutting = Tests.emulator().sessionParticipants(0).start();
                StreamVideoProvider large = Tests.providerOf(cutting).build()) {
            large.calls().getOrCreate(CallRequest.of(LOBBY));
            String token = large.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY).role(Role.HOST).build())
                    .token();
            IntStream.range(0, 101).forEach(i -> cutting.join(token));

            assertThatThrownBy(() -> large.participants().muteAll(LOBBY, TrackKind.CAMERA, List.of("bob")))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("101 participants")
                    .hasMessageContaining("lists 100");
            assertThat(requests(cutting, "MuteUsers")).isEmpty();
            large.participants().muteAll(LOBBY, TrackKind.CAMERA, List.of());
            assertThat(requests(cutting, "MuteUsers")).hasSize(1);
        }
    }

    @Test
    void hostile_exceptions_and_users_are_refused_before_any_request() {
        int before = emulator.requests().size();

        assertThatThrownBy(() -> video.participants().muteAll(LOBBY, TrackKind.CAMERA, List.of("../x")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("except");
        assertThatThrownBy(() -> video.participants().connections(LOBBY, "a/b"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("userId");
        assertThat(emulator.requests()).hasSize(before);
    }

    @Test
    void the_connections_of_a_user_are_those_of_all_devices() {
        StreamParticipant laptop = join("alice");
        StreamParticipant phone = join("alice");
        join("bob");

        Page<Participant> connections = video.participants().connections(LOBBY, "alice");

        assertThat(connections)
                .extracting(Participant::connectionId)
                .containsExactlyInAnyOrder(laptop.userSessionId(), phone.userSessionId());
        assertThatThrownBy(() -> video.participants().connections(LOBBY, "carol"))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_kick_puts_out_and_does_not_block() {
        StreamParticipant alice = join("alice");
        StreamParticipant bob = join("bob");

        video.participants().remove(LOBBY, "alice");

        assertThat(requests(emulator, "KickUser").get(0).path()).isEqualTo("/api/v2/video/call/default/lobby/kick");
        assertThat(body(emulator, "KickUser")).isEqualTo(json("{'user_id':'alice','block':false}"));
        assertThat(alice.connected()).isFalse();
        assertThat(bob.connected()).isTrue();
        assertThat(join("alice").connected()).isTrue();
    }

    @Test
    void a_lost_response_to_a_kick_is_not_an_error() {
        StreamParticipant alice = join("alice");
        emulator.faults().inject("KickUser", StreamFault.dropAfterProcessing());

        video.participants().remove(LOBBY, "alice");

        assertThat(requests(emulator, "KickUser")).hasSize(2);
        assertThat(alice.connected()).isFalse();
    }

    @Test
    void permissions_are_granted_and_revoked_by_the_three_names_that_there_are() {
        StreamParticipant alice = join("alice");

        Participant after = video.participants()
                .update(
                        LOBBY,
                        "alice",
                        ParticipantUpdate.builder()
                                .allow(Permission.PUBLISH_AUDIO)
                                .deny(Permission.PUBLISH_VIDEO)
                                .deny(Permission.PUBLISH_SCREEN)
                                .build());

        StreamRequest request = requests(emulator, "UpdateUserPermissions").get(0);
        assertThat(request.path()).isEqualTo("/api/v2/video/call/default/lobby/user_permissions");
        Json sent = Json.parse(request.body());
        assertThat(sent.asMap()).containsOnlyKeys("user_id", "grant_permissions", "revoke_permissions");
        assertThat(sent.strings("grant_permissions")).containsExactly("send-audio");
        assertThat(sent.strings("revoke_permissions")).containsExactlyInAnyOrder("send-video", "screenshare");
        assertThat(alice.capabilities()).contains("send-audio").doesNotContain("send-video", "screenshare");
        assertThat(after.userId()).isEqualTo("alice");
    }

    @Test
    void unchanged_permissions_are_not_sent() {
        join("alice");

        video.participants()
                .update(
                        LOBBY,
                        "alice",
                        ParticipantUpdate.builder()
                                .deny(Permission.PUBLISH_AUDIO)
                                .build());

        assertThat(body(emulator, "UpdateUserPermissions"))
                .isEqualTo(json("{'user_id':'alice','revoke_permissions':['send-audio']}"));
    }

    @Test
    void an_unsupported_change_is_rejected_before_any_request() {
        int before = emulator.requests().size();

        for (ParticipantUpdate change : List.of(
                ParticipantUpdate.builder().deny(Permission.SUBSCRIBE).build(),
                ParticipantUpdate.builder().allow(Permission.MODERATE).build(),
                ParticipantUpdate.builder().displayName("Alice").build(),
                ParticipantUpdate.builder().metadata("m").build(),
                ParticipantUpdate.builder().attribute("a", "b").build())) {
            assertThatThrownBy(() -> video.participants().update(LOBBY, "alice", change))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
        assertThatThrownBy(() -> video.participants().muteTrack(LOBBY, "alice", "t-1"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("mute its kind");
        assertThatThrownBy(() -> video.participants().mute(LOBBY, "alice", new TrackKind("hologram")))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(emulator.requests()).hasSize(before);
    }

    @Test
    void a_missing_participant_is_neither_kicked_nor_muted_nor_changed() {
        join("alice");

        assertThatThrownBy(() -> video.participants().remove(LOBBY, "bob")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> video.participants().mute(LOBBY, "bob", TrackKind.CAMERA))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> video.participants()
                        .update(
                                LOBBY,
                                "bob",
                                ParticipantUpdate.builder()
                                        .deny(Permission.PUBLISH_AUDIO)
                                        .build()))
                .isInstanceOf(NotFoundException.class);

        assertThat(operations(emulator)).doesNotContain("KickUser", "MuteUsers", "UpdateUserPermissions");
    }

    @Test
    void one_is_looked_up_by_a_filter_and_two_devices_are_two_participants() {
        StreamParticipant laptop = join("alice");
        StreamParticipant phone = join("alice");
        join("bob");

        assertThat(video.participants().get(LOBBY, "alice").connectionId())
                .isIn(laptop.userSessionId(), phone.userSessionId());
        assertThat(body(emulator, "QueryCallParticipants"))
                .isEqualTo(json("{'filter_conditions':{'user_id':{'$eq':'alice'}}}"));
        assertThat(requests(emulator, "QueryCallParticipants").get(0).query()).containsEntry("limit", "100");
        assertThat(video.participants().list(LOBBY))
                .hasSize(3)
                .extracting(Participant::connectionId)
                .contains(laptop.userSessionId(), phone.userSessionId());
    }

    @Test
    void a_name_that_the_user_has_is_the_participants_and_none_is_none() {
        video.unwrap(StreamClient.class).users().upsertUsers(List.of(json("{'id':'alice','name':'Alice'}")));
        join("alice");
        join("bob");

        assertThat(video.participants().get(LOBBY, "alice").displayName()).isEqualTo("Alice");
        assertThat(video.participants().get(LOBBY, "bob").displayName()).isNull();
    }

    @Test
    void all_participants_of_a_large_call_are_listed_by_one_request() {
        String token = video.tokens()
                .mint(TokenRequest.builder("alice", LOBBY).role(Role.HOST).build())
                .token();
        Set<String> connections = IntStream.range(0, 2000)
                .mapToObj(i -> emulator.join(token).userSessionId())
                .collect(Collectors.toSet());
        int before = emulator.requests().size();

        Page<Participant> page = video.participants().list(LOBBY);

        assertThat(page).extracting(Participant::connectionId).containsExactlyInAnyOrderElementsOf(connections);
        assertThat(page.items()).isSortedAccordingTo(Comparator.comparing(Participant::joinedAt));
        assertThat(page.truncated()).isFalse();
        assertThat(page.total()).isEqualTo(2000);
        assertThat(emulator.requests()).hasSize(before + 1);
    }

    @Test
    void a_list_that_stream_cuts_off_is_marked_as_truncated() {
        try (StreamEmulator cutting = Tests.emulator().sessionParticipants(150).start();
                StreamVideoProvider large = Tests.providerOf(cutting).build()) {
            large.calls().getOrCreate(CallRequest.of(LOBBY));
            String token = large.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY).role(Role.HOST).build())
                    .token();
            IntStream.range(0, 160).forEach(i -> cutting.join(token));

            Page<Participant> page = large.participants().list(LOBBY);

            assertThat(page.items()).hasSize(150);
            assertThat(page.truncated()).isTrue();
            assertThat(page.total()).isEqualTo(160);
            assertThat(page.nextPage()).isEmpty();
        }
    }

    @Test
    void the_participants_of_an_earlier_session_are_not_listed() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(participants(100, 101));
            server.enqueue(new MockResponse.Builder()
                    .code(201)
                    .body(json("{'participants':[],'total_participants':2,'call':{'current_session_id':'new','session':"
                                    + "{'id':'old','participants':[{'user':{'id':'gone'},'user_session_id':'s'}]}}}")
                            .write())
                    .build());
            server.enqueue(participants(1, 101));
            server.start();
            try (StreamVideoProvider large =
                    Tests.providerOf(server.url("/").toString()).build()) {
                Page<Participant> withoutSession = large.participants().list(LOBBY);
                assertThat(withoutSession.items()).hasSize(100);
                assertThat(withoutSession.truncated()).isTrue();
                assertThat(large.participants().list(LOBBY)).isEmpty();
                assertThat(large.participants().get(LOBBY, "u-0").userId())
                        .as("one among many")
                        .isEqualTo("u-0");
            }
        }
    }

    private static MockResponse participants(int listed, int total) {
        String people = IntStream.range(0, listed)
                .mapToObj(i -> "{\"user\":{\"id\":\"u-" + i + "\"},\"user_session_id\":\"s-" + i + "\"}")
                .collect(Collectors.joining(","));
        return new MockResponse.Builder()
                .code(201)
                .body("{\"participants\":[" + people + "],\"total_participants\":" + total + "}")
                .build();
    }
}
