package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SecurityTest {

    private static final RunningMeetings APP = RunningMeetings.start();

    @AfterAll
    static void stop() {
        APP.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/me",
        "GET,/api/users",
        "GET,/api/meetings?list=upcoming",
        "GET,/api/meetings/any",
        "GET,/api/events",
        "GET,/api/rings",
        "GET,/api/recordings",
        "POST,/api/meetings",
        "POST,/api/meetings/any/join",
        "POST,/api/rings",
        "DELETE,/api/meetings/any",
        "PUT,/api/meetings/any/captions"
    })
    void without_sign_in_nothing_but_the_page_is_served(String method, String path) {
        Client stranger = APP.anonymous();

        Client.Response response =
                stranger.send(method, path, method.equals("GET") ? null : "{}", "application/json", stranger.csrf());

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.reason()).isEqualTo("signed-out");
    }

    @Test
    void sign_in_and_sign_out() {
        Client client = APP.anonymous();

        assertThat(client.signIn("alice", "wrong").reason()).isEqualTo("bad-credentials");
        assertThat(client.signIn("nobody", "demo").http().body())
                .isEqualTo(client.signIn("alice", "wrong").http().body());
        assertThat(client.signIn("alice", "demo").status()).isEqualTo(204);
        assertThat(client.get("/api/me").ok().string("name")).isEqualTo("Alice");
        assertThat(client.post("/logout", Json.EMPTY).status()).isEqualTo(204);
        assertThat(client.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void a_missing_or_forged_csrf_token_is_rejected() {
        Client alice = APP.signIn("alice");
        Client bob = APP.signIn("bob");
        String id = alice.meeting("Target");

        for (String forged : List.of("", "forged", bob.csrf())) {
            Client.Response end = alice.send("POST", "/api/meetings/" + id + "/end", "{}", "application/json", forged);
            assertThat(end.status()).isEqualTo(403);
            assertThat(end.reason()).isEqualTo("csrf");
            assertThat(alice.send("DELETE", "/api/meetings/" + id, null, "application/json", forged)
                            .status())
                    .isEqualTo(403);
        }
        assertThat(APP.anonymous()
                        .send("POST", "/login", "username=alice&password=demo", "application/x-www-form-urlencoded", "")
                        .status())
                .isEqualTo(403);
        assertThat(alice.get("/api/meetings/" + id).ok().string("state")).isEqualTo("SCHEDULED");
    }

    @Test
    void a_form_of_another_site_cannot_act_because_json_is_required() {
        Client alice = APP.signIn("alice");

        assertThat(alice.send("POST", "/api/meetings", "{}", "text/plain", alice.csrf())
                        .status())
                .isEqualTo(415);
    }

    @Test
    void headers_allow_own_scripts_and_the_media_server_only() {
        Client.Response page = APP.anonymous().get("/api/server");

        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'self'", "script-src 'self';", "object-src 'none'", "frame-ancestors 'none'")
                .contains("connect-src 'self' http://127.0.0.1:", " ws://127.0.0.1:")
                .doesNotContain("unsafe", "*");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("Permissions-Policy")).contains("camera=(self)");
    }

    @Test
    void the_server_reports_why_media_is_unavailable() {
        Json server = APP.anonymous().get("/api/server").ok();

        assertThat(server.object("media").bool("available")).isFalse();
        assertThat(server.object("media").string("reason")).isEqualTo("emulator");
        assertThat(server.object("features").bool("recording")).isTrue();
        // The defaults of the properties: tests of calls have a shorter timeout.
        assertThat(server.object("limits").number("ringSeconds")).isEqualTo(30);
        assertThat(server.object("limits").number("joinAheadMinutes")).isEqualTo(15);
        assertThat(server.object("signIn").strings("demoUsers")).containsExactly("alice", "bob", "carol");
    }

    @Test
    void a_password_other_than_that_of_the_demo_is_not_disclosed() {
        try (RunningMeetings app = RunningMeetings.start("--meetings.password=c0rrect-horse")) {
            Client client = app.anonymous();

            assertThat(client.get("/api/server").http().body()).doesNotContain("c0rrect-horse", "alice");
            assertThat(client.signIn("alice", "demo").status()).isEqualTo(401);
            assertThat(client.signIn("alice", "c0rrect-horse").status()).isEqualTo(204);
        }
    }

    @Test
    void openid_connect_replaces_the_form_login() {
        String client = "--spring.security.oauth2.client.registration.corp.";
        String provider = "--spring.security.oauth2.client.provider.corp.";
        try (RunningMeetings app = RunningMeetings.start(
                "--meetings.users=",
                client + "client-name=Corporate",
                client + "client-id=meetings",
                client + "client-secret=s3cret",
                client + "authorization-grant-type=authorization_code",
                client + "redirect-uri={baseUrl}/login/oauth2/code/corp",
                client + "scope=openid,profile",
                provider + "authorization-uri=https://id.example.com/authorize",
                provider + "token-uri=https://id.example.com/token",
                provider + "jwk-set-uri=https://id.example.com/keys")) {
            Client browser = app.anonymous();

            Json signIn = browser.get("/api/server").ok().object("signIn");
            assertThat(signIn.bool("form")).isFalse();
            assertThat(signIn.strings("demoUsers")).isEmpty();
            assertThat(signIn.objects("oidc").get(0).string("name")).isEqualTo("Corporate");
            Client.Response redirect = browser.get(signIn.objects("oidc").get(0).string("url"));
            assertThat(redirect.status()).isEqualTo(302);
            assertThat(redirect.header("Location"))
                    .startsWith("https://id.example.com/authorize?")
                    .contains("client_id=meetings", "scope=openid%20profile", "nonce=")
                    .doesNotContain("s3cret");
            assertThat(browser.signIn("alice", "demo").status()).isNotEqualTo(204);
            assertThat(browser.get("/api/me").status()).isEqualTo(401);
        }
    }

    @Test
    void requests_and_sign_ins_are_limited() {
        try (RunningMeetings app =
                RunningMeetings.start("--meetings.sign-ins-per-minute=3", "--meetings.requests-per-minute=20")) {
            Client client = app.anonymous();
            client.signIn("alice", "wrong");
            client.signIn("alice", "wrong");
            client.signIn("alice", "demo");

            assertThat(client.signIn("alice", "demo").reason()).isEqualTo("rate-limit");
            Client.Response last = client.get("/api/me");
            for (int i = 0; i < 25 && last.status() == 200; i++) {
                last = client.get("/api/me");
            }
            assertThat(last.status()).isEqualTo(429);
            assertThat(last.header("Retry-After")).isEqualTo("60");
        }
    }

    @Test
    void the_number_of_event_streams_of_a_user_is_limited() {
        Client carol = APP.signIn("carol");
        List<Client.Stream> streams = java.util.stream.IntStream.range(0, 10)
                .mapToObj(i -> carol.events(""))
                .toList();

        assertThat(carol.get("/api/events").status()).isEqualTo(429);
        streams.forEach(Client.Stream::close);
    }

    @Test
    void signing_out_ends_no_stream_of_events_with_an_error(CapturedOutput log) {
        Client.Stream events;
        try (RunningMeetings app = RunningMeetings.start()) {
            Client carol = app.signIn("carol");
            events = carol.events("");
            assertThat(carol.post("/logout", Json.EMPTY).status()).isEqualTo(204);
        }
        // The application has ended the stream.
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(events::ended);
        assertThat(log.getAll()).doesNotContain("AuthorizationDeniedException");
    }

    @Test
    void management_endpoints_other_than_health_are_closed() {
        assertThat(APP.anonymous().get("/actuator/health").status()).isEqualTo(200);
        assertThat(APP.signIn("alice").get("/actuator/env").status()).isIn(403, 404);
    }

    @Test
    void an_unsigned_webhook_is_rejected() {
        Client stranger = APP.anonymous();

        assertThat(stranger.post(
                                "/webhooks/video/livekit",
                                Json.builder()
                                        .put("event", "participant_joined")
                                        .put("id", "EV_1")
                                        .build())
                        .status())
                .isEqualTo(401);
    }
}
