package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capability;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.JoinWindow;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.token.VerifiedToken;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

abstract class TokensContract extends ServiceContract {

    TokensContract(VideoProviderContract fixture) {
        super(fixture);
    }

    private static TokenRequest.Builder request(String userId) {
        return TokenRequest.builder(userId, CallId.of("x"));
    }

    @Nested
    @DisplayName("minting")
    class Minting {

        @Test
        void a_token_admits_its_user_with_name_metadata_and_attributes() {
            CallId id = newCall().id();
            TokenRequest.Builder request =
                    TokenRequest.builder("Alice_1@example-com", id).displayName("Alice Ünicode");
            if (has(Capability.TOKEN_METADATA)) {
                request.metadata("{\"seat\":1}");
            }
            if (has(Capability.TOKEN_ATTRIBUTES)) {
                request.attribute("lang", "it");
            }

            JoinToken token = provider().tokens().mint(request.build());
            try (SimulatedParticipant alice = join(token)) {
                Participant participant = provider().participants().get(id, "Alice_1@example-com");

                assertThat(alice.identity()).isEqualTo("Alice_1@example-com");
                assertThat(participant.displayName()).isEqualTo("Alice Ünicode");
                assertThat(participant.kind()).isEqualTo(ParticipantKind.STANDARD);
                assertThat(participant.hidden()).isFalse();
                assertThat(participant.connectionId()).isNotEmpty();
                assertThat(participant.metadata()).isEqualTo(has(Capability.TOKEN_METADATA) ? "{\"seat\":1}" : null);
                assertThat(participant.attributes())
                        .isEqualTo(has(Capability.TOKEN_ATTRIBUTES) ? Map.of("lang", "it") : Map.of());
            }
        }

