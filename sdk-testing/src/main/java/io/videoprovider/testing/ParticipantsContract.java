package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.feature.Capability;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

abstract class ParticipantsContract extends ServiceContract {

    ParticipantsContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Nested
    @DisplayName("reading participants")
    class Reading {

        @Test
        void participants_are_listed_in_join_order_until_they_leave() {
            CallId id = newCall().id();
            assertThat(provider().participants().list(id)).isEmpty();

            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST));
                    SimulatedParticipant bob = join(token(id, "bob", Role.VIEWER))) {
                alice.publish("camera");

                Page<Participant> page = provider().participants().list(id);
                List<Participant> participants = page.stream().toList();

                assertThat(page.truncated()).isFalse();
                assertThat(participants).extracting(Participant::userId).containsExactlyInAnyOrder("alice", "bob");
                assertThat(participants)
                        .isSortedAccordingTo((a, b) -> joinedAt(a).compareTo(joinedAt(b)));
                assertThat(bob.connected()).isTrue();
            }
            eventually(
                    "all have left",
                    () -> provider().participants().list(id).stream().findAny().isEmpty());
        }

        @Test
        void published_tracks_are_listed_with_the_participant() {
            assumeSemantics("tracksAreVisible", semantics().tracksAreVisible());
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                String camera = alice.publish("camera");
                alice.publish("microphone");

                Participant listed = provider().participants().get(id, "alice");

                assertThat(listed.tracks())
                        .extracting(Track::kind)
                        .containsExactlyInAnyOrder(TrackKind.CAMERA, TrackKind.MICROPHONE);
                assertThat(track(listed, TrackKind.CAMERA).id()).isEqualTo(camera);
            }
        }

        @Test
        void a_second_connection_of_a_user_replaces_the_first_only_as_declared() {
            CallId id = newCall().id();
            JoinToken token = token(id, "alice", Role.HOST);
            try (SimulatedParticipant phone = join(token);
                    SimulatedParticipant laptop = join(token);
                    SimulatedParticipant bob = join(token(id, "bob", Role.HOST))) {
                assertThat(bob.connected()).isTrue();
                int expected = semantics().secondConnectionReplacesFirst() ? 1 : 2;

                eventually("the first connection is replaced as declared", () -> phone.connected() == (expected == 2));
                assertThat(laptop.connected()).isTrue();
                Page<Participant> connections = eventually(
                        "the connections are listed",
                        () -> provider().participants().connections(id, "alice"),
                        page -> page.items().size() == expected);
                assertThat(connections)
                        .allMatch(connection -> connection.userId().equals("alice"));
                assertThat(connections).extracting(Participant::connectionId).doesNotHaveDuplicates();
                assertThat(provider().participants().list(id)).hasSize(expected + 1);
            }
        }

        @Test
        void an_unknown_participant_or_call_is_not_found() {
            CallId id = newCall().id();
            CallId unknown = CallId.random("unknown");

            notFound(() -> provider().participants().list(unknown));
            notFound(() -> provider().participants().muteAll(unknown, TrackKind.CAMERA, List.of()));
            notFound(() -> provider().participants().muteAll(unknown, TrackKind.CAMERA, List.of("bob")));
            for (CallId call : List.of(id, unknown)) {
                notFound(() -> provider().participants().get(call, "bob"));
                notFound(() -> provider().participants().connections(call, "bob"));
                notFound(() -> provider().participants().remove(call, "bob"));
                notFound(() -> provider().participants().mute(call, "bob", TrackKind.CAMERA));
                notFound(() -> provider()
                        .participants()
                        .update(
                                call,
                                "bob",
                                ParticipantUpdate.builder()
                                        .deny(Permission.PUBLISH_VIDEO)
                                        .build()));
            }
        }
    }

    @Nested
    @DisplayName("removing a participant")
    class Removal {

        @Test
        void a_removed_participant_is_disconnected_and_rejoins_only_as_declared() {
            CallId id = newCall().id();
            JoinToken token = token(id, "bob", Role.SPEAKER);
            SimulatedParticipant bob = join(token);

            provider().participants().remove(id, "bob");

            eventually("bob is disconnected", () -> !bob.connected());
            eventually(
                    "bob is not listed",
                    () -> provider().participants().list(id).stream().findAny().isEmpty());
            if (semantics().removalRevokesToken()) {
                assertThatThrownBy(() -> join(token)).isInstanceOf(IllegalStateException.class);
            } else {
                try (SimulatedParticipant again = join(token)) {
                    assertThat(again.connected()).isTrue();
                }
            }
        }
    }

    @Nested
    @DisplayName("muting")
    class Muting {

        @Test
        void muting_a_kind_is_idempotent_and_ignores_kinds_that_are_not_published() {
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
                alice.publish("microphone");

                provider().participants().mute(id, "alice", TrackKind.MICROPHONE);
                provider().participants().mute(id, "alice", TrackKind.MICROPHONE);
                provider().participants().mute(id, "alice", TrackKind.SCREEN_SHARE);

                assertThat(alice.connected()).isTrue();
            }
        }

        @Test
        void muting_a_kind_mutes_the_tracks_of_that_kind_only() {
            assumeSemantics("tracksAreVisible", semantics().tracksAreVisible());
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
                alice.publish("camera");
                alice.publish("microphone");

                provider().participants().mute(id, "alice", TrackKind.MICROPHONE);

                Participant muted = provider().participants().get(id, "alice");
                assertThat(track(muted, TrackKind.MICROPHONE).muted()).isTrue();
                assertThat(track(muted, TrackKind.CAMERA).muted()).isFalse();
            }
        }

        @Test
        void muting_all_participants_leaves_out_exceptions_and_other_kinds() {
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER));
                    SimulatedParticipant bob = join(token(id, "bob", Role.SPEAKER));
                    SimulatedParticipant carol = join(token(id, "carol", Role.SPEAKER))) {
                alice.publish("microphone");
                bob.publish("microphone");
                bob.publish("camera");
                assertThat(carol.connected()).isTrue();

                provider().participants().muteAll(id, TrackKind.MICROPHONE, List.of("alice", "not-in-the-call"));

                if (semantics().tracksAreVisible()) {
                    assertThat(muted(id, "alice", TrackKind.MICROPHONE)).isFalse();
                    assertThat(muted(id, "bob", TrackKind.MICROPHONE)).isTrue();
                    assertThat(muted(id, "bob", TrackKind.CAMERA)).isFalse();
                }
                provider().participants().muteAll(id, TrackKind.MICROPHONE, List.of());
                provider().participants().muteAll(id, TrackKind.MICROPHONE, List.of("alice", "bob", "carol"));
                provider().participants().muteAll(id, TrackKind.SCREEN_SHARE, List.of());
                if (semantics().tracksAreVisible()) {
                    assertThat(muted(id, "alice", TrackKind.MICROPHONE)).isTrue();
                }
            }
        }

        private boolean muted(CallId call, String userId, TrackKind kind) {
            return track(provider().participants().get(call, userId), kind).muted();
        }

        @Test
        void a_kind_that_the_provider_does_not_know_is_rejected() {
            CallId id = newCall().id();
            TrackKind audio = new TrackKind("audio");

            invalid("kind", () -> provider().participants().mute(id, "alice", audio));
            invalid("kind", () -> provider().participants().muteAll(id, audio, List.of()));
        }

        @Test
        void one_track_is_muted_by_its_id() {
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
                String camera = alice.publish("camera");
                assumeSupported(
                        Capability.MUTE_TRACK, () -> provider().participants().muteTrack(id, "alice", camera));

                provider().participants().muteTrack(id, "alice", camera);
                provider().participants().muteTrack(id, "alice", camera);

                assertThat(track(provider().participants().get(id, "alice"), TrackKind.CAMERA)
                                .muted())
                        .isTrue();
                notFound(() -> provider().participants().muteTrack(id, "alice", "unknown"));
                notFound(() -> provider().participants().muteTrack(id, "bob", camera));
            }
        }
    }

    @Nested
    @DisplayName("updating a participant")
    class Updating {

        private final ParticipantUpdate denyVideo =
                ParticipantUpdate.builder().deny(Permission.PUBLISH_VIDEO).build();

        @Test
        void a_denied_permission_prevents_publishing_until_it_is_allowed_again() {
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
                provider().participants().update(id, "alice", denyVideo);
                assertThatThrownBy(() -> alice.publish("camera")).isInstanceOf(IllegalStateException.class);

                provider()
                        .participants()
                        .update(
                                id,
                                "alice",
                                ParticipantUpdate.builder()
                                        .allow(Permission.PUBLISH_VIDEO)
                                        .build());
                assertThat(alice.publish("camera")).isNotEmpty();
            }
        }

        @Test
        void denying_a_permission_keeps_the_others() {
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
                alice.publish("microphone");
                var others = new ArrayList<>(
                        provider().participants().get(id, "alice").permissions());
                others.remove(Permission.PUBLISH_VIDEO);

                Participant updated = provider().participants().update(id, "alice", denyVideo);

                assumeSemantics("permissionsAreVisible", semantics().permissionsAreVisible());
                assertThat(updated.permissions()).containsExactlyInAnyOrderElementsOf(others);
            }
        }

        @Test
        void the_display_name_is_updated() {
            ParticipantUpdate rename =
                    ParticipantUpdate.builder().displayName("Alice B.").build();

            updated(Capability.PARTICIPANT_RENAME, rename, it -> "Alice B.".equals(it.displayName()));
        }

        @Test
        void the_metadata_is_updated() {
            ParticipantUpdate metadata =
                    ParticipantUpdate.builder().metadata("{\"seat\":2}").build();

            updated(Capability.PARTICIPANT_METADATA, metadata, it -> "{\"seat\":2}".equals(it.metadata()));
        }

        @Test
        void attributes_are_added_and_removed() {
            ParticipantUpdate attributes = ParticipantUpdate.builder()
                    .attribute("level", "3")
                    .attribute("lang", "it")
                    .build();
            ParticipantUpdate removal =
                    ParticipantUpdate.builder().attribute("lang", "").build();
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
                assertThat(alice.connected()).isTrue();
                updated(
                        Capability.PARTICIPANT_ATTRIBUTES,
                        id,
                        attributes,
                        it -> it.attributes().equals(Map.of("level", "3", "lang", "it")));
                updated(
                        Capability.PARTICIPANT_ATTRIBUTES,
                        id,
                        removal,
                        it -> it.attributes().equals(Map.of("level", "3")));
            }
        }

        private void updated(Capability capability, ParticipantUpdate update, Predicate<Participant> effect) {
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
                assertThat(alice.connected()).isTrue();
                updated(capability, id, update, effect);
            }
        }

        private void updated(
                Capability capability, CallId id, ParticipantUpdate update, Predicate<Participant> effect) {
            assumeSupported(capability, () -> provider().participants().update(id, "alice", update));

            assertThat(provider().participants().update(id, "alice", update)).matches(effect);
            assertThat(provider().participants().get(id, "alice")).matches(effect);
        }

        @Test
        void a_contradictory_or_empty_update_is_rejected() {
            assertThatThrownBy(() -> ParticipantUpdate.builder().build()).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> ParticipantUpdate.builder()
                            .allow(Permission.SUBSCRIBE)
                            .deny(Permission.SUBSCRIBE)
                            .build())
                    .isInstanceOf(InvalidRequestException.class);
        }
    }
}
