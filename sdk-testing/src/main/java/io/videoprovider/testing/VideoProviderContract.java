package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.TrackUnpublished;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.feature.Capability;
import io.videoprovider.feature.Feature;
import io.videoprovider.feature.Limits;
import io.videoprovider.feature.Semantics;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.message.Messages;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Storage;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.JoinWindow;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.token.VerifiedToken;
import io.videoprovider.webhook.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link VideoProvider} has to do, as tests. A provider's own tests extend it and say how to reach the provider and
 * how people join its calls; the suite asks {@code capabilities()} for everything in which providers may differ, and tests both
 * that what is there works and that what is not there is refused.
 *
 * <p>Each test has calls of its own, so that a server in use is not disturbed.
 */
public abstract class VideoProviderContract {

    private final Instant nextWeek = Instant.now().plus(7, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    /** For sub-classes. */
    protected VideoProviderContract() {}

    /** The provider under test; the same in all tests, and closed by who made it. */
    protected abstract VideoProvider provider();

    /**
     * Lets somebody join with a token, and returns when the provider lists them.
     *
     * @throws IllegalStateException if the provider does not let them in
     */
    protected abstract SimulatedParticipant join(JoinToken token);

    /** The webhooks about a call that came in so far, in their order. */
    protected abstract List<WebhookRequest> webhooks(CallId call);

    /** How long things may take that a provider does a while after it answered. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    // ---------------------------------------------------------------- calls

    @Test
    void a_call_is_created_with_its_title_start_and_custom_data() {
        CallId id = CallId.random("contract");

        Call created = provider()
                .calls()
                .getOrCreate(CallRequest.builder(id)
                        .title("Weekly ✓ \"consultation\"")
                        .startsAt(nextWeek)
                        .custom("bookingId", "b-42")
                        .custom("ключ", "значение")
                        .build());

        assertThat(created.created()).isTrue();
        assertThat(created.ignoredOptions()).isEmpty();
        for (Call call : List.of(created, provider().calls().get(id))) {
            assertThat(call.id()).isEqualTo(id);
            assertThat(call.provider()).isEqualTo(provider().id());
            assertThat(call.title()).isEqualTo("Weekly ✓ \"consultation\"");
            assertThat(call.startsAt()).isEqualTo(nextWeek);
            assertThat(call.custom()).isEqualTo(Map.of("bookingId", "b-42", "ключ", "значение"));
            assertThat(call.createdAt())
                    .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(120));
            assertThat(call.endedAt()).isNull();
            assertThat(call.raw().asMap()).isNotEmpty();
        }
        assertThat(provider().calls().get(id).created()).isFalse();
    }

    @Test
    void a_call_that_is_there_keeps_its_options_and_the_answer_says_so() {
        CallId id = CallId.random("contract");
        provider().calls().getOrCreate(CallRequest.builder(id).title("first").build());

        Call second = provider()
                .calls()
                .getOrCreate(CallRequest.builder(id)
                        .title("second")
                        .startsAt(nextWeek)
                        .custom("a", "1")
                        .build());
        Call third = provider().calls().getOrCreate(CallRequest.of(id));

        assertThat(second.created()).isFalse();
        assertThat(second.title()).isEqualTo("first");
        assertThat(second.ignoredOptions()).containsExactlyInAnyOrder("title", "startsAt", "custom");
        assertThat(third.created()).isFalse();
        assertThat(third.ignoredOptions()).isEmpty();
    }

    @Test
    void a_call_of_a_type_is_another_than_that_of_the_default_type() {
        String id = CallId.random("contract").id();
        CallId plain = CallId.of(id);
        CallId typed = CallId.of("livestream", id);
        provider().calls().getOrCreate(CallRequest.builder(plain).title("plain").build());
        provider().calls().getOrCreate(CallRequest.builder(typed).title("typed").build());

        assertThat(provider().calls().get(plain).title()).isEqualTo("plain");
        assertThat(provider().calls().get(typed).title()).isEqualTo("typed");
        assertThat(provider().calls().get(typed).id()).isEqualTo(typed);
    }

    @Test
    void a_limit_on_participants_is_kept_or_refused() {
        CallRequest request = CallRequest.builder(CallId.random("contract"))
                .maxParticipants(7)
                .build();

        if (has(Capability.CALL_MAX_PARTICIPANTS)) {
            assertThat(provider().calls().getOrCreate(request).maxParticipants())
                    .isEqualTo(7);
        } else {
            refused(() -> provider().calls().getOrCreate(request));
        }
    }

    @Test
    void a_call_is_made_by_somebody_or_that_is_refused() {
        CallRequest request = CallRequest.builder(CallId.random("contract"))
                .createdBy("alice")
                .build();

        if (has(Capability.CALL_CREATOR)) {
            assertThat(provider().calls().getOrCreate(request).created()).isTrue();
        } else {
            refused(() -> provider().calls().getOrCreate(request));
        }
    }

    @Test
    void people_are_invited_or_that_is_refused() {
        CallId id = CallId.random("contract");
        CallRequest request =
                CallRequest.builder(id).member(Member.of("carol-" + id.id())).build();

        if (!has(Capability.CALL_MEMBERS)) {
            refused(() -> provider().calls().getOrCreate(request));
            assertThat(provider().feature(Members.class)).isEmpty();
            return;
        }
        provider().calls().getOrCreate(request);
        Members members = provider().require(Members.class);
        members.add(id, List.of(new Member("dave-" + id.id(), "host")));
        assertThat(members.list(id))
                .extracting(Member::userId)
                .containsExactlyInAnyOrder("carol-" + id.id(), "dave-" + id.id());
        members.remove(id, List.of("carol-" + id.id()));
        assertThat(members.list(id)).extracting(Member::role).containsExactly("host");
        notFound(() -> members.list(CallId.random("nobody")));
    }

    @Test
    void a_call_that_is_not_there_is_not_found() {
        CallId nobody = CallId.random("nobody");

        notFound(() -> provider().calls().get(nobody));
        notFound(() -> provider()
                .calls()
                .update(nobody, CallUpdate.builder().title("x").build()));
        notFound(() -> provider().calls().end(nobody));
    }

    @Test
    void calls_are_listed_oldest_first() {
        Call one = newCall();
        Call two = newCall();
        CallId nobody = CallId.random("nobody");

        List<Call> listed = provider().calls().list(List.of(two.id(), nobody, one.id())).stream()
                .toList();

        assertThat(listed).extracting(Call::id).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(listed).isSortedAccordingTo((a, b) -> a.createdAt().compareTo(b.createdAt()));
        assertThat(provider().calls().list()).extracting(Call::id).contains(one.id(), two.id());
        assertThat(provider().calls().list(List.of())).isEmpty();
    }

    @Test
    void an_update_changes_what_it_names_and_leaves_the_rest() {
        CallId id = CallId.random("contract");
        provider()
                .calls()
                .getOrCreate(CallRequest.builder(id)
                        .title("old")
                        .startsAt(nextWeek)
                        .custom("keep", "1")
                        .custom("change", "1")
                        .custom("drop", "1")
                        .build());

        provider()
                .calls()
                .update(
                        id,
                        CallUpdate.builder()
                                .title("new")
                                .custom("change", "2")
                                .custom("drop", "")
                                .custom("add", "3")
                                .build());

        Call call = provider().calls().get(id);
        assertThat(call.title()).isEqualTo("new");
        assertThat(call.startsAt()).isEqualTo(nextWeek);
        assertThat(call.custom()).isEqualTo(Map.of("keep", "1", "change", "2", "add", "3"));
        assertThat(provider()
                        .calls()
                        .update(id, CallUpdate.builder().title("").build())
                        .title())
                .isNull();
    }

    @Test
    void ending_a_call_puts_everybody_out() {
        CallId id = newCall().id();
        SimulatedParticipant alice = join(token(id, "alice", Role.HOST));

        provider().calls().end(id);

        eventually("alice is out", () -> !alice.connected());
        if (provider().capabilities().semantics().endIsDistinctFromDelete()) {
            assertThat(provider().calls().get(id).endedAt()).isNotNull();
        } else {
            eventually("the call is gone", () -> !isThere(id));
        }
    }

    @Test
    void an_ended_call_comes_back_with_a_living_token_where_the_provider_says_so() {
        CallId id = newCall().id();
        JoinToken token = token(id, "alice", Role.HOST);
        provider().calls().end(id);

        if (provider().capabilities().semantics().endedCallRevives()) {
            try (SimulatedParticipant alice = join(token)) {
                assertThat(alice.connected()).isTrue();
                assertThat(provider().participants().get(id, "alice").userId()).isEqualTo("alice");
            }
        } else {
            assertThatThrownBy(() -> join(token)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_deleted_call_is_forgotten_and_forgetting_it_again_is_fine() {
        CallId id = newCall().id();

        provider().calls().delete(id);
        provider().calls().delete(id);
        provider().calls().delete(CallId.random("nobody"));

        notFound(() -> provider().calls().get(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "../../x", "a?b", "a#b", "a/b", "a\\b", "a%2fb", "a\nb", "a\0b", "..", "a:b", "a\u202eb"
            })
    void a_hostile_call_id_is_refused_before_any_request(String hostile) {
        InvalidRequestException refusal = catchThrowableOfType(InvalidRequestException.class, () -> CallId.of(hostile));

        assertThat(refusal.field()).isEqualTo("call id");
        assertThatThrownBy(() -> CallId.of(hostile, "id")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void what_is_over_a_limit_is_refused_with_the_limit() {
        Limits limits = provider().capabilities().limits();
        CallId id = CallId.random("contract");
        CallId tooLong = CallId.unchecked(CallId.DEFAULT_TYPE, "x".repeat(limits.callIdBytes() + 1));

        limit("call id", limits.callIdBytes(), () -> provider().calls().getOrCreate(CallRequest.of(tooLong)));
        limit(
                "custom",
                limits.callMetadataBytes(),
                () -> provider()
                        .calls()
                        .getOrCreate(CallRequest.builder(id)
                                .custom("big", "x".repeat(limits.callMetadataBytes()))
                                .build()));
        assertThatThrownBy(() -> CallRequest.builder(id).maxParticipants(-1).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("maxParticipants");
        notFound(() -> provider().calls().get(id));
    }

    @Test
    void an_absurd_start_is_refused() {
        CallId id = CallId.random("contract");

        assertThatThrownBy(() -> provider()
                        .calls()
                        .getOrCreate(CallRequest.builder(id)
                                .startsAt(Instant.now().plus(4000, ChronoUnit.DAYS))
                                .build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("startsAt");
    }

    // ---------------------------------------------------------------- tokens

    @Test
    void a_token_lets_its_bearer_in_as_whom_it_names() {
        CallId id = newCall().id();
        TokenRequest.Builder request =
                TokenRequest.builder("alice@example.com").call(id).displayName("Alice Ünicode");
        if (has(Capability.TOKEN_METADATA)) {
            request.metadata("{\"seat\":1}");
        }
        if (has(Capability.TOKEN_ATTRIBUTES)) {
            request.attribute("lang", "it");
        }

        JoinToken token = provider().tokens().mint(request.build());
        try (SimulatedParticipant alice = join(token)) {
            Participant participant = provider().participants().get(id, "alice@example.com");

            assertThat(alice.identity()).isEqualTo("alice@example.com");
            assertThat(participant.displayName()).isEqualTo("Alice Ünicode");
            assertThat(participant.kind()).isEqualTo(ParticipantKind.STANDARD);
            assertThat(participant.hidden()).isFalse();
            assertThat(participant.connectionId()).isNotEmpty();
            assertThat(participant.metadata()).isEqualTo(has(Capability.TOKEN_METADATA) ? "{\"seat\":1}" : "");
            assertThat(participant.attributes())
                    .isEqualTo(has(Capability.TOKEN_ATTRIBUTES) ? Map.of("lang", "it") : Map.of());
        }
    }

    @Test
    void a_token_tells_what_a_client_needs_and_prints_no_secret() {
        CallId id = CallId.random("contract");
        Instant before = Instant.now();

        JoinToken token = provider()
                .tokens()
                .mint(TokenRequest.builder("alice")
                        .call(id)
                        .ttl(Duration.ofMinutes(5))
                        .build());

        assertThat(token.userId()).isEqualTo("alice");
        assertThat(token.call()).isEqualTo(id);
        assertThat(token.provider()).isEqualTo(provider().id());
        assertThat(token.serverUrl() != null || token.apiKey() != null).isTrue();
        assertThat(token.validFrom()).isBefore(before);
        assertThat(token.expiresAt())
                .isBetween(before.plusSeconds(299), Instant.now().plusSeconds(301));
        assertThat(token.toString()).contains("alice").doesNotContain(token.token());
    }

    @Test
    void a_token_verifies_and_a_changed_one_does_not() {
        CallId id = CallId.random("contract");
        JoinToken minted = token(id, "alice", Role.SPEAKER);

        VerifiedToken verified = provider().tokens().verify(minted.token());

        assertThat(verified.userId()).isEqualTo("alice");
        assertThat(verified.call()).isEqualTo(id);
        assertThat(verified.expiresAt()).isEqualTo(minted.expiresAt().truncatedTo(ChronoUnit.SECONDS));
        String[] parts = minted.token().split("\\.", -1);
        String unsigned = parts[0] + "." + parts[1] + ".";
        String otherSignature = unsigned + (parts[2].charAt(0) == 'A' ? "B" : "A") + parts[2].substring(1);
        for (String forged : List.of(unsigned, otherSignature, "a.b.c", "garbage", minted.token() + ".x")) {
            assertThatThrownBy(() -> provider().tokens().verify(forged))
                    .isInstanceOf(AuthenticationException.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(parts[1]));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void a_role_allows_what_it_says(Role role) {
        CallId id = newCall().id();
        try (SimulatedParticipant someone = join(token(id, "someone", role))) {
            boolean publishes = role.permissions().contains(Permission.PUBLISH_VIDEO);

            if (semantics().permissionsAreVisible()) {
                assertThat(provider()
                                .participants()
                                .get(id, "someone")
                                .permissions()
                                .contains(Permission.PUBLISH_VIDEO))
                        .isEqualTo(publishes);
            }
            if (publishes) {
                assertThat(someone.publish("camera")).isNotEmpty();
            } else if (semantics().tokenIsRestrictive()) {
                assertThatThrownBy(() -> someone.publish("camera")).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void single_permissions_are_kept_apart_or_refused() {
        CallId id = newCall().id();
        TokenRequest request = TokenRequest.builder("listener")
                .call(id)
                .role(Role.VIEWER)
                .allow(Permission.PUBLISH_AUDIO)
                .build();

        if (!has(Capability.TOKEN_PERMISSIONS)) {
            refused(() -> provider().tokens().mint(request));
            return;
        }
        try (SimulatedParticipant listener = join(provider().tokens().mint(request))) {
            assertThat(provider().participants().get(id, "listener").permissions())
                    .containsExactlyInAnyOrder(Permission.SUBSCRIBE, Permission.PUBLISH_AUDIO);
            assertThat(listener.publish("microphone")).isNotEmpty();
        }
    }

    @Test
    void a_join_window_opens_the_door_at_its_time_or_is_refused() {
        CallId id = newCall().id();
        Instant start = Instant.now().plus(Duration.ofHours(3));
        JoinWindow window = JoinWindow.around(start, Duration.ofMinutes(10), Duration.ofHours(2));
        TokenRequest request =
                TokenRequest.builder("early").call(id).window(window).build();

        if (has(Capability.TOKEN_JOIN_WINDOW)) {
            JoinToken token = provider().tokens().mint(request);
            assertThat(token.validFrom()).isEqualTo(window.opensAt());
            assertThat(token.expiresAt()).isEqualTo(window.closesAt());
            assertThatThrownBy(() -> join(token)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> provider().tokens().verify(token.token()))
                    .isInstanceOf(AuthenticationException.class);
        } else {
            refused(() -> provider().tokens().mint(request));
        }
    }

    @Test
    void a_token_for_a_door_that_is_closed_is_not_minted() {
        JoinWindow past =
                new JoinWindow(Instant.now().minusSeconds(100), Instant.now().minusSeconds(50));

        assertThatThrownBy(() -> provider()
                        .tokens()
                        .mint(TokenRequest.builder("late")
                                .call(CallId.of("x"))
                                .window(past)
                                .build()))
                .isInstanceOfAny(InvalidRequestException.class, UnsupportedFeatureException.class);
    }

    @Test
    void a_token_for_no_call_in_particular_is_minted_or_refused() {
        TokenRequest request = TokenRequest.builder("alice").build();

        if (has(Capability.TOKEN_WITHOUT_CALL)) {
            assertThat(provider().tokens().mint(request).call()).isNull();
        } else {
            refused(() -> provider().tokens().mint(request));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "../../x", "a?b", "a#b", "a\r\nb", "a\0b", ".", "a\u2028b"})
    void a_hostile_user_id_gets_no_token(String hostile) {
        assertThatThrownBy(() -> TokenRequest.builder(hostile).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("userId");
    }

    @Test
    void what_a_token_cannot_carry_is_refused_with_the_limit() {
        Limits limits = provider().capabilities().limits();
        TokenRequest.Builder request = TokenRequest.builder("alice").call(CallId.of("x"));

        assertThatThrownBy(() -> TokenRequest.builder("x".repeat(257)).build())
                .hasMessageContaining("userId")
                .hasMessageContaining("256");
        assertThatThrownBy(() -> request.ttl(Duration.ofSeconds(-1)).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ttl");
        assertThatThrownBy(() -> request.ttl(Duration.ofDays(4000)).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ttl");
        request.ttl(Duration.ofMinutes(1));
        if (has(Capability.TOKEN_ATTRIBUTES)) {
            TokenRequest large = TokenRequest.builder("alice")
                    .call(CallId.of("x"))
                    .attribute("a", "x".repeat(limits.attributesBytes()))
                    .build();
            limit(
                    "attributes",
                    limits.attributesBytes(),
                    () -> provider().tokens().mint(large));
        } else {
            refused(() -> provider().tokens().mint(request.attribute("a", "b").build()));
        }
        if (has(Capability.TOKEN_METADATA)) {
            TokenRequest large = TokenRequest.builder("alice")
                    .call(CallId.of("x"))
                    .metadata("x".repeat(limits.participantMetadataBytes() + 1))
                    .build();
            limit(
                    "metadata",
                    limits.participantMetadataBytes(),
                    () -> provider().tokens().mint(large));
        } else {
            refused(() -> provider().tokens().mint(request.metadata("m").build()));
        }
    }

    // ---------------------------------------------------------------- participants

    @Test
    void who_is_in_a_call_is_listed_in_the_order_of_joining() {
        CallId id = newCall().id();
        assertThat(provider().participants().list(id)).isEmpty();

        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST));
                SimulatedParticipant bob = join(token(id, "bob", Role.VIEWER))) {
            String camera = alice.publish("camera");
            alice.publish("microphone");

            List<Participant> participants = provider().participants().list(id);

            assertThat(participants).extracting(Participant::userId).containsExactlyInAnyOrder("alice", "bob");
            assertThat(participants).isSortedAccordingTo((a, b) -> joinedAt(a).compareTo(joinedAt(b)));
            if (semantics().tracksAreVisible()) {
                Participant listed = provider().participants().get(id, "alice");
                assertThat(listed.tracks())
                        .extracting(Track::kind)
                        .containsExactlyInAnyOrder(TrackKind.CAMERA, TrackKind.MICROPHONE);
                assertThat(track(listed, TrackKind.CAMERA).id()).isEqualTo(camera);
            }
            assertThat(bob.connected()).isTrue();
        }
        eventually("all have left", () -> provider().participants().list(id).isEmpty());
    }

    @Test
    void who_is_not_in_the_call_is_not_found() {
        CallId id = newCall().id();
        CallId nobody = CallId.random("nobody");

        notFound(() -> provider().participants().list(nobody));
        for (CallId call : List.of(id, nobody)) {
            notFound(() -> provider().participants().get(call, "ghost"));
            notFound(() -> provider().participants().remove(call, "ghost"));
            notFound(() -> provider().participants().mute(call, "ghost", TrackKind.CAMERA));
            notFound(() -> provider()
                    .participants()
                    .update(
                            call,
                            "ghost",
                            ParticipantUpdate.builder()
                                    .deny(Permission.PUBLISH_VIDEO)
                                    .build()));
        }
    }

    @Test
    void a_removed_participant_is_out_and_comes_back_where_the_provider_says_so() {
        CallId id = newCall().id();
        JoinToken token = token(id, "bob", Role.SPEAKER);
        SimulatedParticipant bob = join(token);

        provider().participants().remove(id, "bob");

        eventually("bob is out", () -> !bob.connected());
        eventually("bob is not listed", () -> provider().participants().list(id).isEmpty());
        if (provider().capabilities().semantics().removalRevokesToken()) {
            assertThatThrownBy(() -> join(token)).isInstanceOf(IllegalStateException.class);
        } else {
            try (SimulatedParticipant again = join(token)) {
                assertThat(again.connected()).isTrue();
            }
        }
    }

    @Test
    void muting_a_kind_mutes_that_kind_alone_and_twice_is_fine() {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
            alice.publish("camera");
            alice.publish("microphone");

            provider().participants().mute(id, "alice", TrackKind.MICROPHONE);
            provider().participants().mute(id, "alice", TrackKind.MICROPHONE);
            provider().participants().mute(id, "alice", TrackKind.SCREEN_SHARE);

            if (semantics().tracksAreVisible()) {
                Participant muted = provider().participants().get(id, "alice");
                assertThat(track(muted, TrackKind.MICROPHONE).muted()).isTrue();
                assertThat(track(muted, TrackKind.CAMERA).muted()).isFalse();
            }
        }
    }

    @Test
    void one_track_is_muted_by_its_id_or_that_is_refused() {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
            String camera = alice.publish("camera");

            if (has(Capability.MUTE_TRACK)) {
                provider().participants().muteTrack(id, "alice", camera);
                provider().participants().muteTrack(id, "alice", camera);

                assertThat(track(provider().participants().get(id, "alice"), TrackKind.CAMERA)
                                .muted())
                        .isTrue();
                notFound(() -> provider().participants().muteTrack(id, "alice", "TR_nope"));
                notFound(() -> provider().participants().muteTrack(id, "ghost", camera));
            } else {
                refused(() -> provider().participants().muteTrack(id, "alice", camera));
            }
        }
    }

    @Test
    void a_permission_taken_away_leaves_the_others() {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
            alice.publish("microphone");
            var before =
                    new ArrayList<>(provider().participants().get(id, "alice").permissions());

            Participant denied = provider()
                    .participants()
                    .update(
                            id,
                            "alice",
                            ParticipantUpdate.builder()
                                    .deny(Permission.PUBLISH_VIDEO)
                                    .build());
            if (semantics().permissionsAreVisible()) {
                before.remove(Permission.PUBLISH_VIDEO);
                assertThat(denied.permissions()).containsExactlyInAnyOrderElementsOf(before);
            }
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
    void name_metadata_and_attributes_change_or_are_refused() {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.SPEAKER))) {
            assertThat(alice.connected()).isTrue();
            ParticipantUpdate rename =
                    ParticipantUpdate.builder().displayName("Alice B.").build();
            ParticipantUpdate metadata =
                    ParticipantUpdate.builder().metadata("{\"seat\":2}").build();
            ParticipantUpdate attributes = ParticipantUpdate.builder()
                    .attribute("level", "3")
                    .attribute("lang", "it")
                    .build();
            change(Capability.PARTICIPANT_RENAME, id, rename, it -> "Alice B.".equals(it.displayName()));
            change(
                    Capability.PARTICIPANT_METADATA,
                    id,
                    metadata,
                    it -> it.metadata().equals("{\"seat\":2}"));
            change(
                    Capability.PARTICIPANT_ATTRIBUTES,
                    id,
                    attributes,
                    it -> it.attributes().equals(Map.of("level", "3", "lang", "it")));
            if (has(Capability.PARTICIPANT_ATTRIBUTES)) {
                ParticipantUpdate removal =
                        ParticipantUpdate.builder().attribute("lang", "").build();
                change(
                        Capability.PARTICIPANT_ATTRIBUTES,
                        id,
                        removal,
                        it -> it.attributes().equals(Map.of("level", "3")));
            }
        }
    }

    private void change(Capability capability, CallId id, ParticipantUpdate change, Predicate<Participant> effect) {
        if (has(capability)) {
            assertThat(provider().participants().update(id, "alice", change)).matches(effect);
            assertThat(provider().participants().get(id, "alice")).matches(effect);
        } else {
            refused(() -> provider().participants().update(id, "alice", change));
        }
    }

    @Test
    void a_change_that_contradicts_itself_or_changes_nothing_is_refused() {
        assertThatThrownBy(() -> ParticipantUpdate.builder().build()).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> ParticipantUpdate.builder()
                        .allow(Permission.SUBSCRIBE)
                        .deny(Permission.SUBSCRIBE)
                        .build())
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> CallUpdate.builder().build()).isInstanceOf(InvalidRequestException.class);
    }

    // ---------------------------------------------------------------- recordings

    @Test
    void a_recording_goes_its_way_from_start_to_ready() {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            alice.publish("camera");

            Recording started = provider()
                    .recordings()
                    .start(
                            id,
                            RecordingRequest.composite()
                                    .layout(Layout.GRID)
                                    .quality(Quality.HD_1080P)
                                    .build());
            assertThat(started.call()).isEqualTo(id);
            assertThat(started.status()).isIn(RecordingStatus.STARTING, RecordingStatus.RECORDING);
            assertThat(started.endedAt()).isNull();

            reaches(started.id(), RecordingStatus.RECORDING);
            assertThat(provider().recordings().list(id))
                    .extracting(Recording::id)
                    .containsExactly(started.id());

            assertThat(provider().recordings().stop(started.id()).status())
                    .isNotIn(RecordingStatus.STARTING, RecordingStatus.RECORDING, RecordingStatus.FAILED);

            Recording ready = reaches(started.id(), RecordingStatus.READY);
            assertThat(ready.truncated()).isFalse();
            assertThat(ready.failure()).isNull();
            assertThat(ready.startedAt()).isNotNull().isBeforeOrEqualTo(ready.endedAt());
            assertThat(ready.files()).isNotEmpty().allSatisfy(file -> {
                assertThat(file.location()).isNotEmpty();
            });
            assertThat(provider().recordings().stop(started.id()).status()).isEqualTo(RecordingStatus.READY);
        }
    }

    @Test
    void the_same_recording_started_twice_is_one() {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            alice.publish("camera");
            RecordingRequest request =
                    RecordingRequest.composite().layout(Layout.SPEAKER).build();

            Recording first = provider().recordings().start(id, request);
            Recording second = provider().recordings().start(id, request);

            assertThat(second.id()).isEqualTo(first.id());
            assertThat(provider().recordings().list(id)).hasSize(1);
            provider().recordings().stop(first.id());
        }
    }

    @Test
    void a_recording_ends_with_its_call() {
        CallId id = newCall().id();
        SimulatedParticipant alice = join(token(id, "alice", Role.HOST));
        alice.publish("camera");
        Recording started =
                provider().recordings().start(id, RecordingRequest.composite().build());
        reaches(started.id(), RecordingStatus.RECORDING);

        provider().calls().end(id);

        eventually(
                "the recording is over",
                () -> provider().recordings().get(started.id()).status().terminal());
    }

    @Test
    void one_participant_is_recorded_or_that_is_refused() {
        recorded(
                Capability.RECORD_PARTICIPANT,
                camera -> RecordingRequest.participant("alice")
                        .quality(Quality.HD_720P)
                        .build());
    }

    @Test
    void one_track_is_recorded_or_that_is_refused() {
        recorded(
                Capability.RECORD_TRACK,
                camera -> RecordingRequest.track(camera).build());
    }

    @Test
    void every_participant_is_recorded_or_that_is_refused() {
        recorded(
                Capability.RECORD_INDIVIDUAL,
                camera -> RecordingRequest.individual().build());
    }

    @Test
    void the_wire_is_recorded_or_that_is_refused() {
        recorded(Capability.RECORD_RAW, camera -> RecordingRequest.raw().build());
    }

    @Test
    void sound_alone_is_recorded_or_that_is_refused() {
        recorded(
                Capability.RECORD_AUDIO_ONLY,
                camera -> RecordingRequest.composite().audioOnly().build());
    }

    @Test
    void a_file_gets_the_name_asked_for_or_that_is_refused() {
        recorded(
                Capability.RECORDING_PATH,
                camera -> RecordingRequest.composite()
                        .path("contract/recording.mp4")
                        .build());
    }

    @Test
    void files_go_to_a_named_storage_or_that_is_refused() {
        if (!has(Capability.STORAGE_NAMED)) {
            CallId id = newCall().id();
            refused(() -> provider()
                    .recordings()
                    .start(
                            id,
                            RecordingRequest.composite()
                                    .storage(Storage.named("my-bucket"))
                                    .build()));
        }
    }

    @Test
    void files_go_to_an_s3_bucket_or_that_is_refused() {
        storage(Capability.STORAGE_S3, Storage.s3("videos", "eu-west-1", "AKIAEXAMPLE", "very-secret-value"));
    }

    @Test
    void files_go_to_a_gcs_bucket_or_that_is_refused() {
        storage(Capability.STORAGE_GCS, Storage.gcs("videos", "{\"private_key\":\"very-secret-value\"}"));
    }

    @Test
    void files_go_to_an_azure_container_or_that_is_refused() {
        storage(Capability.STORAGE_AZURE, Storage.azure("account", "very-secret-value", "videos"));
    }

    private void storage(Capability capability, Storage storage) {
        assertThat(storage.toString()).doesNotContain("very-secret-value");
        Recording recording = recorded(
                capability,
                camera -> RecordingRequest.composite().storage(storage).build());
        if (recording != null) {
            assertThat(recording.raw().write()).doesNotContain("very-secret-value");
        }
    }

    /** Records if the capability is there, and tests that it is refused if not. */
    private @Nullable Recording recorded(Capability capability, Function<String, RecordingRequest> request) {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            String camera = alice.publish("camera");
            RecordingRequest wanted = request.apply(camera);
            if (!has(capability)) {
                refused(() -> provider().recordings().start(id, wanted));
                return null;
            }
            Recording started = provider().recordings().start(id, wanted);
            assertThat(started.kind()).isEqualTo(wanted.kind());
            assertThat(provider().recordings().start(id, wanted).id()).isEqualTo(started.id());
            reaches(started.id(), RecordingStatus.RECORDING);
            provider().recordings().stop(started.id());
            return reaches(started.id(), RecordingStatus.READY);
        }
    }