        @Test
        void a_minted_token_has_all_that_a_client_needs_and_prints_no_secret() {
            CallId id = CallId.random("contract");
            Instant before = Instant.now();

            JoinToken token = provider()
                    .tokens()
                    .mint(TokenRequest.builder("alice", id)
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
        void a_token_without_a_call_is_minted() {
            TokenRequest request = TokenRequest.builder("alice").withoutCall().build();
            assumeSupported(
                    Capability.TOKEN_WITHOUT_CALL, () -> provider().tokens().mint(request));

            assertThat(provider().tokens().mint(request).call()).isNull();
        }
    }

    @Nested
    @DisplayName("verification")
    class Verification {

        @Test
        void a_minted_token_verifies_and_a_forged_one_does_not() {
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
    }

    @Nested
    @DisplayName("roles and permissions")
    class Permissions {

        @ParameterizedTest
        @EnumSource(Role.class)
        void a_role_decides_whether_its_holder_may_publish(Role role) {
            CallId id = newCall().id();
            try (SimulatedParticipant participant = join(token(id, "alice", role))) {
                if (publishesVideo(role)) {
                    assertThat(participant.publish("camera")).isNotEmpty();
                } else {
                    assumeSemantics("tokenIsRestrictive", semantics().tokenIsRestrictive());
                    assertThatThrownBy(() -> participant.publish("camera")).isInstanceOf(IllegalStateException.class);
                }
            }
        }

        @ParameterizedTest
        @EnumSource(Role.class)
        void the_permissions_of_a_role_are_listed_with_the_participant(Role role) {
            assumeSemantics("permissionsAreVisible", semantics().permissionsAreVisible());
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", role))) {
                assertThat(alice.connected()).isTrue();
                assertThat(provider()
                                .participants()
                                .get(id, "alice")
                                .permissions()
                                .contains(Permission.PUBLISH_VIDEO))
                        .isEqualTo(publishesVideo(role));
            }
        }

        @ParameterizedTest
        @EnumSource(Role.class)
        void a_verified_token_has_the_permissions_of_its_role(Role role) {
            CallId id = CallId.random("contract");

            assertThat(provider()
                            .tokens()
                            .verify(token(id, "alice", role).token())
                            .permissions())
                    .isEqualTo(role.permissions());
        }

        @Test
        void recording_can_be_allowed_and_denied_with_each_role() {
            TokenRequest speaker =
                    request("alice").role(Role.SPEAKER).allow(Permission.RECORD).build();
            TokenRequest host =
                    request("alice").role(Role.HOST).deny(Permission.RECORD).build();

            assertThat(verified(speaker).permissions())
                    .contains(Permission.RECORD)
                    .doesNotContain(Permission.MODERATE);
            assertThat(verified(host).permissions())
                    .contains(Permission.MODERATE)
                    .doesNotContain(Permission.RECORD);
        }

        private VerifiedToken verified(TokenRequest request) {
            return provider().tokens().verify(provider().tokens().mint(request).token());
        }

        private boolean publishesVideo(Role role) {
            return role.permissions().contains(Permission.PUBLISH_VIDEO);
        }

        @Test
        void single_permissions_are_granted() {
            CallId id = newCall().id();
            TokenRequest request = TokenRequest.builder("listener", id)
                    .role(Role.VIEWER)
                    .allow(Permission.PUBLISH_AUDIO)
                    .build();
            assumeSupported(
                    Capability.TOKEN_PERMISSIONS, () -> provider().tokens().mint(request));

            try (SimulatedParticipant listener = join(provider().tokens().mint(request))) {
                assertThat(provider().participants().get(id, "listener").permissions())
                        .containsExactlyInAnyOrder(Permission.SUBSCRIBE, Permission.PUBLISH_AUDIO);
                assertThat(listener.publish("microphone")).isNotEmpty();
            }
        }
    }

    @Nested
    @DisplayName("join windows")
    class JoinWindows {

        @Test
        void a_token_is_valid_within_its_join_window_only() {
            CallId id = newCall().id();
            Instant start = Instant.now().plus(Duration.ofHours(3));
            JoinWindow window = JoinWindow.around(start, Duration.ofMinutes(10), Duration.ofHours(2));
            TokenRequest request =
                    TokenRequest.builder("early", id).window(window).build();
            assumeSupported(
                    Capability.TOKEN_JOIN_WINDOW, () -> provider().tokens().mint(request));

            JoinToken token = provider().tokens().mint(request);

            assertThat(token.validFrom()).isEqualTo(window.opensAt());
            assertThat(token.expiresAt()).isEqualTo(window.closesAt());
            assertThatThrownBy(() -> join(token)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> provider().tokens().verify(token.token()))
                    .isInstanceOf(AuthenticationException.class);
        }

        @Test
        void a_token_for_a_closed_join_window_is_rejected() {
            JoinWindow past = new JoinWindow(
                    Instant.now().minusSeconds(100), Instant.now().minusSeconds(50));

            assertThatThrownBy(() -> provider()
                            .tokens()
                            .mint(request("late").window(past).build()))
                    .isInstanceOfAny(InvalidRequestException.class, UnsupportedFeatureException.class);
        }
    }

    @Nested
    @DisplayName("validation")
    class Validation {

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "../../x", "a?b", "a#b", "a\r\nb", "a\0b", ".", "a\u2028b"})
        void an_invalid_user_id_is_rejected(String invalid) {
            invalid(
                    "userId",
                    () -> TokenRequest.builder(invalid, CallId.of("x")).build());
        }

        @Test
        void a_user_id_over_the_limit_is_rejected_with_the_limit() {
            overLimit(
                    "userId",
                    256,
                    () -> TokenRequest.builder("x".repeat(257), CallId.of("x")).build());
        }

        @Test
        void a_ttl_out_of_range_is_rejected() {
            invalid("ttl", () -> request("alice").ttl(Duration.ofSeconds(-1)).build());
            invalid("ttl", () -> request("alice").ttl(Duration.ofDays(4000)).build());
        }

        @Test
        void attributes_over_the_limit_are_rejected_with_the_limit() {
            assumeSupported(
                    Capability.TOKEN_ATTRIBUTES,
                    () -> provider()
                            .tokens()
                            .mint(request("alice").attribute("a", "b").build()));
            int limit = limits().attributesBytes();
            TokenRequest large =
                    request("alice").attribute("a", "x".repeat(limit)).build();

            overLimit("attributes", limit, () -> provider().tokens().mint(large));
        }

        @Test
        void metadata_over_the_limit_is_rejected_with_the_limit() {
            assumeSupported(
                    Capability.TOKEN_METADATA,
                    () -> provider()
                            .tokens()
                            .mint(request("alice").metadata("m").build()));
            int limit = limits().participantMetadataBytes();
            TokenRequest large =
                    request("alice").metadata("x".repeat(limit + 1)).build();

            overLimit("metadata", limit, () -> provider().tokens().mint(large));
        }
    }
}
