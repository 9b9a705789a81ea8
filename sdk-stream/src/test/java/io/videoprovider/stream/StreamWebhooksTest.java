package io.videoprovider.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.common.CallId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.webhook.WebhookRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamWebhooksTest {

    private static final String KEY = "key";
    private static final String SECRET = "secret";

    private final StreamVideoProvider video = StreamVideoProvider.builder()
            .apiKey(KEY)
            .apiSecret(SECRET)
            .webhookSecret("rotated")
            .webhookKey("other-app", "other-secret")
            .build();

    @AfterEach
    void close() {
        video.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2024-03-18T08:24:14.769328551Z\"", "1710750254769328551"})
    void an_event_is_read_whichever_way_it_writes_its_time(String time) throws Exception {
        VideoEvent event =
                parse("{\"type\":\"call.session_started\",\"call_cid\":\"default:c-1\",\"session_id\":\"s-1\","
                        + "\"created_at\":" + time + "}");

        assertThat(event).isInstanceOf(CallStarted.class);
        assertThat(event.call()).isEqualTo(CallId.of("c-1"));
        assertThat(event.sessionId()).isEqualTo("s-1");
        assertThat(event.deliveryId()).isEqualTo("w-1");
        assertThat(event.occurredAt()).isEqualTo(Instant.parse("2024-03-18T08:24:14.769328551Z"));
    }

    @Test
    void mandatory_events_are_typed_and_others_are_passed_on() throws Exception {
        String participant =
                "\"participant\":{\"user\":{\"id\":\"alice\",\"name\":\"Alice\"},\"user_session_id\":\"u-1\"}";

        assertThat(parse(event("call.ended", ""))).isInstanceOf(CallEnded.class);
        assertThat(parse(event("call.session_ended", ""))).isInstanceOf(CallEnded.class);
        ParticipantJoined joined = (ParticipantJoined) parse(event("call.session_participant_joined", participant));
        assertThat(joined.participant().userId()).isEqualTo("alice");
        assertThat(joined.participant().connectionId()).isEqualTo("u-1");
        assertThat(parse(event("call.session_participant_left", participant))).isInstanceOf(ParticipantLeft.class);
        RecordingReady ready = (RecordingReady)
                parse(
                        event(
                                "call.recording_ready",
                                "\"recording_type\":\"composite\",\"call_recording\":{\"filename\":\"f.mp4\",\"url\":\"https://x/f.mp4\","
                                        + "\"session_id\":\"s-1\",\"start_time\":\"2024-03-18T08:24:14Z\",\"end_time\":\"2024-03-18T08:25:14Z\"}"));
        assertThat(ready.recording().status()).isEqualTo(RecordingStatus.READY);
        assertThat(ready.recording().files()).hasSize(1);
        assertThat(ready.recording().sessionId()).isEqualTo("s-1");
        assertThat(parse(event("call.exploded", ""))).isInstanceOf(UnknownEvent.class);
        assertThat(parse("{\"type\":\"user.updated\"}")).isInstanceOf(UnknownEvent.class);
        assertThat(parse("{}")).isInstanceOf(UnknownEvent.class);
    }

    @Test
    void the_signature_is_over_the_inflated_body() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);

        assertThat(parse(gzip(body), signature(SECRET, body), KEY)).isInstanceOf(CallEnded.class);
        rejected(Reason.BAD_SIGNATURE, gzip(body), signature(SECRET, gzip(body)), KEY);
    }

    @Test
    void a_bomb_is_not_inflated() throws Exception {
        byte[] bomb = gzip(new byte[200 << 20]);

        assertThat(bomb.length).isLessThan(1 << 20);
        rejected(Reason.TOO_LARGE, bomb, signature(SECRET, bomb), KEY);
    }

    @Test
    void each_application_has_its_own_secrets_and_may_have_several() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);

        assertThat(parse(body, signature("rotated", body), KEY)).isInstanceOf(CallEnded.class);
        assertThat(parse(body, signature("other-secret", body), "other-app")).isInstanceOf(CallEnded.class);
        rejected(Reason.BAD_SIGNATURE, body, signature("other-secret", body), KEY);
        rejected(Reason.BAD_SIGNATURE, body, signature(SECRET, body), "other-app");
        rejected(Reason.UNKNOWN_KEY, body, signature(SECRET, body), "nobody");
    }

    @Test
    void what_is_not_signed_or_not_json_is_rejected() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);
        byte[] notJson = "{\"type\":".getBytes(StandardCharsets.UTF_8);
        byte[] deep = "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        byte[] notGzip = {0x1f, (byte) 0x8b, 1, 2, 3};

        rejected(Reason.MISSING_SIGNATURE, body, null, KEY);
        rejected(Reason.BAD_SIGNATURE, body, "not hex", KEY);
        rejected(Reason.BAD_SIGNATURE, body, "00", KEY);
        rejected(Reason.BAD_SIGNATURE, body, signature("wrong", body), KEY);
        rejected(Reason.MALFORMED, notJson, signature(SECRET, notJson), KEY);
        rejected(Reason.MALFORMED, deep, signature(SECRET, deep), KEY);
        rejected(Reason.MALFORMED, notGzip, signature(SECRET, notGzip), KEY);
        assertThatThrownBy(() -> video.webhooks()
                        .parse(WebhookRequest.of(
                                Map.of("X-Signature", List.of(signature(SECRET, body), signature(SECRET, body))),
                                body)))
                .isInstanceOf(WebhookRejectedException.class);
        assertThat(parse(body, signature(SECRET, body).toUpperCase(Locale.ROOT), KEY))
                .isInstanceOf(CallEnded.class);
    }

    @Test
    void no_mutation_of_a_signed_body_is_accepted() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);
        String signature = signature(SECRET, body);
        Random random = new Random(42);
        for (int round = 0; round < 5_000; round++) {
            byte[] mutated = body.clone();
            int at = random.nextInt(mutated.length);
            mutated[at] ^= (byte) (1 + random.nextInt(255));
            assertThatThrownBy(() -> parse(mutated, signature, KEY)).isInstanceOf(WebhookRejectedException.class);
        }
    }

    private static String event(String type, String fields) {
        return "{\"type\":\"" + type + "\",\"call_cid\":\"default:c-1\",\"created_at\":\"2024-03-18T08:24:14Z\""
                + (fields.isEmpty() ? "" : "," + fields) + "}";
    }

    private VideoEvent parse(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, signature(SECRET, bytes), KEY);
    }

    private VideoEvent parse(byte[] body, @Nullable String signature, String key) {
        return video.webhooks().parse(request(body, signature, key));
    }

    private void rejected(Reason reason, byte[] body, @Nullable String signature, String key) {
        WebhookRejectedException rejection = catchThrowableOfType(
                WebhookRejectedException.class, () -> video.webhooks().parse(request(body, signature, key)));
        assertThat(rejection.reason()).isEqualTo(reason);
        assertThat(rejection.getMessage()).doesNotContain("call.ended");
    }

    private static WebhookRequest request(byte[] body, @Nullable String signature, String key) {
        return WebhookRequest.of(
                name -> switch (name) {
                    case "X-Signature" -> signature;
                    case "X-Api-Key" -> key;
                    case "X-Webhook-Id" -> "w-1";
                    default -> null;
                },
                body);
    }

    private static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }
}
