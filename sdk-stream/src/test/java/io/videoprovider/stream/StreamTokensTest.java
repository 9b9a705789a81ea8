package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.SECRET;
import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.claims;
import static io.videoprovider.stream.Tests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.JoinRefusedException;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.spi.IssueTimes;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.UserToken;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.token.VerifiedToken;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** User tokens and call tokens: claims, access, revocation. */
class StreamTokensTest {

    private static final CallId LOBBY = CallId.of("lobby");
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.9Z");

    private final MutableClock clock = new MutableClock(NOW);
    private final StreamVideoProvider video =
            Tests.providerOf("http://127.0.0.1:1").clock(clock).build();

    @AfterEach
    void close() {
        video.close();
    }

    private static TokenRequest.Builder alice() {
        return TokenRequest.builder("alice", LOBBY);
    }

    private JoinToken mint(TokenRequest.Builder request) {
        return video.tokens().mint(request.build());
    }

    @ParameterizedTest
    @CsvSource({"HOST, host", "SPEAKER, call_member", "VIEWER, user"})
    void a_call_token_contains_only_user_call_and_role(Role role, String name) throws Exception {
        JoinToken token = mint(alice().role(role).ttl(Duration.ofMinutes(5)));

        assertThat(claims(token.token()))
                .isEqualTo(json("{'user_id':'alice','call_cids':['default:lobby'],'role':'" + name + "',"
                        + (role == Role.HOST ? "'videoprovider_record':true," : "") + "'iat':"
                        + (NOW.getEpochSecond() - 10) + ",'exp':" + (NOW.getEpochSecond() + 300) + "}"));
        assertThat(SignedJWT.parse(token.token()).verify(new MACVerifier(SECRET)))
                .isTrue();
    }

    @Test
    void a_token_for_no_call_is_a_user_token() {
        JoinToken token = mint(TokenRequest.builder("alice").withoutCall().ttl(Duration.ofMinutes(5)));

        assertThat(claims(token.token()).asMap()).containsOnlyKeys("user_id", "iat", "exp");
        assertThat(token.call()).isNull();
    }