    @Test
    void a_recording_of_nothing_is_not_found() {
        CallId nobody = CallId.random("nobody");
        RecordingId unknown = new RecordingId("EG_unknown");

        notFound(() -> provider()
                .recordings()
                .start(nobody, RecordingRequest.composite().build()));
        notFound(() -> provider().recordings().get(unknown));
        notFound(() -> provider().recordings().stop(unknown));
        assertThat(provider().recordings().list(nobody)).isEmpty();
    }

    @Test
    void a_recording_request_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> RecordingRequest.participant("").build()).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(
                        () -> RecordingRequest.track("TR_x").layout(Layout.GRID).build())
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> RecordingRequest.composite()
                        .audioOnly()
                        .quality(Quality.HD_720P)
                        .build())
                .isInstanceOf(InvalidRequestException.class);
    }

    // ---------------------------------------------------------------- webhooks

    @Test
    void the_life_of_a_call_arrives_as_verified_events() {
        CallId id = newCall().id();
        SimulatedParticipant alice = join(token(id, "alice", Role.HOST));
        String camera = alice.publish("camera");
        alice.unpublish(camera);
        alice.leave();

        CallStarted started = event(id, CallStarted.class);
        ParticipantJoined joined = event(id, ParticipantJoined.class);
        ParticipantLeft left = event(id, ParticipantLeft.class);
        provider().calls().end(id);
        CallEnded ended = event(id, CallEnded.class);

        assertThat(joined.participant().userId()).isEqualTo("alice");
        assertThat(joined.participant().connectionId()).isNotEmpty();
        List<VideoEvent> all = new ArrayList<>(List.of(started, joined, left, ended));
        if (semantics().tracksAreVisible()) {
            TrackPublished published = event(id, TrackPublished.class);
            TrackUnpublished unpublished = event(id, TrackUnpublished.class);
            assertThat(published.userId()).isEqualTo("alice");
            assertThat(published.connectionId()).isEqualTo(joined.participant().connectionId());
            assertThat(published.track().id()).isEqualTo(camera);
            assertThat(published.track().kind()).isEqualTo(TrackKind.CAMERA);
            assertThat(unpublished.track().id()).isEqualTo(camera);
            all.addAll(List.of(published, unpublished));
        }
        assertThat(left.participant().userId()).isEqualTo("alice");
        assertThat(left.participant().connectionId())
                .isEqualTo(joined.participant().connectionId());
        for (VideoEvent event : all) {
            assertThat(event.call()).isEqualTo(id);
            assertThat(event.provider()).isEqualTo(provider().id());
            assertThat(event.sessionId()).isEqualTo(started.sessionId());
            assertThat(event.deliveryId()).isNotEmpty();
            assertThat(event.type()).isNotEmpty();
            assertThat(event.occurredAt())
                    .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(60));
        }
        assertThat(events(id)).extracting(VideoEvent::deliveryId).doesNotHaveDuplicates();
    }

    @Test
    void a_removal_is_told() {
        CallId id = newCall().id();
        join(token(id, "bob", Role.SPEAKER));

        provider().participants().remove(id, "bob");

        assertThat(event(id, ParticipantLeft.class).participant().userId()).isEqualTo("bob");
    }

    @Test
    void the_life_of_a_recording_arrives_as_verified_events() {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            alice.publish("camera");
            Recording started = provider()
                    .recordings()
                    .start(id, RecordingRequest.composite().build());
            reaches(started.id(), RecordingStatus.RECORDING);
            provider().recordings().stop(started.id());

            Recording begun = event(id, RecordingStarted.class).recording();
            Recording ended = event(id, RecordingReady.class).recording();
            assertThat(begun.kind()).isEqualTo(started.kind());
            if (semantics().recordingEventsNameTheRecording()) {
                assertThat(begun.id()).isEqualTo(started.id());
                assertThat(ended.id()).isEqualTo(started.id());
            }
            assertThat(ended.call()).isEqualTo(id);
            assertThat(ended.status()).isEqualTo(RecordingStatus.READY);
            assertThat(ended.files()).isNotEmpty();
        }
    }

    @Test
    void a_changed_body_a_missing_signature_and_a_huge_body_are_rejected() {
        CallId id = newCall().id();
        join(token(id, "alice", Role.HOST)).leave();
        event(id, ParticipantJoined.class);
        WebhookRequest genuine = webhooks(id).get(0);
        byte[] changed = genuine.body().clone();
        changed[changed.length / 2] ^= 1;

        rejected(
                WebhookRejectedException.Reason.BAD_SIGNATURE,
                WebhookRequest.of(
                        name -> genuine.header(name).stream().findFirst().orElse(null), changed));
        rejected(
                WebhookRejectedException.Reason.MISSING_SIGNATURE,
                WebhookRequest.of(Map.<String, List<String>>of(), genuine.body()));
        rejected(
                WebhookRejectedException.Reason.TOO_LARGE,
                WebhookRequest.of(Map.<String, List<String>>of(), new byte[(1 << 20) + 1]));
        assertThat(genuine.toString()).doesNotContain(new String(genuine.body(), StandardCharsets.UTF_8));
    }

    private void rejected(WebhookRejectedException.Reason reason, WebhookRequest request) {
        WebhookRejectedException rejection = catchThrowableOfType(
                WebhookRejectedException.class, () -> provider().webhooks().parse(request));
        assertThat(rejection.reason()).isEqualTo(reason);
        assertThat(rejection.httpStatus()).isBetween(400, 499);
    }

    // ---------------------------------------------------------------- features, and the provider itself

    @Test
    void capabilities_and_features_agree() {
        assertThat(provider().capabilities().provider()).isEqualTo(provider().id());
        for (Class<? extends Feature> feature : provider().capabilities().features()) {
            assertThat(provider().feature(feature)).isPresent();
        }
        assertThat(provider().feature(NobodyHasThis.class)).isEmpty();
        assertThatThrownBy(() -> provider().require(NobodyHasThis.class))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("NobodyHasThis");
    }

    private interface NobodyHasThis extends Feature {}

    @Test
    void messages_reach_who_is_there_and_no_call_is_not_found() {
        if (!provider().capabilities().features().contains(Messages.class)) {
            assertThat(provider().feature(Messages.class)).isEmpty();
            return;
        }
        Messages messages = provider().require(Messages.class);
        CallId id = newCall().id();
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            messages.send(id, "chat", hello);
            messages.send(id, "chat", hello, List.of("alice", "ghost"));
            assertThat(alice.connected()).isTrue();
        }
        notFound(() -> messages.send(CallId.random("nobody"), "chat", hello));
        limit(
                "payload",
                provider().capabilities().limits().messageBytes(),
                () -> messages.send(
                        id, "chat", new byte[provider().capabilities().limits().messageBytes() + 1]));
    }

    // ---------------------------------------------------------------- broadcasts

    private static final String STREAM_KEY = "abcd-very-secret-value-wxyz";

    private static BroadcastRequest push(String app) {
        return BroadcastRequest.push(BroadcastDestination.rtmp("rtmps://live.example.com/" + app, STREAM_KEY))
                .layout(Layout.SPEAKER)
                .quality(Quality.HD_1080P)
                .build();
    }

    @Test
    void a_pushed_broadcast_goes_its_way_and_is_one_however_often_it_is_started() {
        if (!hasFeature(Broadcasts.class)) {
            return;
        }
        Broadcasts broadcasts = provider().require(Broadcasts.class);
        broadcast(id -> {
            Broadcast started = broadcasts.start(id, push("one"));
            Broadcast again = broadcasts.start(id, push("one"));
            Broadcast other = broadcasts.start(id, push("two"));

            assertThat(started.call()).isEqualTo(id);
            assertThat(started.kind()).isEqualTo(BroadcastKind.PUSH);
            assertThat(started.status()).isIn(BroadcastStatus.STARTING, BroadcastStatus.LIVE);
            assertThat(started.playlistUrl()).isNull();
            assertThat(again.id()).isEqualTo(started.id());
            assertThat(other.id()).isNotEqualTo(started.id());
            assertThat(live(started.id()).startedAt()).isNotNull();
            assertThat(broadcasts.list(id))
                    .extracting(Broadcast::id)
                    .containsExactlyInAnyOrder(started.id(), other.id());
            assertThat(provider().recordings().list(id)).isEmpty();

            assertThat(broadcasts.stop(started.id()).status())
                    .isNotIn(BroadcastStatus.STARTING, BroadcastStatus.LIVE, BroadcastStatus.FAILED);
            over(started.id());
            assertThat(broadcasts.stop(started.id()).status()).isEqualTo(BroadcastStatus.ENDED);
            assertThat(live(other.id()).failure()).isNull();
            assertThat(push("one") + " " + started + " " + broadcasts.list(id).items())
                    .doesNotContain("very-secret-value");
        });
    }

    @Test
    void a_broadcast_ends_with_its_call() {
        if (!hasFeature(Broadcasts.class)) {
            return;
        }
        broadcast(id -> {
            BroadcastId started =
                    provider().require(Broadcasts.class).start(id, push("one")).id();
            live(started);

            provider().calls().end(id);

            over(started);
        });
    }

    @Test
    void hls_is_served_by_the_provider_or_that_is_refused() {
        hls(Capability.BROADCAST_HLS_HOSTED, BroadcastRequest.hls().build());
    }

    @Test
    void hls_is_written_into_a_storage_or_that_is_refused() {
        hls(
                Capability.BROADCAST_HLS_STORAGE,
                BroadcastRequest.hls()
                        .storage(Storage.s3("videos", "eu-west-1", "AKIA", "very-secret-value"))
                        .build());
    }

    private void hls(Capability capability, BroadcastRequest request) {
        if (!hasFeature(Broadcasts.class)) {
            return;
        }
        Broadcasts broadcasts = provider().require(Broadcasts.class);
        broadcast(id -> {
            if (!has(capability)) {
                refused(() -> broadcasts.start(id, request));
                assertThat(broadcasts.list(id)).isEmpty();
                return;
            }
            Broadcast started = broadcasts.start(id, request);

            assertThat(started.kind()).isEqualTo(BroadcastKind.HLS);
            assertThat(broadcasts.start(id, request).id()).isEqualTo(started.id());
            Broadcast live = live(started.id());
            if (capability == Capability.BROADCAST_HLS_HOSTED) {
                assertThat(live.playlistUrl()).isNotEmpty();
            }
            assertThat(provider().recordings().list(id)).isEmpty();
            broadcasts.stop(started.id());
            over(started.id());
            assertThat(request + " " + started).doesNotContain("very-secret-value");
        });
    }

    @Test
    void a_broadcast_is_pushed_by_srt_or_that_is_refused() {
        pushed(
                Capability.BROADCAST_SRT,
                BroadcastRequest.push(BroadcastDestination.srt("srt://live.example.com:9000?streamid=one"))
                        .build());
    }

    @Test
    void a_broadcast_is_pushed_to_several_servers_or_that_is_refused() {
        pushed(
                Capability.BROADCAST_SEVERAL_DESTINATIONS,
                BroadcastRequest.push(BroadcastDestination.rtmp("rtmp://one.example.com/app", STREAM_KEY))
                        .destination(BroadcastDestination.rtmp("rtmp://two.example.com/app", STREAM_KEY))
                        .build());
    }

    private void pushed(Capability capability, BroadcastRequest request) {
        if (!hasFeature(Broadcasts.class)) {
            return;
        }
        Broadcasts broadcasts = provider().require(Broadcasts.class);
        broadcast(id -> {
            if (!has(capability)) {
                refused(() -> broadcasts.start(id, request));
                assertThat(broadcasts.list(id)).isEmpty();
                return;
            }
            BroadcastId started = broadcasts.start(id, request).id();
            assertThat(broadcasts.start(id, request).id()).isEqualTo(started);
            live(started);
            broadcasts.stop(started);
            over(started);
        });
    }

    @Test
    void a_broadcast_of_nothing_is_not_found() {
        if (!hasFeature(Broadcasts.class)) {
            return;
        }
        Broadcasts broadcasts = provider().require(Broadcasts.class);
        CallId nobody = CallId.random("nobody");
        BroadcastId unknown = new BroadcastId("EG_unknown");

        notFound(() -> broadcasts.start(nobody, push("one")));
        notFound(() -> broadcasts.get(unknown));
        notFound(() -> broadcasts.stop(unknown));
        assertThat(broadcasts.list(nobody)).isEmpty();
    }

    private void broadcast(Consumer<CallId> test) {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            alice.publish("camera");
            test.accept(id);
        }
    }

    private Broadcast live(BroadcastId id) {
        return eventually(
                "the broadcast is live",
                () -> provider().require(Broadcasts.class).get(id),
                broadcast -> broadcast.status() == BroadcastStatus.LIVE);
    }

    private void over(BroadcastId id) {
        eventually(
                "the broadcast is over",
                () -> provider().require(Broadcasts.class).get(id),
                broadcast -> broadcast.status() == BroadcastStatus.ENDED);
    }

    // ---------------------------------------------------------------- ingresses

    @Test
    void an_encoder_gets_an_address_and_a_key_of_its_own() {
        if (!hasFeature(Ingresses.class)) {
            return;
        }
        Ingresses ingresses = provider().require(Ingresses.class);
        CallId id = newCall().id();
        IngressRequest rtmp = IngressRequest.rtmp("camera-" + id.id()).build();
        IngressRequest whip = IngressRequest.whip("browser-" + id.id()).build();

        Ingress first = ingresses.create(id, rtmp);
        Ingress second = ingresses.create(id, whip);

        assertThat(List.of(first.userId(), second.userId())).containsExactly(rtmp.userId(), whip.userId());
        assertThat(List.of(first.protocol(), second.protocol())).containsExactly(rtmp.protocol(), whip.protocol());
        assertThat(first.streamKey()).isNotEqualTo(second.streamKey());
        for (Ingress ingress : List.of(first, second)) {
            assertThat(ingress.call()).isEqualTo(id);
            assertThat(ingress.streamKey()).isNotEmpty();
            assertThat(ingress.toString()).doesNotContain(ingress.streamKey());
        }
        if (semantics().ingressesAreKept()) {
            assertThat(ingresses.create(id, rtmp)).isEqualTo(first);
            assertThat(ingresses.list(id)).containsExactlyInAnyOrder(first, second);
        } else {
            assertThat(first.expiresAt()).isAfter(Instant.now());
            assertThat(ingresses.list(id)).isEmpty();
        }
        ingresses.delete(first.id());
        ingresses.delete(first.id());
        if (semantics().ingressesAreKept()) {
            assertThat(ingresses.list(id)).containsExactly(second);
            ingresses.delete(second.id());
        }
        assertThat(ingresses.list(CallId.random("nobody"))).isEmpty();
    }

    @Test
    void an_encoder_comes_in_by_srt_or_that_is_refused() {
        if (!hasFeature(Ingresses.class)) {
            return;
        }
        Ingresses ingresses = provider().require(Ingresses.class);
        CallId id = newCall().id();
        IngressRequest srt = IngressRequest.srt("camera-" + id.id()).build();

        if (!has(Capability.INGRESS_SRT)) {
            refused(() -> ingresses.create(id, srt));
            return;
        }
        Ingress ingress = ingresses.create(id, srt);
        assertThat(ingress.url()).startsWith("srt://").contains(ingress.streamKey());
        assertThat(ingress.toString()).doesNotContain(ingress.streamKey());
    }

    @Test
    void an_ingress_expires_when_asked_to_or_that_is_refused() {
        if (!hasFeature(Ingresses.class)) {
            return;
        }
        Ingresses ingresses = provider().require(Ingresses.class);
        CallId id = newCall().id();
        IngressRequest soon = IngressRequest.rtmp("camera-" + id.id())
                .ttl(Duration.ofMinutes(10))
                .build();

        if (has(Capability.INGRESS_TTL)) {
            assertThat(ingresses.create(id, soon).expiresAt())
                    .isBetween(Instant.now().plusSeconds(480), Instant.now().plusSeconds(720));
        } else {
            refused(() -> ingresses.create(id, soon));
            assertThat(ingresses.list(id)).isEmpty();
        }
    }

    // ---------------------------------------------------------------- the rest

    @Test
    void what_is_underneath_can_be_unwrapped_and_nothing_else() {
        assertThat(provider().unwrap(provider().getClass())).isSameAs(provider());
        assertThatThrownBy(() -> provider().unwrap(StringBuilder.class))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void anything_runs_asynchronously() {
        CallId id = newCall().id();

        assertThat(provider().async(video -> video.calls().get(id).id()).join()).isEqualTo(id);
        CompletableFuture<Call> failing =
                provider().async(video -> video.calls().get(CallId.random("nobody")));
        assertThatThrownBy(failing::join).hasCauseInstanceOf(NotFoundException.class);
    }

    @Test
    void errors_carry_who_and_what_and_how_often() {
        NotFoundException failure = catchThrowableOfType(
                NotFoundException.class, () -> provider().calls().end(CallId.random("nobody")));

        assertThat(failure.provider()).isEqualTo(provider().id().value());
        assertThat(failure.operation()).isNotEmpty();
        assertThat(failure.status()).isEqualTo(404);
        assertThat(failure.requestId()).isNotEmpty();
        assertThat(failure.attempts()).isEqualTo(1);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(failure).hasMessageContaining(String.valueOf(failure.requestId()));
    }

    // ---------------------------------------------------------------- words of the suite

    private Call newCall() {
        return provider().calls().getOrCreate(CallRequest.of(CallId.random("contract")));
    }

    private JoinToken token(CallId call, String userId, Role role) {
        return provider()
                .tokens()
                .mint(TokenRequest.builder(userId).call(call).role(role).build());
    }

    private boolean has(Capability capability) {
        return provider().capabilities().has(capability);
    }

    /** Whether there is an optional feature; that a missing one is nowhere to be had is tested here too. */
    private boolean hasFeature(Class<? extends Feature> feature) {
        boolean has = provider().capabilities().features().contains(feature);
        assertThat(provider().feature(feature).isPresent()).isEqualTo(has);
        return has;
    }

    private Semantics semantics() {
        return provider().capabilities().semantics();
    }

    private boolean isThere(CallId id) {
        return !provider().calls().list(List.of(id)).items().isEmpty();
    }

    private static Instant joinedAt(Participant participant) {
        return participant.joinedAt() == null ? Instant.MAX : participant.joinedAt();
    }

    private static Track track(Participant participant, TrackKind kind) {
        return participant.tracks().stream()
                .filter(track -> track.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError(participant.userId() + " publishes no " + kind));
    }

    private Recording reaches(RecordingId id, RecordingStatus status) {
        return eventually(
                "the recording is " + status,
                () -> provider().recordings().get(id),
                recording -> recording.status() == status);
    }

    private List<VideoEvent> events(CallId call) {
        return webhooks(call).stream()
                .map(request -> provider().webhooks().parse(request))
                .toList();
    }

    private <E extends VideoEvent> E event(CallId call, Class<E> type) {
        List<E> found = eventually(
                type.getSimpleName() + " has arrived",
                () -> events(call).stream()
                        .filter(type::isInstance)
                        .map(type::cast)
                        .toList(),
                events -> !events.isEmpty());
        return found.get(0);
    }

    private void eventually(String what, Supplier<Boolean> condition) {
        eventually(what, condition, holds -> holds);
    }

    private <T> T eventually(String what, Supplier<T> look, Predicate<T> condition) {
        long deadline = System.nanoTime() + patience().toNanos();
        T seen = look.get();
        while (!condition.test(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + patience() + ": " + what + "; last seen: " + seen);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
            seen = look.get();
        }
        return seen;
    }

    private static void notFound(Runnable operation) {
        assertThatThrownBy(operation::run).isInstanceOf(NotFoundException.class);
    }

    private static void refused(Runnable operation) {
        assertThatThrownBy(operation::run).isInstanceOf(UnsupportedFeatureException.class);
    }

    private static void limit(String field, int limit, Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(field)
                .hasMessageContaining(String.valueOf(limit));
    }
}
