package io.videoprovider.livekit.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_NODE_MODULES",
        matches = ".+",
        disabledReason = "LIVEKIT_NODE_MODULES is not set: LiveKit's JavaScript SDK is missing (see docs/testing.md)")
class NodeVerifierTest {

    private static final String KEY = "devkey";
    private static final String SECRET = "secret";
    private static final Map<String, Object> GRANT = Map.of("roomJoin", true, "room", "lobby");
    private static final NodeVerifier VERIFIER = new NodeVerifier();

    @AfterAll
    static void dismiss() {
        VERIFIER.close();
    }

    @Test
    void a_valid_token_returns_its_claims() {
        assertThat(VERIFIER.available()).isTrue();

        Map<String, Object> claims = VERIFIER.claims(HandmadeToken.of(KEY, SECRET, "alice", GRANT), KEY, SECRET);

        assertThat(claims)
                .containsEntry("iss", KEY)
                .containsEntry("sub", "alice")
                .containsEntry("video", GRANT)
                .containsKeys("exp", "nbf");
    }

    @Test
    void a_token_with_the_wrong_secret_key_or_time_is_rejected() {
        String token = HandmadeToken.of(KEY, SECRET, "alice", GRANT);
        String expired = HandmadeToken.of(KEY, SECRET, "alice", GRANT, Duration.ofHours(-1));

        assertThatThrownBy(() -> VERIFIER.claims(token, KEY, "another secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("signature");
        assertThatThrownBy(() -> VERIFIER.claims(token, "another key", SECRET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("iss");
        assertThatThrownBy(() -> VERIFIER.claims(expired, KEY, SECRET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exp");
    }

    @Test
    void a_text_that_is_not_a_token_is_rejected() {
        assertThatThrownBy(() -> VERIFIER.claims("", KEY, SECRET)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VERIFIER.claims("a\nb\u2028c", KEY, SECRET))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_webhook_whose_body_was_changed_is_rejected() {
        byte[] body = "{\"event\":\"room_started\"}".getBytes(UTF_8);

        assertThatThrownBy(() -> VERIFIER.webhook(body, HandmadeToken.of(KEY, SECRET, "", Map.of()), KEY, SECRET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sha256");
    }

    @Test
    void a_closed_verifier_starts_again_on_use() {
        String token = HandmadeToken.of(KEY, SECRET, "alice", GRANT);
        assertThat(VERIFIER.claims(token, KEY, SECRET)).containsEntry("sub", "alice");

        VERIFIER.close();

        assertThat(VERIFIER.claims(token, KEY, SECRET)).containsEntry("sub", "alice");
    }

    @Test
    void a_request_to_an_ended_program_fails_at_once() {
        NodeProcess ended = NodeProcess.start("verify-token.mjs", event -> {}, () -> {});
        ended.close();

        assertThatThrownBy(() -> ended.ask("token", Map.of(), Duration.ofMinutes(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended before it answered 'token'");
    }

    @Test
    void texts_like_tokens_are_masked_in_messages() {
        String token = HandmadeToken.of(KEY, SECRET, "alice", GRANT);

        assertThat(NodeProcess.withoutTokens("connecting to ws://127.0.0.1:7880/rtc?access_token=" + token + "&v=2"))
                .isEqualTo("connecting to ws://127.0.0.1:7880/rtc?access_token=<token>&v=2");
    }
}