    @Test
    void roles_may_be_called_otherwise() {
        try (StreamVideoProvider renamed = Tests.providerOf("http://127.0.0.1:1")
                .role(Role.HOST, "admin")
                .role(Role.VIEWER, "guest_viewer")
                .build()) {
            for (Role role : Role.values()) {
                String name = switch (role) {
                    case HOST -> "admin";
                    case SPEAKER -> "call_member";
                    case VIEWER -> "guest_viewer";
                };
                assertThat(claims(renamed.tokens()
                                        .mint(alice().role(role).build())
                                        .token())
                                .string("role"))
                        .isEqualTo(name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60})
    void tokens_of_users_and_requests_are_backdated_as_the_builder_says(int seconds) {
        try (StreamEmulator emulator = Tests.emulator().start();
                StreamVideoProvider backdated = Tests.providerOf(emulator)
                        .tokenBackdating(Duration.ofSeconds(seconds))
                        .build()) {
            Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);

            JoinToken token =
                    backdated.tokens().mint(TokenRequest.builder("alice", LOBBY).build());
            assertThat(backdated.calls().list()).isEmpty();

            long earliest = before.getEpochSecond() - seconds;
            long latest = Instant.now().getEpochSecond() - seconds;
            assertThat(claims(token.token()).number("iat")).isBetween(earliest, latest);
            assertThat(Tests.requests(emulator, "QueryCalls").get(0).claims().get("iat"))
                    .isInstanceOfSatisfying(
                            Number.class, iat -> assertThat(iat.longValue()).isBetween(earliest, latest));
        }
    }

    @Test
    void a_role_with_the_name_of_another_has_only_the_permissions_of_both() {
        try (StreamVideoProvider renamed =
                Tests.providerOf("http://127.0.0.1:1").role(Role.HOST, "user").build()) {
            String host = renamed.tokens()
                    .mint(alice().role(Role.HOST).deny(Permission.RECORD).build())
                    .token();

            assertThat(renamed.tokens().verify(host).permissions()).isEqualTo(Role.VIEWER.permissions());
        }
    }

    @Test
    void a_token_of_a_foreign_role_has_no_permissions_and_cannot_record_by_its_role() {
        StreamClient client = video.unwrap(StreamClient.class);
        UserToken.Builder token = UserToken.builder("alice").callCids(List.of("default:lobby"));

        assertThat(video.tokens().verify(client.mint(token.build())).permissions())
                .isEmpty();
        assertThat(video.tokens()
                        .verify(client.mint(token.role("admin").build()))
                        .permissions())
                .isEmpty();
        assertThat(video.tokens()
                        .verify(client.mint(token.role("host").build()))
                        .permissions())
                .contains(Permission.MODERATE)
                .doesNotContain(Permission.RECORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b"})
    void a_role_needs_a_name(String name) {
        assertThatThrownBy(() -> StreamVideoProvider.builder().role(Role.HOST, name))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void single_permissions_are_not_a_role_of_stream() {
        assertThatThrownBy(() -> mint(alice().permissions(Set.of(Permission.PUBLISH_AUDIO))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("call type");
    }

    @Test
    void a_join_token_contains_the_data_that_a_client_needs() {
        JoinToken token = mint(alice().displayName("Alice").ttl(Duration.ofMinutes(5)));

        assertThat(token.userId()).isEqualTo("alice");
        assertThat(token.displayName()).isEqualTo("Alice");
        assertThat(token.apiKey()).isEqualTo("key");
        assertThat(token.serverUrl()).isNull();
        assertThat(token.call()).isEqualTo(LOBBY);
        assertThat(token.toString()).doesNotContain(token.token());
        assertThat(claims(token.token()).asMap()).as("the client sends it").doesNotContainKey("name");
    }

    @Nested
    class UserTokens {

        private Json minted(UserToken.Builder token) {
            return claims(video.unwrap(StreamClient.class).mint(token.build()));
        }

        @Test
        void a_user_token_has_a_user_and_times() {
            Json claims = minted(UserToken.builder("alice").ttl(Duration.ofMinutes(5)));

            assertThat(claims)
                    .isEqualTo(json("{'user_id':'alice','iat':" + (NOW.getEpochSecond() - 10) + ",'exp':"
                            + (NOW.getEpochSecond() + 300) + "}"));
        }

        @Test
        void a_call_token_takes_several_calls_a_role_and_further_claims() {
            Json claims = minted(UserToken.builder("alice")
                    .callCids(List.of("default:lobby", "livestream:l-1"))
                    .role("moderator")
                    .validity(NOW, NOW.plusSeconds(5))
                    .claim("tenant", Map.of("name", "red")));

            assertThat(claims)
                    .isEqualTo(
                            json("{'user_id':'alice','call_cids':['default:lobby','livestream:l-1'],'role':'moderator',"
                                    + "'tenant':{'name':'red'},'iat':" + NOW.getEpochSecond() + ",'exp':"
                                    + (NOW.getEpochSecond() + 5) + "}"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"user_id", "call_cids", "role", "server", "iss", "sub", "iat", "nbf", "exp"})
        void a_claim_that_the_builder_or_the_client_sets_is_reserved(String name) {
            assertThatThrownBy(() -> UserToken.builder("alice").claim(name, true))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining(name);
        }

        @Test
        void values_out_of_range_are_rejected() {
            UserToken.Builder token = UserToken.builder("alice");

            assertThatThrownBy(() -> UserToken.builder("")).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> token.ttl(Duration.ZERO)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> token.validity(NOW, NOW)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> token.claim("when", NOW)).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Nested
    class Verification {

        @Test
        void a_minted_token_verifies() {
            JoinToken token = mint(TokenRequest.builder("alice", CallId.of("livestream", "l-1")));

            VerifiedToken verified = video.tokens().verify(token.token());

            assertThat(verified.userId()).isEqualTo("alice");
            assertThat(verified.call()).isEqualTo(CallId.of("livestream", "l-1"));
            assertThat(verified.expiresAt()).isEqualTo(Instant.parse("2026-06-01T13:00:00Z"));
            assertThat(verified.raw().string("role")).isNotEmpty();
            assertThat(video.tokens()
                            .verify(mint(TokenRequest.builder("bob").withoutCall())
                                    .token())
                            .call())
                    .isNull();
        }

        @Test
        void a_minute_of_leeway_is_granted_on_both_sides_and_no_more() {
            String token = mint(alice().ttl(Duration.ofMinutes(5))).token();

            clock.set(NOW.plusSeconds(359));
            assertThatCode(() -> video.tokens().verify(token)).doesNotThrowAnyException();
            clock.set(NOW.plusSeconds(362));
            assertThatThrownBy(() -> video.tokens().verify(token))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("expired");
            clock.set(NOW.minusSeconds(69));
            assertThatCode(() -> video.tokens().verify(token)).doesNotThrowAnyException();
            clock.set(NOW.minusSeconds(72));
            assertThatThrownBy(() -> video.tokens().verify(token)).isInstanceOf(AuthenticationException.class);
        }

        @Test
        void another_secret_is_refused_without_repeating_the_token() {
            try (StreamVideoProvider other = Tests.providerOf("http://127.0.0.1:1")
                    .apiSecret("another-secret-of-thirty-two-bytes!!")
                    .clock(clock)
                    .build()) {
                String token = other.tokens().mint(alice().build()).token();

                assertThatThrownBy(() -> video.tokens().verify(token))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("signature")
                        .hasMessageNotContaining(token.split("\\.", -1)[1]);
            }
        }

        @Test
        void while_secrets_are_rotated_the_older_one_counts_too() {
            String old = mint(alice()).token();
            try (StreamVideoProvider rotated = Tests.providerOf("http://127.0.0.1:1")
                            .apiSecret("the-new-secret-of-thirty-two-bytes!!")
                            .webhookSecret(SECRET)
                            .clock(clock)
                            .build();
                    StreamVideoProvider other = Tests.providerOf("http://127.0.0.1:1")
                            .apiSecret("the-new-secret-of-thirty-two-bytes!!")
                            .webhookKey("key-2", SECRET)
                            .clock(clock)
                            .build()) {
                assertThat(rotated.tokens().verify(old).userId()).isEqualTo("alice");
                assertThat(other.tokens().verify(old).userId()).isEqualTo("alice");
            }
        }

        @Test
        void a_token_that_never_expires_is_refused() throws Exception {
            var signer = new MACSigner(SECRET);
            var jwt = new SignedJWT(
                    new JWSHeader(JWSAlgorithm.HS256),
                    new JWTClaimsSet.Builder().claim("user_id", "alice").build());
            jwt.sign(signer);

            assertThatThrownBy(() -> video.tokens().verify(jwt.serialize()))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("expiry");
        }

        @Test
        void a_server_token_is_rejected() {
            String server = SigningKey.of(SECRET)
                    .sign(Json.builder()
                            .put("server", true)
                            .put("exp", NOW.plusSeconds(60).getEpochSecond())
                            .build());

            assertThatThrownBy(() -> video.tokens().verify(server)).isInstanceOf(AuthenticationException.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "x", "a.b", "a.b.c", "e30.e30.", "....", "eyJhbGciOiJub25lIn0.e30."})
        void a_text_that_is_not_a_token_is_refused(String token) {
            assertThatThrownBy(() -> video.tokens().verify(token)).isInstanceOf(AuthenticationException.class);
        }
    }

    /** With a server that keeps them out. */
    @Nested
    class Revocation {

        private StreamEmulator emulator;
        private StreamVideoProvider live;
        private StreamClient client;

        @BeforeEach
        void start() {
            emulator = Tests.emulator().start();
            live = Tests.providerOf(emulator).build();
            client = live.unwrap(StreamClient.class);
            live.calls().getOrCreate(CallRequest.of(LOBBY));
            client.users().upsertUsers(List.of(json("{'id':'alice','name':'Alice'}"), json("{'id':'bob'}")));
        }

        @AfterEach
        void stop() {
            live.close();
            emulator.close();
        }

        private String token(String userId) {
            return live.tokens()
                    .mint(TokenRequest.builder(userId, LOBBY).build())
                    .token();
        }

        @Test
        void a_users_tokens_are_taken_back_and_given_again() {
            String alice = token("alice");
            Instant moment = Instant.now();

            // The precision of tokens.
            Instant second = moment.truncatedTo(ChronoUnit.SECONDS);

            client.users().revokeUserTokens("alice", moment);

            assertThat(body(emulator, "UpdateUsersPartial"))
                    .isEqualTo(
                            json("{'users':[{'id':'alice','set':{'revoke_tokens_issued_before':'" + second + "'}}]}"));
            assertThatThrownBy(() -> emulator.join(alice)).isInstanceOf(JoinRefusedException.class);
            assertThat(emulator.join(token("bob")).connected()).isTrue();

            client.users().revokeUserTokens("alice", null);

            assertThat(Tests.bodies(emulator, "UpdateUsersPartial").get(1))
                    .isEqualTo(json("{'users':[{'id':'alice','unset':['revoke_tokens_issued_before']}]}"));
            assertThat(emulator.join(alice).connected()).isTrue();
            assertThat(live.participants().get(LOBBY, "alice").displayName())
                    .as("the rest of the user stays")
                    .isEqualTo("Alice");
        }

        @Test
        void all_tokens_of_the_application_are_taken_back() {
            String alice = token("alice");
            String bob = token("bob");
            Instant moment = Instant.now().truncatedTo(ChronoUnit.SECONDS);

            client.app().revokeAllTokens(moment);

            assertThat(body(emulator, "UpdateApp")).isEqualTo(json("{'revoke_tokens_issued_before':'" + moment + "'}"));
            assertThat(emulator.join(token("carol")).connected()).isTrue();
            assertThat(live.calls().get(LOBBY).id()).as("the next request").isEqualTo(LOBBY);
            assertThat(Tests.requests(emulator, "GetCall").get(0).claims().get("iat"))
                    .as("the server's token is not dated before the revocation")
                    .hasToString(Long.toString(moment.getEpochSecond()));
            assertThatThrownBy(() -> emulator.join(alice)).isInstanceOf(JoinRefusedException.class);
            assertThatThrownBy(() -> emulator.join(bob)).isInstanceOf(JoinRefusedException.class);
        }

        @Test
        void a_token_that_is_minted_after_a_revocation_works_at_once_and_older_ones_do_not() {
            String portable = token("alice");
            String ofClient = client.mint(UserToken.builder("alice").build());

            client.users().revokeUserTokens("alice", Instant.now());

            assertThat(emulator.join(token("alice")).connected()).isTrue();
            assertThat(emulator.join(client.mint(UserToken.builder("alice").build()), LOBBY.toString())
                            .connected())
                    .isTrue();
            String ofView = live.with(RequestOptions.builder().attempts(1).build())
                    .tokens()
                    .mint(TokenRequest.builder("alice", LOBBY).build())
                    .token();
            assertThat(emulator.join(ofView).connected()).isTrue();
            assertThatThrownBy(() -> emulator.join(portable)).isInstanceOf(JoinRefusedException.class);
            assertThatThrownBy(() -> emulator.join(ofClient, LOBBY.toString()))
                    .isInstanceOf(JoinRefusedException.class);
            // verify sends no request, so revocations have no effect on it.
            assertThat(live.tokens().verify(portable).userId()).isEqualTo("alice");
        }

        @Test
        void a_view_of_the_provider_revokes_for_all() {
            live.with(RequestOptions.builder().attempts(1).build())
                    .unwrap(StreamClient.class)
                    .users()
                    .revokeUserTokens("alice", Instant.now());

            assertThat(emulator.join(token("alice")).connected()).isTrue();
        }

        @Test
        void a_revocation_that_failed_may_have_taken_effect() {
            emulator.faults().inject("UpdateUsersPartial", StreamFault.dropAfterProcessing());
            StreamClient once = client.with(RequestOptions.builder().attempts(1).build());

            assertThatThrownBy(() -> once.users().revokeUserTokens("alice", Instant.now()))
                    .isInstanceOf(VideoException.class);

            assertThat(emulator.join(token("alice")).connected()).isTrue();
        }

        @Test
        void the_key_of_an_ingress_that_is_created_after_a_deletion_works_at_once() {
            Ingress deleted =
                    live.ingresses().create(LOBBY, IngressRequest.rtmp("alice").build());
            live.ingresses().delete(deleted.id());

            Ingress created =
                    live.ingresses().create(LOBBY, IngressRequest.rtmp("alice").build());

            assertThat(emulator.join(created.streamKey(), LOBBY.toString()).connected())
                    .isTrue();
            assertThatThrownBy(() -> emulator.join(deleted.streamKey(), LOBBY.toString()))
                    .isInstanceOf(JoinRefusedException.class);
        }

        @Test
        void another_process_whose_tokens_are_to_work_is_left_ten_seconds() {
            MutableClock time = new MutableClock(NOW);
            try (StreamEmulator server = Tests.emulator().clock(time).start();
                    StreamVideoProvider here =
                            Tests.providerOf(server).clock(time).build();
                    StreamVideoProvider there =
                            Tests.providerOf(server).clock(time).build()) {
                here.calls().getOrCreate(CallRequest.of(LOBBY));
                String older = there.tokens()
                        .mint(TokenRequest.builder("alice", LOBBY).build())
                        .token();

                here.unwrap(StreamClient.class)
                        .users()
                        .revokeUserTokens(
                                "alice",
                                time.instant().minus(IssueTimes.BACKDATED).plusSeconds(1));
                time.set(NOW.plusSeconds(1));

                assertThatThrownBy(() -> server.join(older)).isInstanceOf(JoinRefusedException.class);
                assertThat(server.join(there.tokens()
                                        .mint(TokenRequest.builder("alice", LOBBY)
                                                .build())
                                        .token())
                                .connected())
                        .isTrue();
            }
        }
    }
}
