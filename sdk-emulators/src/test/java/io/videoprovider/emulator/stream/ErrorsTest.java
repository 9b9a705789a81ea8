package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.TestClient.CALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.emulator.Delays;
import io.videoprovider.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rejected requests and their errors. */
class ErrorsTest {

    private final MutableClock clock = MutableClock.running();
    private StreamEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() {
        emulator = StreamEmulator.builder().clock(clock).delays(Delays.SHORT).start();
        client = new TestClient(emulator.url());
        client.users("alice");
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    // Authentication ------------------------------------------------------------------------------------------------

    @Test
    void the_api_key_is_checked_first() {
        client.send("GET", "/api/v2/app", "other", "", "")
                .fails(401, 2, "GetApp failed with error: \"api_key not found\"");
        client.send("GET", emulator.url() + "/api/v2/app", Map.of("stream-auth-type", "jwt"), "")
                .fails(401, 2, "api_key not provided");
    }

    @Test
    void a_token_must_be_there_bare_and_announced() {
        client.send("GET", "/api/v2/app", "key", "", "").fails(401, 5, "missing auth token");
        client.send("GET", "/api/v2/app", "key", "Bearer " + TestClient.token(""), "")
                .fails(401, 5, "malformed");
        client.send("GET", "/api/v2/app", "key", "garbage", "").fails(401, 5, "malformed");
        client.send(
                        "GET",
                        emulator.url() + "/api/v2/app?api_key=key",
                        Map.of("Authorization", TestClient.token("")),
                        "")
                .fails(401, 5, "stream-auth-type");
    }

    @Test
    void an_invalid_token_has_the_code_of_its_reason() {
        long now = Instant.now().getEpochSecond();
        String app = "/api/v2/app";
        client.as(TestClient.sign("other", TestClient.claims("")), "GET", app, "")
                .fails(401, 43, "signature");
        client.as(TestClient.sign("secret", TestClient.claims("").put("exp", now - 1)), "GET", app, "")
                .fails(401, 40, "expired");
        client.as(TestClient.sign("secret", TestClient.claims("").put("nbf", now + 60)), "GET", app, "")
                .fails(401, 41, "not valid yet");
        // The time does not reach the token's while the test runs.
        try (StreamEmulator still = StreamEmulator.builder()
                        .clock(new MutableClock(Instant.ofEpochSecond(now)))
                        .start();
                TestClient caller = new TestClient(still.url())) {
            caller.as(TestClient.sign("secret", TestClient.claims("").put("iat", now + 2)), "GET", app, "")
                    .fails(401, 42, "JWTAuth error: token used before issue at (iat)");
            caller.as(TestClient.sign("secret", TestClient.claims("").put("iat", now)), "GET", app, "")
                    .is(200);
        }
    }

    @Test
    void no_answer_and_no_exception_repeats_a_token() {
        String token = TestClient.sign("other", TestClient.claims("alice"));
        assertThat(client.as(token, "GET", "/api/v2/app", "").http().body()).doesNotContain("eyJ");
        assertThatThrownBy(() -> emulator.join(token, "default:standup"))
                .isInstanceOf(JoinRefusedException.class)
                .hasMessageNotContaining("eyJ");
    }

    @Test
    void revocation_ends_the_older_tokens_of_a_user_for_requests_and_joins_until_it_is_taken_back() {
        client.call("alice");
        String old = TestClient.sign("secret", TestClient.claims("alice"));
        String never =
                TestClient.sign("secret", TestClient.JSON.createObjectNode().put("user_id", "alice"));
        client.as(old, "GET", CALL, "").is(200);
        revoke("'" + Instant.now().plusSeconds(10) + "'");
        for (String token : new String[] {old, never}) {
            client.as(token, "GET", CALL, "").fails(401, 40, "revoked");
            assertThatThrownBy(() -> emulator.join(token, "default:standup"))
                    .isInstanceOf(JoinRefusedException.class)
                    .extracting(e -> ((JoinRefusedException) e).code())
                    .isEqualTo(40);
        }
        clock.advance(Duration.ofMinutes(1));
        String newer = TestClient.sign(
                "secret", TestClient.claims("alice").put("iat", clock.instant().getEpochSecond()));
        client.as(newer, "GET", CALL, "").is(200);
        revoke("null");
        client.as(old, "GET", CALL, "").is(200);
    }

    private void revoke(String time) {
        client.patch("/api/v2/users", "{'users':[{'id':'alice','set':{'revoke_tokens_issued_before':" + time + "}}]}")
                .is(200);
    }

    @Test
    void revocation_for_the_whole_application_ends_every_users_tokens_but_not_the_servers() {
        client.call("alice");
        String user = TestClient.token("alice");
        client.patch(
                        "/api/v2/app",
                        "{'revoke_tokens_issued_before':'" + Instant.now().plusSeconds(10) + "'}")
                .is(200);
        client.as(user, "GET", CALL, "").fails(401, 40, "revoked");
        client.get(CALL).is(200);
        client.patch("/api/v2/app", "{'revoke_tokens_issued_before':null}").is(200);
        client.as(user, "GET", CALL, "").is(200);
    }

    @Test
    void users_have_the_grants_of_their_roles_and_no_server_operations() {
        client.call();
        String alice = TestClient.token("alice");
        client.as(alice, "POST", CALL + "/mark_ended", "{}").fails(403, 17, "not allowed to perform action EndCall");
        client.as(alice, "POST", "/api/v2/users", "{}").fails(403, 17, "server-side");
        assertThat(client.as(alice, "GET", CALL, "").json().get("own_capabilities"))
                .extracting(each -> each.stringValue())
                .contains("join-call", "send-audio")
                .doesNotContain("end-call");
        client.post(CALL + "/members", "{'update_members':[{'user_id':'alice','role':'host'}]}")
                .is(201);
        client.as(alice, "POST", CALL + "/mark_ended", "{}").is(201);
    }

    // State and input -----------------------------------------------------------------------------------------------

    @Test
    void members_must_exist_but_the_creator_of_a_call_need_not() {
        client.post(
                        CALL,
                        "{'data':{'created_by_id':'new','members':[{'user_id':'alice'},{'user_id':'x'},{'user_id':'y'}]}}")
                .fails(
                        400,
                        4,
                        "GetOrCreateCall failed with error: \"The following users are involved in call create operation, "
                                + "but don't exist: [x y]. Please create the user objects before setting up the call.\"");
        client.get(CALL).fails(404, 16, "Can't find call with id default:standup");
        client.post(CALL, "{'data':{'created_by_id':'new'}}").is(201);
        client.post(CALL + "/members", "{'update_members':[{'user_id':'x'}]}").fails(400, 4, "don't exist: [x]");
    }

    @Test
    void a_server_token_requires_a_creator_of_the_call() {
        client.post(CALL, "{'data':{}}").fails(400, 4, "created_by");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    recordings/composite/start  | there is no active session
                    recordings/individual/start | there is no active session
                    recordings/raw/start        | there is no active session
                    recordings/composite/stop   | call egress is not running
                    recordings/video/start      | recording_type
                    start_frame_recording       | there is no active session
                    stop_frame_recording        | call egress is not running
                    start_transcription         | there is no active session
                    stop_transcription          | call is not being transcribed
                    start_closed_captions       | there is no active session
                    start_broadcasting          | there is no active session
                    stop_broadcasting           | call egress is not running
                    rtmp_broadcasts/x/stop      | call egress is not running
                    """)
    void starting_or_stopping_in_the_wrong_state_is_an_input_error(String operation, String reason) {
        client.call();
        client.post(CALL + "/" + operation, "{}").fails(400, 4, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'stream_url':'rtmp://x/y'                                              | name is a required field
                    'name':'a'                                                             | stream_url is a required field
                    'name':'a','stream_url':'rtmp://x/y','quality':'8k'                    | broadcasting.rtmp.quality
                    'name':'a','stream_url':'rtmp://x/y','layout':{'name':'mosaic'}        | broadcasting.rtmp.layout.name
                    'name':'a','stream_url':'rtmp://x/y','quality':'720p','layout':{'name':'grid'} | no active session
                    """, quoteCharacter = '`')
    void an_rtmp_broadcast_has_a_name_an_address_and_a_known_quality_and_layout(String fields, String reason) {
        client.call();
        client.post(CALL + "/rtmp_broadcasts", "{'broadcasts':[{" + fields + "}]}")
                .fails(400, 4, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'data':{'created_by_id':7}}                                                       | created_by_id must be a string
                    {'data':[]}                                                                        | data must be an object
                    {'members_limit':101}                                                              | members_limit
                    {'data':{'created_by_id':'a','starts_at':'tomorrow'}}                              | starts_at
                    {'data':{'created_by_id':'a','settings_override':{'audio':{'mic_default_on':true}}}}  | audio.default_device
                    {'data':{'created_by_id':'a','settings_override':{'recording':{'mode':'maybe'}}}}     | recording.mode
                    {'data':{'created_by_id':'a','settings_override':{'ring':{'auto_cancel_timeout_ms':0,'incoming_call_timeout_ms':5000}}}} | between 5000 and 180000
                    not json                                                                           | not valid JSON
                    []                                                                                 | not a JSON object
                    """)
    void a_body_that_makes_no_sense_is_an_input_error(String body, String reason) {
        client.post(CALL, body).fails(400, 4, reason);
        assertThat(client.post("/api/v2/video/calls", "{}").json().get("calls")).isEmpty();
    }

    @Test
    void an_escaped_id_stays_one_segment_and_reaches_nothing_else() {
        client.post("/api/v2/video/call/default/a%2Fmark_ended", "{'data':{'created_by_id':'a'}}")
                .fails(400, 4, "call id");
        client.post("/api/v2/video/call/default/..%2F..%2Fapp", "{'data':{'created_by_id':'a'}}")
                .fails(400, 4, "call id");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v2/nothing",
        "GET, /",
        "PATCH, /api/v2/video/calls",
        "GET, /api/v2/video/call/default",
        "POST, /api/v2/usergroups",
        "GET, /api/v2/push_templates"
    })
    void an_unknown_route_answers_404_in_the_form_of_every_error(String method, String path) {
        client.send(method, path, "").fails(404, 16, "no such route: " + method + " " + path);
    }

    @Test
    void the_reserved_storage_name_and_an_unknown_storage_are_refused() {
        client.post(
                        "/api/v2/external_storage",
                        "{'name':'stream-s3','storage_type':'s3','bucket':'b','aws_s3':{'s3_region':'x'}}")
                .fails(400, 4, "stream-s3 name reserved for internal use");
        client.call();
        emulator.join(TestClient.token("alice"), "default:standup");
        client.post(CALL + "/recordings/composite/start", "{'recording_external_storage':'mine'}")
                .fails(404, 16, "external storage");
    }

    // Rate limits ---------------------------------------------------------------------------------------------------

    @Test
    void every_response_contains_the_remaining_requests_and_further_ones_are_rejected_until_the_minute_ends() {
        // In the middle of a minute, which does not end while the test runs.
        MutableClock still =
                new MutableClock(Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(90));
        try (StreamEmulator limited = StreamEmulator.builder()
                        .clock(still)
                        .rateLimit("GetApp", 2)
                        .start();
                TestClient caller = new TestClient(limited.url())) {
            TestClient.Answer first = caller.get("/api/v2/app").is(200);
            assertThat(first.header("X-RateLimit-Limit")).isEqualTo("2");
            assertThat(first.header("X-RateLimit-Remaining")).isEqualTo("1");
            long reset = Long.parseLong(first.header("X-RateLimit-Reset"));
            assertThat(reset - still.instant().getEpochSecond()).isBetween(0L, 60L);
            caller.get("/api/v2/app").is(200);
            TestClient.Answer refused = caller.get("/api/v2/app");
            refused.fails(429, 9, "Too many requests");
            assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
            caller.get("/api/v2/video/edges").is(200);
            still.advance(Duration.ofMinutes(1));
            caller.get("/api/v2/app").is(200);
        }
    }
}
