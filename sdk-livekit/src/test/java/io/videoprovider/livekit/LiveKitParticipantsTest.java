package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.SECRET;
import static io.videoprovider.livekit.Tests.body;
import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.JoinRefusedException;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.message.Messages;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.Permission;
import io.videoprovider.token.TokenRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Participants. Verifies the requests and their effects. */
class LiveKitParticipantsTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-05-04T10:00:00Z"));
    private LiveKitEmulator emulator;
    private LiveKitVideoProvider video;
    private LiveKitClient client;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", SECRET)
                .delays(Delays.SHORT)
                .clock(clock)
                .start();
        video = Tests.providerOf(emulator).clock(clock).build();
        client = video.unwrap(LiveKitClient.class);
        video.calls().getOrCreate(CallRequest.of(LOBBY));
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private LiveKitParticipant join(String identity) {
        return emulator.join(video.tokens()
                .mint(TokenRequest.builder(identity, LOBBY).build())
                .token());
    }

    private LiveKitParticipant join(AccessToken.Builder token) {
        return emulator.join(client.mint(token.build()));
    }

    private Participant update(String userId, ParticipantUpdate.Builder change) {
        return video.participants().update(LOBBY, userId, change.build());
    }

    private Json permissionSent() {
        return body(emulator, "UpdateParticipant").object("permission");
    }

    @Nested
    class Permissions {

        @Test
        void the_whole_permission_is_written_including_fields_unknown_to_the_sdk() {
            join(AccessToken.builder()
                    .identity("ghost")
                    .video(VideoGrant.builder()
                            .roomJoin("lobby")
                            .hidden()
                            .canSubscribeMetrics(true)
                            .canManageAgentSession(true)
                            .canUpdateOwnMetadata(true)
                            .build()));

            update("ghost", ParticipantUpdate.builder().deny(Permission.PUBLISH_DATA));

            assertThat(permissionSent().asMap())
                    .containsEntry("can_subscribe", true)
                    .containsEntry("can_publish", true)
                    .containsEntry("can_publish_data", false)
                    .containsEntry("can_publish_sources", List.of())
                    .containsEntry("hidden", true)
                    .containsEntry("can_update_metadata", true)
                    .containsEntry("can_subscribe_metrics", true)
                    .containsEntry("can_manage_agent_session", true)
                    .containsKeys("recorder", "agent");
        }

        @Test
        void one_source_less_names_the_others() {
            join("alice");

            Participant now = update("alice", ParticipantUpdate.builder().deny(Permission.PUBLISH_SCREEN));

            assertThat(permissionSent().strings("can_publish_sources"))
                    .containsExactlyInAnyOrder("MICROPHONE", "CAMERA");
            assertThat(permissionSent().bool("can_publish")).isTrue();
            assertThat(now.permissions())
                    .containsExactlyInAnyOrder(
                            Permission.PUBLISH_AUDIO,
                            Permission.PUBLISH_VIDEO,
                            Permission.PUBLISH_DATA,
                            Permission.SUBSCRIBE,
                            Permission.UPDATE_OWN_METADATA);
        }

        @Test
        void one_of_two_restricted_sources_less_leaves_one() {
            emulator.join(video.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY)
                            .permissions(EnumSet.of(Permission.PUBLISH_AUDIO, Permission.PUBLISH_VIDEO))
                            .build())
                    .token());

            Participant now = update("alice", ParticipantUpdate.builder().deny(Permission.PUBLISH_VIDEO));

            assertThat(permissionSent().strings("can_publish_sources")).containsExactly("MICROPHONE");
            assertThat(now.permissions()).containsExactly(Permission.PUBLISH_AUDIO);
        }

        @Test
        void the_last_source_less_publishes_nothing() {
            emulator.join(video.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY)
                            .permissions(EnumSet.of(Permission.PUBLISH_AUDIO))
                            .build())
                    .token());

            Participant now = update("alice", ParticipantUpdate.builder().deny(Permission.PUBLISH_AUDIO));

            // An empty list would mean all sources.
            assertThat(permissionSent().bool("can_publish")).isFalse();
            assertThat(now.permissions()).isEmpty();
        }

        @Test
        void one_source_permits_only_that_source_and_all_sources_are_not_a_restriction() {
            LiveKitParticipant viewer = emulator.join(video.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY)
                            .permissions(Set.of())
                            .build())
                    .token());

            assertThat(update("alice", ParticipantUpdate.builder().allow(Permission.PUBLISH_VIDEO))
                            .permissions())
                    .containsExactly(Permission.PUBLISH_VIDEO);
            assertThat(permissionSent().strings("can_publish_sources")).containsExactly("CAMERA");
            assertThat(viewer.publish("camera")).startsWith("TR_");
            emulator.reset();
            video.calls().getOrCreate(CallRequest.of(LOBBY));
            join("bob");
            update(
                    "bob",
                    ParticipantUpdate.builder()
                            .allow(Permission.PUBLISH_AUDIO)
                            .allow(Permission.PUBLISH_SCREEN)
                            .allow(Permission.PUBLISH_VIDEO));
            assertThat(permissionSent().asMap()).containsEntry("can_publish_sources", List.of());
        }

        @ParameterizedTest
        @EnumSource(
                names = {"MODERATE", "RECORD"},
                mode = EnumSource.Mode.EXCLUDE)
        void each_permission_can_be_taken_and_given_back_and_nothing_else_changes(Permission permission) {
            join("alice");
            Set<Permission> all = video.participants().get(LOBBY, "alice").permissions();
            Set<Permission> without = EnumSet.copyOf(all);
            without.remove(permission);

            assertThat(update("alice", ParticipantUpdate.builder().deny(permission))
                            .permissions())
                    .isEqualTo(without);
            assertThat(update("alice", ParticipantUpdate.builder().allow(permission))
                            .permissions())
                    .isEqualTo(all);
        }

        @ParameterizedTest
        @EnumSource(names = {"MODERATE", "RECORD"})
        void moderation_and_recording_are_only_in_the_token(Permission permission) {
            join("alice");
            emulator.faults().inject("*", Integer.MAX_VALUE, LiveKitFault.text(500, "must not be asked"));

            assertThatThrownBy(() -> update("alice", ParticipantUpdate.builder().allow(permission)))
                    .isInstanceOf(UnsupportedFeatureException.class);
            assertThatThrownBy(() -> update("alice", ParticipantUpdate.builder().deny(permission)))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }

        @Test
        void changing_only_the_name_sends_one_request_without_permissions() {
            LiveKitParticipant alice = join("alice");

            Participant renamed = update(
                    "alice",
                    ParticipantUpdate.builder()
                            .displayName("Alice")
                            .metadata("m")
                            .attribute("a", "b"));

            assertThat(body(emulator, "UpdateParticipant"))
                    .isEqualTo(Json.parse("{\"name\":\"Alice\",\"metadata\":\"m\",\"attributes\":{\"a\":\"b\"},"
                            + "\"room\":\"lobby\",\"identity\":\"alice\"}"));
            assertThat(requests(emulator, "GetParticipant")).isEmpty();
            assertThat(renamed.displayName()).isEqualTo("Alice");
            assertThat(alice.attributes()).isEqualTo(Map.of("a", "b"));
        }

        @Test
        void attributes_over_their_limit_are_refused_before_any_request() {
            emulator.reset();

            assertThatThrownBy(() -> update("alice", ParticipantUpdate.builder().attribute("a", "x".repeat(64 * 1024))))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("65536");
            assertThat(emulator.requests()).isEmpty();
        }
    }

    /** On LiveKit Cloud a removal revokes tokens; the clock stands still. */
    @Nested
    class Removal {

        private LiveKitEmulator cloud;
        private LiveKitVideoProvider provider;

        @BeforeEach
        void start() {
            cloud = LiveKitEmulator.builder()
                    .apiKey("devkey", SECRET)
                    .delays(Delays.SHORT)
                    .clock(clock)
                    .removalRevokesTokens(true)
                    .start();
            provider = Tests.providerOf(cloud).clock(clock).build();
            provider.calls().getOrCreate(CallRequest.of(LOBBY));
        }

        @AfterEach
        void stop() {
            provider.close();
            cloud.close();
        }

        private String token(String identity) {
            return provider.tokens()
                    .mint(TokenRequest.builder(identity, LOBBY).build())
                    .token();
        }

        @Test
        void a_token_that_is_minted_after_a_removal_works_at_once_and_older_ones_do_not() {
            LiveKitClient wire = provider.unwrap(LiveKitClient.class);
            AccessToken any = AccessToken.builder()
                    .identity("alice")
                    .video(VideoGrant.builder().roomJoin("lobby").build())
                    .build();
            String portable = token("alice");
            String ofClient = wire.mint(any);
            cloud.join(portable);

            provider.participants().remove(LOBBY, "alice");

            assertThat(body(cloud, "RemoveParticipant").number("revoke_token_ts"))
                    .isEqualTo(clock.instant().getEpochSecond());
            assertThat(cloud.join(token("alice")).connected()).isTrue();
            assertThat(cloud.join(wire.mint(any)).connected()).isTrue();
            assertThatThrownBy(() -> cloud.join(portable)).isInstanceOf(JoinRefusedException.class);
            assertThatThrownBy(() -> cloud.join(ofClient)).isInstanceOf(JoinRefusedException.class);
            // verify sends no request, so revocations have no effect on it.
            assertThat(provider.tokens().verify(portable).userId()).isEqualTo("alice");
        }

        @Test
        void tokens_of_other_users_and_rooms_are_backdated_and_stay_valid() {
            cloud.join(token("alice"));
            String bob = token("bob");

            provider.participants().remove(LOBBY, "alice");

            assertThat(cloud.join(bob).connected()).isTrue();
            assertThat(Tests.claims(token("bob")).number("nbf"))
                    .isEqualTo(clock.instant().minusSeconds(10).getEpochSecond());
            assertThat(Tests.claims(provider.tokens()
                                    .mint(TokenRequest.builder("alice", CallId.of("attic"))
                                            .build())
                                    .token())
                            .number("nbf"))
                    .isEqualTo(clock.instant().minusSeconds(10).getEpochSecond());
        }

        @Test
        void a_removal_without_a_time_revokes_the_tokens_of_the_next_minute() {
            cloud.join(token("alice"));

            provider.unwrap(LiveKitClient.class)
                    .call(
                            "RoomService",
                            "RemoveParticipant",
                            Json.parse("{\"room\":\"lobby\",\"identity\":\"alice\"}"));

            assertThatThrownBy(() -> cloud.join(token("alice"))).isInstanceOf(JoinRefusedException.class);
            clock.set(clock.instant().plusSeconds(70));
            assertThat(cloud.join(token("alice")).connected()).isTrue();
        }

        @Test
        void a_server_of_ones_own_revokes_nothing() {
            String token = video.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY).build())
                    .token();
            emulator.join(token);

            video.participants().remove(LOBBY, "alice");

            assertThat(emulator.join(token).connected()).isTrue();
        }
    }

    @Nested
    class Silence {

        @Test
        void a_mute_without_response_of_a_missing_participant_is_not_found() {
            assertThatThrownBy(() -> video.participants().muteTrack(LOBBY, "nobody", "TR_1"))
                    .isInstanceOfSatisfying(
                            NotFoundException.class,
                            e -> assertThat(e.operation()).isEqualTo("GetParticipant"));
            // The server takes three seconds to find out: once is enough.
            assertThat(requests(emulator, "MutePublishedTrack")).hasSize(1);
        }

        @Test
        void a_mute_without_response_of_a_connected_participant_is_unavailable() {
            String track = join("alice").publish("microphone");
            emulator.faults()
                    .inject(
                            "MutePublishedTrack",
                            LiveKitFault.twirp(503, "unavailable", "twirp error unknown: no response from servers"));

            assertThatThrownBy(() -> video.participants().muteTrack(LOBBY, "alice", track))
                    .isInstanceOfSatisfying(UnavailableException.class, e -> {
                        assertThat(e.operation()).isEqualTo("MutePublishedTrack");
                        assertThat(e.outcomeUnknown()).isTrue();
                    });
        }

        @Test
        void a_missing_track_is_not_found_although_the_server_responds_with_200() {
            join("alice");

            assertThatThrownBy(() -> video.participants().muteTrack(LOBBY, "alice", "TR_nothing"))
                    .isInstanceOf(NotFoundException.class);
        }

        @Test
        void a_message_without_receivers_in_a_missing_call_is_not_found() {
            Messages messages = video.require(Messages.class);

            assertThatThrownBy(() -> messages.send(CallId.of("nowhere"), "t", new byte[1]))
                    .isInstanceOf(NotFoundException.class);
            assertThat(requests(emulator, "SendData")).hasSize(1);
            emulator.faults().inject("SendData", LiveKitFault.twirp(503, "unavailable", "no response from servers"));
            assertThatThrownBy(() -> messages.send(LOBBY, "t", new byte[1])).isInstanceOf(UnavailableException.class);
        }

        @Test
        void a_message_that_may_have_arrived_is_not_called_one_that_did_not() {
            LiveKitParticipant alice = join("alice");
            emulator.faults()
                    .inject("SendData", 3, LiveKitFault.dropAfterProcessing())
                    .inject("ListRooms", 3, LiveKitFault.text(503, "down"));

            assertThatThrownBy(() -> video.require(Messages.class).send(LOBBY, "t", new byte[1]))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue());

            assertThat(alice.received()).hasSize(1);
        }

        @Test
        void a_track_that_may_be_muted_is_not_called_one_that_is_not() {
            LiveKitParticipant alice = join("alice");
            String track = alice.publish("microphone");
            emulator.faults()
                    .inject("MutePublishedTrack", 3, LiveKitFault.dropAfterProcessing())
                    .inject("GetParticipant", 3, LiveKitFault.text(503, "down"));

            assertThatThrownBy(() -> video.participants().muteTrack(LOBBY, "alice", track))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.outcomeUnknown()).isTrue());

            assertThat(alice.muted(track)).isTrue();
        }

        @Test
        void when_the_look_up_after_a_timeout_fails_the_error_is_that_of_the_message() {
            join("alice");
            emulator.faults()
                    .inject("SendData", LiveKitFault.twirp(503, "unavailable", "no response from servers"))
                    .inject("ListRooms", 3, LiveKitFault.text(503, "down"));

            assertThatThrownBy(() -> video.require(Messages.class).send(LOBBY, "t", new byte[1]))
                    .isInstanceOfSatisfying(UnavailableException.class, e -> {
                        assertThat(e.operation()).isEqualTo("SendData");
                        assertThat(e.outcomeUnknown()).isTrue();
                        assertThat(e.getSuppressed()).hasSize(1);
                    });
        }

        @Test
        void a_message_sent_again_after_a_lost_answer_arrives_once() {
            LiveKitParticipant alice = join("alice");
            emulator.faults().inject("SendData", LiveKitFault.dropAfterProcessing());

            video.require(Messages.class).send(LOBBY, "t", new byte[] {1, 2});

            assertThat(requests(emulator, "SendData"))
                    .hasSize(2)
                    .extracting(request -> Json.parse(request.body()).string("nonce"))
                    .containsOnly(
                            Json.parse(requests(emulator, "SendData").get(0).body())
                                    .string("nonce"));
            assertThat(alice.received()).hasSize(1);
        }

        @Test
        void a_removal_after_a_lost_answer_is_a_success() {
            LiveKitParticipant alice = join("alice");
            emulator.faults().inject("RemoveParticipant", LiveKitFault.dropAfterProcessing());

            video.participants().remove(LOBBY, "alice");

            assertThat(alice.disconnectReason()).contains("PARTICIPANT_REMOVED");
            assertThatThrownBy(() -> video.participants().remove(LOBBY, "alice"))
                    .isInstanceOfSatisfying(
                            NotFoundException.class,
                            e -> assertThat(e.attempts()).isEqualTo(1));
        }
    }

    @Nested
    class Lists {

        @Test
        void agents_recorders_and_hidden_ones_are_there_and_marked() {
            join("alice");
            join(AccessToken.builder()
                    .identity("helper")
                    .kind("agent")
                    .video(VideoGrant.builder().roomJoin("lobby").build()));
            join(AccessToken.builder()
                    .identity("EG_1")
                    .kind("egress")
                    .video(VideoGrant.builder()
                            .roomJoin("lobby")
                            .recorder()
                            .hidden()
                            .build()));

            assertThat(video.participants().list(LOBBY))
                    .extracting(Participant::userId, Participant::kind, Participant::hidden)
                    .containsExactlyInAnyOrder(
                            tuple("alice", ParticipantKind.STANDARD, false),
                            tuple("helper", ParticipantKind.AGENT, false),
                            tuple("EG_1", ParticipantKind.EGRESS, true));
        }

        @Test
        void participants_are_ordered_by_join_time() {
            for (String name : List.of("zoe", "adam", "mia", "ben")) {
                join(name);
                clock.set(clock.instant().plusMillis(1));
            }

            assertThat(video.participants().list(LOBBY))
                    .extracting(Participant::userId)
                    .containsExactly("zoe", "adam", "mia", "ben");
        }

        @Test
        void an_empty_call_has_no_participants_and_a_missing_call_is_not_found() {
            assertThat(video.participants().list(LOBBY)).isEmpty();
            assertThatThrownBy(() -> video.participants().list(CallId.of("nowhere")))
                    .isInstanceOf(NotFoundException.class);
        }

        @Test
        void a_kind_is_muted_where_it_is_not_already() {
            LiveKitParticipant alice = join("alice");
            String microphone = alice.publish("microphone");
            String camera = alice.publish("camera");
            alice.mute(camera, true);

            video.participants().mute(LOBBY, "alice", TrackKind.CAMERA);
            video.participants().mute(LOBBY, "alice", TrackKind.MICROPHONE);

            assertThat(alice.muted(microphone)).isTrue();
            assertThat(body(emulator, "MutePublishedTrack"))
                    .isEqualTo(Json.parse("{\"room\":\"lobby\",\"identity\":\"alice\",\"track_sid\":\"" + microphone
                            + "\",\"muted\":true}"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"camera", "microphone", "screen_share", "screen_share_audio"})
        void each_kind_can_be_muted(String source) {
            LiveKitParticipant alice = join("alice");
            String track = alice.publish(source);

            video.participants().mute(LOBBY, "alice", new TrackKind(source));

            assertThat(alice.muted(track)).isTrue();
        }

        @Test
        void all_are_muted_one_track_after_the_other_except_some() {
            LiveKitParticipant alice = join("alice");
            LiveKitParticipant bob = join("bob");
            LiveKitParticipant carol = join("carol");
            String first = alice.publish("microphone");
            String second = bob.publish("microphone");
            String third = carol.publish("microphone");
            String camera = bob.publish("camera");

            video.participants().muteAll(LOBBY, TrackKind.MICROPHONE, List.of("carol"));

            assertThat(alice.muted(first)).isTrue();
            assertThat(bob.muted(second)).isTrue();
            assertThat(bob.muted(camera)).isFalse();
            assertThat(carol.muted(third)).isFalse();
            assertThat(requests(emulator, "MutePublishedTrack")).hasSize(2);
        }

        @Test
        void a_participant_who_leaves_while_all_are_muted_is_not_an_error() {
            LiveKitParticipant alice = join("alice");
            LiveKitParticipant bob = join("bob");
            String first = alice.publish("microphone");
            String second = bob.publish("microphone");
            emulator.faults().inject("MutePublishedTrack", LiveKitFault.twirp(404, "not_found", "participant gone"));

            video.participants().muteAll(LOBBY, TrackKind.MICROPHONE, List.of());

            assertThat(requests(emulator, "MutePublishedTrack")).hasSize(2);
            assertThat(List.of(alice.muted(first), bob.muted(second))).containsExactlyInAnyOrder(true, false);
        }

        @ParameterizedTest
        @ValueSource(strings = {"audio", "video", "Microphone", "screen"})
        void a_kind_without_a_source_is_refused_before_any_request(String kind) {
            int before = emulator.requests().size();

            assertThatThrownBy(() -> video.participants().mute(LOBBY, "alice", new TrackKind(kind)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("kind")
                    .hasMessageContaining("microphone");
            assertThatThrownBy(() -> video.participants().muteAll(LOBBY, new TrackKind(kind), List.of()))
                    .isInstanceOf(InvalidRequestException.class);
            assertThat(emulator.requests()).hasSize(before);
        }

        @Test
        void an_identity_that_other_software_chose_is_found_by_its_name() {
            join(AccessToken.builder()
                    .identity("sip:+49 30 123")
                    .kind("sip")
                    .video(VideoGrant.builder().roomJoin("lobby").build()));

            assertThat(video.participants().get(LOBBY, "sip:+49 30 123").kind()).isEqualTo(ParticipantKind.SIP);
        }
    }
}
