package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.SECRET;
import static io.videoprovider.livekit.Tests.base64url;
import static io.videoprovider.livekit.Tests.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.RoomConfiguration;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.livekit.server.NodeVerifier;
import io.videoprovider.testkit.CapturedLog;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.JoinWindow;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.token.VerifiedToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, claim by claim, without a server. */
class LiveKitTokensTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00.250Z");
    private static final long SECOND = NOW.getEpochSecond();

    private final MutableClock clock = new MutableClock(NOW);
    private final LiveKitVideoProvider video =
            Tests.providerOf("wss://video.example.com").clock(clock).build();

    @AfterEach
    void close() {
        video.close();
    }

    private static TokenRequest.Builder alice() {
        return TokenRequest.builder("alice", CallId.of("lobby"));
    }

    private Json minted(TokenRequest.Builder request) {
        return claims(video.tokens().mint(request.build()).token());
    }

    private Json minted(AccessToken.Builder token) {
        return claims(video.unwrap(LiveKitClient.class).mint(token.build()));
    }

    private static void same(Json actual, String expected) {
        assertThat(actual.asMap()).isEqualTo(Json.parse(expected).asMap());
    }

    @Nested
    class Grants {

        @Test
        void a_host_token_has_exactly_these_claims() {
            same(minted(alice().role(Role.HOST).displayName("Alice")), """
                    {"sub":"alice","name":"Alice","video":{"roomJoin":true,"room":"lobby","canPublish":true,
                     "canPublishData":true,"canSubscribe":true,"canUpdateOwnMetadata":true,"roomAdmin":true},
                     "videoprovider_record":true,"iss":"devkey","iat":%d,"nbf":%d,"exp":%d}""".formatted(
                            SECOND - 10, SECOND - 10, SECOND + 3600));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 60})
        void tokens_of_users_and_requests_are_backdated_as_the_builder_says(int seconds) {
            try (LiveKitEmulator emulator = LiveKitEmulator.builder()
                            .apiKey("devkey", Tests.SECRET)
                            .start();
                    LiveKitVideoProvider backdated = Tests.providerOf(emulator)
                            .clock(clock)
                            .tokenBackdating(Duration.ofSeconds(seconds))
                            .build()) {
                JoinToken token = backdated.tokens().mint(alice().build());
                assertThat(token.validFrom()).isEqualTo(NOW.minusSeconds(seconds));
                assertThat(claims(token.token()).number("nbf")).isEqualTo(SECOND - seconds);
                clock.set(Instant.now());
                long second = clock.instant().getEpochSecond();

                assertThat(backdated.calls().list()).isEmpty();

                Json request =
                        claims(Tests.token(Tests.requests(emulator, "ListRooms").get(0)));
                assertThat(request.number("iat")).isEqualTo(second - seconds);
                assertThat(request.number("nbf")).isEqualTo(second - seconds);
            }
        }

        @Test
        void backdating_out_of_range_is_rejected() {
            LiveKitVideoProvider.Builder builder = Tests.providerOf("wss://video.example.com");
            for (Duration wrong : List.of(Duration.ofSeconds(-1), Duration.ofSeconds(61))) {
                assertThatThrownBy(() -> builder.tokenBackdating(wrong))
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("tokenBackdating must be between PT0S and PT1M");
            }
        }

        @Test
        void permission_to_record_grants_nothing_at_the_server() {
            Json claims = minted(alice().permissions(Set.of(Permission.RECORD)));

            assertThat(claims.object("video").has("roomRecord")).isFalse();
            assertThat(video.tokens()
                            .verify(video.tokens()
                                    .mint(alice().permissions(Set.of(Permission.RECORD))
                                            .build())
                                    .token())
                            .permissions())
                    .containsExactly(Permission.RECORD);
        }

        @Test
        void permissions_of_a_token_are_read_as_the_server_reads_them() {
            assertThat(permissions(VideoGrant.builder().roomJoin("lobby").build()))
                    .containsExactlyInAnyOrder(
                            Permission.PUBLISH_AUDIO,
                            Permission.PUBLISH_VIDEO,
                            Permission.PUBLISH_SCREEN,
                            Permission.PUBLISH_DATA,
                            Permission.SUBSCRIBE);
            assertThat(permissions(VideoGrant.builder()
                            .roomJoin("lobby")
                            .canPublishSources(List.of("camera"))
                            .canSubscribe(false)
                            .build()))
                    .containsExactlyInAnyOrder(Permission.PUBLISH_VIDEO, Permission.PUBLISH_DATA);
            assertThat(permissions(VideoGrant.builder()
                            .roomJoin("lobby")
                            .canPublish(false)
                            .roomRecord()
                            .build()))
                    .containsExactly(Permission.SUBSCRIBE);
            assertThat(permissions(
                            VideoGrant.builder().roomAdmin("lobby").roomRecord().build()))
                    .isEmpty();
        }

        private Set<Permission> permissions(VideoGrant grant) {
            String token = video.unwrap(LiveKitClient.class)
                    .mint(AccessToken.builder().identity("alice").video(grant).build());
            return video.tokens().verify(token).permissions();
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', textBlock = """
            SPEAKER | "canPublish":true,"canPublishData":true,"canSubscribe":true,"canUpdateOwnMetadata":true
            VIEWER  | "canPublish":false,"canPublishData":false,"canSubscribe":true,"canUpdateOwnMetadata":false
            """)
        void a_role_is_spelled_out(Role role, String grants) {
            same(minted(alice().role(role)).object("video"), "{\"roomJoin\":true,\"room\":\"lobby\"," + grants + "}");
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', textBlock = """
            PUBLISH_AUDIO       | true,false,false,false | ,"canPublishSources":["microphone"]
            PUBLISH_VIDEO       | true,false,false,false | ,"canPublishSources":["camera"]
            PUBLISH_SCREEN      | true,false,false,false | ,"canPublishSources":["screen_share","screen_share_audio"]
            PUBLISH_DATA        | false,true,false,false | ''
            SUBSCRIBE           | false,false,true,false | ''
            UPDATE_OWN_METADATA | false,false,false,true | ''
            MODERATE            | false,false,false,false | ,"roomAdmin":true
            """)
        void one_permission_grants_nothing_else(Permission permission, String flags, String more) {
            String[] flag = flags.split(",", -1);
            same(minted(alice().permissions(EnumSet.of(permission))).object("video"), """
                    {"roomJoin":true,"room":"lobby","canPublish":%s,"canPublishData":%s,"canSubscribe":%s,
                     "canUpdateOwnMetadata":%s%s}""".formatted(
                            flag[0], flag[1], flag[2], flag[3], more));
        }

        @Test
        void sources_are_named_only_when_they_are_restricted() {
            assertThat(minted(alice().deny(Permission.PUBLISH_SCREEN))
                            .object("video")
                            .strings("canPublishSources"))
                    .containsExactly("microphone", "camera");
            assertThat(minted(alice()).object("video").has("canPublishSources")).isFalse();
            assertThat(minted(alice().permissions(Set.of())).object("video").has("canPublishSources"))
                    .isFalse();
        }

        @Test
        void a_typed_call_is_the_room_with_its_type_before_it() {
            assertThat(minted(TokenRequest.builder("alice", CallId.of("consult", "b-42")))
                            .object("video")
                            .string("room"))
                    .isEqualTo("consult:b-42");
        }

        @Test
        void set_values_are_sent_and_unset_ones_omitted() {
            Json claims = minted(alice().metadata("{\"a\":\"\\\"\"}")
                    .attribute("z", "1")
                    .attribute("a", "")
                    .attribute("m", "ü"));

            assertThat(claims.string("metadata")).isEqualTo("{\"a\":\"\\\"\"}");
            assertThat(claims.object("attributes").asMap()).isEqualTo(Map.of("z", "1", "a", "", "m", "ü"));
            assertThat(minted(alice()).asMap()).containsOnlyKeys("sub", "video", "iss", "iat", "nbf", "exp");
        }

        @Test
        void the_same_request_gives_the_same_token_attributes_in_their_order() {
            TokenRequest request = alice().attribute("z", "1")
                    .attribute("a", "2")
                    .attribute("m", "3")
                    .attribute("b", "4")
                    .build();

            assertThat(claims(video.tokens().mint(request).token())
                            .object("attributes")
                            .asMap()
                            .keySet())
                    .containsExactly("z", "a", "m", "b");
        }

        @Test
        void names_are_as_long_as_the_server_takes_them_counted_in_bytes() {
            // Otherwise the token would be minted, and the server would reject it.
            String fits = "李".repeat(85) + "x";
            String tooLong = "李".repeat(85) + "xx";

            assertThat(minted(TokenRequest.builder(fits, CallId.of("lobby")).displayName(fits))
                            .string("name"))
                    .isEqualTo(fits);
            assertThatThrownBy(() -> minted(alice().displayName(tooLong)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("displayName must have at most 256 bytes in UTF-8, had 257");
            assertThatThrownBy(() -> minted(TokenRequest.builder(tooLong, CallId.of("lobby"))))
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> minted(TokenRequest.builder("a", CallId.of("李".repeat(86)))))
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> AccessToken.builder().identity(tooLong))
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> AccessToken.builder().name(tooLong)).isInstanceOf(InvalidRequestException.class);
        }

        @Test
        void a_token_for_every_room_is_not_minted() {
            assertThatThrownBy(() -> video.tokens()
                            .mint(TokenRequest.builder("alice").withoutCall().build()))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    @Nested
    class Times {

        @Test
        void a_token_is_backdated_and_expires_after_its_ttl_from_now() {
            JoinToken token =
                    video.tokens().mint(alice().ttl(Duration.ofMinutes(5)).build());
            Json claims = claims(token.token());

            assertThat(claims.number("iat")).isEqualTo(SECOND - 10);
            assertThat(claims.number("nbf")).isEqualTo(SECOND - 10);
            assertThat(claims.number("exp")).isEqualTo(SECOND + 300);
            assertThat(token.validFrom()).isEqualTo(NOW.minusSeconds(10));
            assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(300));
        }

        @ParameterizedTest
        @ValueSource(strings = {"PT0S", "PT-1S", "PT0.999S", "P366D", "PT8760H0.001S"})
        void a_ttl_below_a_second_or_over_a_year_is_refused(Duration ttl) {
            assertThatThrownBy(() -> alice().ttl(ttl).build())
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.field()).isEqualTo("ttl"));
            assertThatThrownBy(() -> AccessToken.builder().ttl(ttl))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.field()).isEqualTo("ttl"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"PT1S", "P365D"})
        void a_second_and_a_year_are_fine(Duration ttl) {
            assertThat(minted(alice().ttl(ttl)).number("exp")).isEqualTo(SECOND + ttl.toSeconds());
            assertThat(minted(AccessToken.builder().ttl(ttl)).number("exp")).isEqualTo(SECOND + ttl.toSeconds());
        }

        @Test
        void the_time_of_issue_can_be_set() {
            Json claims = minted(AccessToken.builder().issuedAt(NOW.minusSeconds(60)));

            assertThat(claims.number("iat")).isEqualTo(SECOND - 60);
            assertThat(claims.number("nbf")).isEqualTo(SECOND - 60);
            assertThat(claims.number("exp")).isEqualTo(SECOND + 3600);
        }

        @Test
        void a_window_that_is_open_ends_the_token_when_it_closes() {
            Json claims = minted(alice().window(new JoinWindow(NOW.minusSeconds(600), NOW.plusSeconds(1800))));

            assertThat(claims.number("nbf")).isEqualTo(SECOND - 10);
            assertThat(claims.number("exp")).isEqualTo(SECOND + 1800);
        }

        @Test
        void a_window_to_come_begins_the_token_when_it_opens() {
            Json claims = minted(alice().window(new JoinWindow(NOW.plusSeconds(600), NOW.plusSeconds(1800))));

            assertThat(claims.number("nbf")).isEqualTo(SECOND + 600);
            assertThat(claims.number("exp")).isEqualTo(SECOND + 1800);
            assertThat(claims.number("iat")).isEqualTo(SECOND - 10);
        }

        @Test
        void the_shorter_of_window_and_ttl_counts_from_the_opening() {
            JoinWindow window = new JoinWindow(NOW.plusSeconds(600), NOW.plusSeconds(1800));

            assertThat(minted(alice().window(window).ttl(Duration.ofSeconds(60)))
                            .number("exp"))
                    .isEqualTo(SECOND + 660);
            assertThat(minted(alice().window(window).ttl(Duration.ofDays(1))).number("exp"))
                    .isEqualTo(SECOND + 1800);
        }

        @Test
        void a_window_that_is_closed_is_refused() {
            assertThatThrownBy(() -> minted(alice().window(new JoinWindow(NOW.minusSeconds(2), NOW))))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.field()).isEqualTo("window"));
        }

        @Test
        void an_access_token_may_name_both_its_ends() {
            Json claims = minted(AccessToken.builder().validity(NOW.plusSeconds(5), NOW.plusSeconds(65)));

            assertThat(claims.number("nbf")).isEqualTo(SECOND + 5);
            assertThat(claims.number("exp")).isEqualTo(SECOND + 65);
            assertThatThrownBy(() -> AccessToken.builder().validity(NOW, NOW))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Nested
    class AccessTokens {

        @Test
        void every_claim_of_livekit_can_be_set() {
            same(
                    minted(AccessToken.builder()
                            .identity("worker")
                            .name("Worker")
                            .kind("agent")
                            .metadata("m")
                            .attribute("a", "b")
                            .video(VideoGrant.builder()
                                    .roomCreate()
                                    .roomList()
                                    .roomRecord()
                                    .roomAdmin("lobby")
                                    .roomJoin("lobby")
                                    .destinationRoom("other")
                                    .canPublish(false)
                                    .canSubscribe(false)
                                    .canPublishData(false)
                                    .canPublishSources(List.of("camera", "screen_share"))
                                    .canUpdateOwnMetadata(true)
                                    .canSubscribeMetrics(true)
                                    .canManageAgentSession(true)
                                    .ingressAdmin()
                                    .hidden()
                                    .recorder()
                                    .agent()
                                    .build())
                            .sipAdmin()
                            .sipCall()
                            .agentAdmin()
                            .agentSimulationAdmin()
                            .agentDatabaseAdmin()
                            .agentDispatchAdmin()
                            .agentEndpoint(Json.parse("{\"call\":true,\"agentName\":\"scribe\"}"))
                            .agentThread(Json.parse("{\"threadIds\":[\"AT_1\"],\"read\":true}"))
                            .agentDatabase(Json.parse("{\"databaseIds\":[\"DB_1\"],\"write\":true}"))
                            .kindDetails(List.of("cloud_agent"))
                            .inferencePerform()
                            .observabilityWrite()
                            .roomPreset("webinar")
                            .roomConfiguration(RoomConfiguration.builder()
                                    .emptyTimeout(Duration.ofMinutes(10))
                                    .departureTimeout(Duration.ofSeconds(20))
                                    .maxParticipants(5)
                                    .metadata("r")
                                    .tags(Map.of("team", "blue"))
                                    .agent("helper", "am", Map.of("x", "y"))
                                    .agent("scribe", "", Map.of())
                                    .put("syncStreams", true)
                                    .build())),
                    """
                    {"sub":"worker","name":"Worker","kind":"agent","metadata":"m","attributes":{"a":"b"},
                     "video":{"roomCreate":true,"roomList":true,"roomRecord":true,"roomAdmin":true,"roomJoin":true,
                       "room":"lobby","destinationRoom":"other","canPublish":false,"canSubscribe":false,
                       "canPublishData":false,"canPublishSources":["camera","screen_share"],
                       "canUpdateOwnMetadata":true,"canSubscribeMetrics":true,"canManageAgentSession":true,
                       "ingressAdmin":true,"hidden":true,"recorder":true,"agent":true},
                     "sip":{"admin":true,"call":true},
                     "agent":{"admin":true,"simulationAdmin":true,"databaseAdmin":true,"dispatchAdmin":true},
                     "agentEndpoint":{"call":true,"agentName":"scribe"},"agentThread":{"threadIds":["AT_1"],"read":true},
                     "agentDatabase":{"databaseIds":["DB_1"],"write":true},"kindDetails":["cloud_agent"],
                     "inference":{"perform":true},"observability":{"write":true},"roomPreset":"webinar",
                     "roomConfig":{"emptyTimeout":600,"departureTimeout":20,"maxParticipants":5,"metadata":"r",
                       "tags":{"team":"blue"},"syncStreams":true,
                       "agents":[{"agentName":"helper","metadata":"am","attributes":{"x":"y"}},
                                 {"agentName":"scribe"}]},
                     "iss":"devkey","iat":%d,"nbf":%d,"exp":%d}""".formatted(SECOND - 10, SECOND - 10, SECOND + 3600));
        }

        @Test
        void a_token_without_grants_permits_nothing() {
            assertThat(minted(AccessToken.builder()).asMap()).containsOnlyKeys("iss", "iat", "nbf", "exp");
        }

        @Test
        void joining_requires_an_identity_and_a_room() {
            assertThatThrownBy(() -> AccessToken.builder()
                            .video(VideoGrant.builder().roomJoin("lobby").build())
                            .build())
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.field()).isEqualTo("identity"));
            assertThatThrownBy(() -> VideoGrant.builder().roomJoin("")).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> VideoGrant.builder().roomAdmin(" ")).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> AccessToken.builder().identity("")).isInstanceOf(InvalidRequestException.class);
        }

        @Test
        void attributes_over_their_limit_are_refused() {
            AccessToken.Builder token = AccessToken.builder().attribute("a", "x".repeat(64 * 1024));

            assertThatThrownBy(token::build)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("65536");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'room':{'fileOutputs':[{'s3':{'accessKey':'hush-hush'}}]}}",
                    "{'room':{'file_outputs':[{'s3':{'access_key':'hush-hush'}}]}}",
                    "{'room':{'fileOutputs':[{'s3':{'secret':'hush-hush'}}]}}",
                    "{'room':{'fileOutputs':[{'s3':{'sessionToken':'hush-hush'}}]}}",
                    "{'room':{'fileOutputs':[{'s3':{'session_token':'hush-hush'}}]}}",
                    "{'room':{'fileOutputs':[{'gcp':{'credentials':'hush-hush'}}]}}",
                    "{'participant':{'segmentOutputs':[{'azure':{'accountKey':'hush-hush'}}]}}",
                    "{'participant':{'segment_outputs':[{'azure':{'account_key':'hush-hush'}}]}}",
                    "{'tracks':{'aliOSS':{'secret':'hush-hush'}}}",
                    "{'tracks':{'s3':{'proxy':{'password':'hush-hush'}}}}",
                    "{'room':{'streamOutputs':[{'urls':['rtmp://a/hush-hush']}]}}",
                    "{'room':{'stream':{'urls':['rtmp://a/hush-hush']}}}",
                    "{'room':{'streamOutputs':[{'destinations':[{'id':'a','url':'rtmp://a/hush-hush'}]}]}}",
                    "{'room':{'stream_outputs':[{'destinations':[{'url':'rtmp://a/hush-hush'}]}]}}",
                    "{'tracks':{'websocketUrl':'wss://hush-hush'}}",
                    "{'tracks':{'websocket_url':'wss://hush-hush'}}"
                })
        void secrets_in_a_room_configuration_are_refused_and_not_repeated(String egress) {
            RoomConfiguration.Builder configuration =
                    RoomConfiguration.builder().egress(Json.parse(egress.replace('\'', '"')));

            assertThatThrownBy(configuration::build)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("roomConfig.egress")
                    .hasMessageNotContaining("hush-hush");
        }

        @Test
        void a_room_configuration_without_secrets_may_record() {
            Json egress = Json.parse("{\"room\":{\"fileOutputs\":[{\"filepath\":\"x\",\"s3\":{\"bucket\":\"b\","
                    + "\"secret\":\"\"}}]}}");

            assertThat(minted(AccessToken.builder()
                                    .roomConfiguration(RoomConfiguration.builder()
                                            .egress(egress)
                                            .build()))
                            .object("roomConfig")
                            .object("egress"))
                    .isEqualTo(egress);
        }

        @Test
        void a_timeout_of_a_room_is_a_second_at_least() {
            assertThatThrownBy(() -> RoomConfiguration.builder().emptyTimeout(Duration.ZERO))
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> RoomConfiguration.builder().maxParticipants(0))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Nested
    class FurtherClaims {

        @Test
        void a_claim_of_any_json_type_is_signed_with_the_others() {
            AccessToken.Builder token = AccessToken.builder()
                    .identity("alice")
                    .claim("tenant", "red")
                    .claim("limits", Map.of("minutes", 5));

            Json claims = minted(token);

            assertThat(claims.string("tenant")).isEqualTo("red");
            assertThat(claims.object("limits").number("minutes")).isEqualTo(5);
            assertThat(claims.string("sub")).isEqualTo("alice");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "iss",
                    "sub",
                    "iat",
                    "nbf",
                    "exp",
                    "video",
                    "name",
                    "kind",
                    "metadata",
                    "attributes",
                    "sip",
                    "agent",
                    "inference",
                    "observability",
                    "roomConfig",
                    "roomPreset",
                    "sha256"
                })
        void a_claim_that_the_builder_or_the_client_sets_is_reserved(String name) {
            assertThatThrownBy(() -> AccessToken.builder().claim(name, "x"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining(name);
        }

        @Test
        void a_value_that_json_cannot_represent_is_rejected() {
            assertThatThrownBy(() -> AccessToken.builder().claim("when", NOW))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Nested
    class Verification {

        @Test
        void a_token_contains_user_room_and_expiry() {
            VerifiedToken verified = video.tokens()
                    .verify(video.tokens()
                            .mint(TokenRequest.builder("alice", CallId.of("consult", "b-42"))
                                    .build())
                            .token());

            assertThat(verified.userId()).isEqualTo("alice");
            assertThat(verified.call()).isEqualTo(CallId.of("consult", "b-42"));
            assertThat(verified.expiresAt()).isEqualTo(Instant.ofEpochSecond(SECOND + 3600));
            assertThat(verified.raw().object("video").bool("roomJoin")).isTrue();
        }

        @Test
        void sixty_seconds_are_forgiven_at_the_end_and_not_one_more() {
            String token = video.tokens().mint(alice().build()).token();

            clock.set(Instant.ofEpochSecond(SECOND + 3600 + 60));
            assertThat(video.tokens().verify(token).userId()).isEqualTo("alice");
            clock.set(Instant.ofEpochSecond(SECOND + 3600 + 61));
            refused(token, "expired");
        }

        @Test
        void sixty_seconds_are_forgiven_at_the_beginning_and_not_one_more() {
            String token = video.tokens()
                    .mint(alice().window(new JoinWindow(NOW.plusSeconds(600), NOW.plusSeconds(1800)))
                            .build())
                    .token();

            clock.set(Instant.ofEpochSecond(SECOND + 600 - 60));
            assertThat(video.tokens().verify(token).userId()).isEqualTo("alice");
            clock.set(Instant.ofEpochSecond(SECOND + 600 - 61));
            refused(token, "valid in");
        }

        @Test
        void a_token_issued_in_the_future_is_refused() {
            refused(signed("HS256", SECRET, times(SECOND + 61, SECOND - 10, SECOND + 600)), "valid in");
        }

        @Test
        void a_token_without_an_end_is_refused_although_the_server_takes_it() {
            refused(signed("HS256", SECRET, "{\"iss\":\"devkey\",\"sub\":\"alice\"}"), "no expiry");
        }

        @ParameterizedTest
        @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 60, 31_556_889_864_403_200L})
        void an_expiry_out_of_range_is_rejected(long exp) {
            String token = signed("HS256", SECRET, times(SECOND, SECOND, exp));

            refused(token, "out of range");
        }

        @ParameterizedTest
        @ValueSource(strings = {"none", "None", "HS384", "HS512", "RS256", "hs256", ""})
        void another_algorithm_is_rejected_even_with_a_valid_hmac(String algorithm) {
            refused(signed(algorithm, SECRET, times(SECOND, SECOND, SECOND + 600)), "HS256");
        }

        @Test
        void another_secret_an_unknown_key_and_a_changed_letter_are_refused() {
            String good = signed("HS256", SECRET, times(SECOND, SECOND, SECOND + 600));
            assertThat(video.tokens().verify(good).userId()).isEqualTo("alice");

            refused(signed("HS256", SECRET + "x", times(SECOND, SECOND, SECOND + 600)), "signature");
            refused(
                    signed("HS256", SECRET, times(SECOND, SECOND, SECOND + 600).replace("devkey", "nokey")),
                    "unknown to this provider");
            refused(
                    good.replaceFirst("\\.[^.]*\\.", "." + base64url("{\"iss\":\"devkey\",\"sub\":\"eve\"}") + "."),
                    "");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"sub\":\"\"}", "{\"sub\":\" \"}", "{\"sub\":null}", "{\"sub\":7}"})
        void a_token_without_a_user_is_refused(String claims) {
            Json token = Json.parse(claims).toBuilder()
                    .put("iss", "devkey")
                    .put("exp", SECOND + 600)
                    .put("video", Json.builder().put("roomCreate", true).build())
                    .build();

            refused(signed("HS256", SECRET, token.write()), "no sub");
        }

        @Test
        void an_empty_token_is_refused_like_a_malformed_one() {
            assertThatThrownBy(() -> video.tokens().verify("")).isInstanceOf(AuthenticationException.class);
        }

        @Test
        void a_token_that_signs_a_webhook_is_refused() {
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

            refused(new LiveKitWebhookSigner("devkey", SECRET).authorization(body, NOW), "no sub");
        }

        @Test
        void a_token_that_signs_a_request_is_refused() {
            String request = video.unwrap(LiveKitClient.class)
                    .mint(AccessToken.builder()
                            .video(VideoGrant.builder().roomList().build())
                            .build());

            refused(request, "no sub");
        }

        @ParameterizedTest
        @ValueSource(strings = {" ", "x", "a.b", "a.b.c.d", "..", "e30.e30.", "e30=.e30.e30", "\u0000.\u0000.\u0000"})
        void a_text_that_is_not_a_token_is_refused(String text) {
            refused(text, "");
        }

        @Test
        void a_second_key_verifies_while_keys_are_rotated_and_the_first_mints() {
            try (LiveKitVideoProvider rotating = Tests.providerOf("ws://localhost")
                    .clock(clock)
                    .webhookKey("older", "another-secret")
                    .build()) {
                String old = signed(
                        "HS256",
                        "another-secret",
                        times(SECOND, SECOND, SECOND + 600).replace("devkey", "older"));

                assertThat(rotating.tokens().verify(old).userId()).isEqualTo("alice");
                assertThat(claims(rotating.tokens().mint(alice().build()).token())
                                .string("iss"))
                        .isEqualTo("devkey");
            }
        }

        private void refused(String token, String problem) {
            assertThatThrownBy(() -> video.tokens().verify(token))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining(problem)
                    .satisfies(e -> assertThat(e.getMessage())
                            .doesNotContain(token.length() > 20 ? token.substring(0, 20) : token + token));
        }

        private static String times(long iat, long nbf, long exp) {
            return "{\"iss\":\"devkey\",\"sub\":\"alice\",\"iat\":%d,\"nbf\":%d,\"exp\":%d}".formatted(iat, nbf, exp);
        }
    }

    /** A token with a given header and the HMAC of HS256, created only with the JDK. */
    static String signed(String algorithm, String secret, String claims) {
        String signed = base64url("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}") + "." + base64url(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_join_token_contains_the_server_and_masks_the_token() {
        JoinToken token = video.tokens().mint(alice().build());

        assertThat(token.serverUrl()).isEqualTo(URI.create("wss://video.example.com"));
        assertThat(token.apiKey()).isNull();
        assertThat(token.toString()).contains("alice", "lobby").doesNotContain(token.token());
    }

    @Test
    void the_secret_of_a_development_server_works_and_is_warned_about_once() {
        CapturedLog log = CapturedLog.start();
        String token;
        try (LiveKitVideoProvider dev = LiveKitVideoProvider.builder()
                .url("ws://localhost:7880")
                .apiKey("devkey")
                .apiSecret("secret")
                .build()) {
            token = dev.tokens().mint(alice().build()).token();
            assertThat(dev.tokens().verify(token).userId()).isEqualTo("alice");
        }

        assertThat(signed("HS256", "secret", claims(token).write())).isEqualTo(token);
        assertThat(log.text().lines().filter(line -> line.contains("--dev"))).hasSize(1);
    }

    @Test
    void a_secret_of_32_bytes_is_not_warned_about() {
        CapturedLog log = CapturedLog.start();
        Tests.providerOf("ws://localhost:7880").build().close();

        assertThat(log.text()).doesNotContain("--dev");
    }

    // Other verifiers ------------------------------------------------------------------------------------------------

    static List<TokenMatrix.Case> matrix() {
        return TokenMatrix.cases("lobby");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matrix")
    void nimbus_verifies(TokenMatrix.Case token) throws Exception {
        try (LiveKitVideoProvider now = Tests.providerOf("ws://localhost").build()) {
            String minted = token.mint().apply(now);
            SignedJWT jwt = SignedJWT.parse(minted);

            assertThat(jwt.verify(new MACVerifier(SECRET))).isTrue();
            assertThat(jwt.getHeader().toJSONObject()).isEqualTo(Map.of("alg", "HS256", "typ", "JWT"));
            assertThat(jwt.getJWTClaimsSet().getSubject())
                    .isEqualTo(claims(minted).string("sub"));
            assertThat(jwt.getJWTClaimsSet().getJSONObjectClaim("video"))
                    .isEqualTo(claims(minted).object("video").asMap());
        }
    }

    /** LiveKit's own JavaScript SDK. */
    @Nested
    @EnabledIfEnvironmentVariable(
            named = "LIVEKIT_NODE_MODULES",
            matches = ".+",
            disabledReason =
                    "LIVEKIT_NODE_MODULES is not set: LiveKit's JavaScript SDK is missing (see docs/testing.md)")
    class JavaScript {

        private static final NodeVerifier VERIFIER = new NodeVerifier();

        @AfterAll
        static void dismiss() {
            VERIFIER.close();
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("io.videoprovider.livekit.LiveKitTokensTest#matrix")
        void livekits_sdk_verifies(TokenMatrix.Case token) {
            try (LiveKitVideoProvider now = Tests.providerOf("ws://localhost").build()) {
                String minted = token.mint().apply(now);
                if (!token.open()) {
                    assertThatThrownBy(() -> VERIFIER.claims(minted, "devkey", SECRET))
                            .hasMessageContaining("nbf");
                    return;
                }

                Json claims = claims(minted);
                Map<String, Object> verified = VERIFIER.claims(minted, "devkey", SECRET);
                assertThat(verified).containsEntry("sub", claims.string("sub"));
                for (String claim : List.of("video", "name", "metadata", "attributes", "sip", "kind")) {
                    assertThat(verified.get(claim))
                            .as(claim)
                            .isEqualTo(claims.asMap().get(claim));
                }
            }
        }
    }
}
