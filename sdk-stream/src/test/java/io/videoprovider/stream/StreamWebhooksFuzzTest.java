package io.videoprovider.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.stream.StreamWebhookSigner;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.webhook.WebhookRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any input becomes an event or a typed rejection. With {@code JAZZER_FUZZ=1} Jazzer searches for counterexamples; without,
 * it tries the seeds.
 */
class StreamWebhooksFuzzTest {

    private static final StreamWebhookSigner SIGNER = new StreamWebhookSigner("key", "secret");
    private static final StreamWebhookSigner STRANGER = new StreamWebhookSigner("key", "other");

    private final StreamWebhooks webhooks = new StreamWebhooks(
            ProviderId.STREAM,
            "key",
            new Keyring.Builder().add("key", SigningKey.of("secret"), null).build(Clock.systemUTC()));

    /**
     * @param data {@code S} and a body, which is signed here; {@code F}, a header, a line feed and a body, which must be
     *     refused unless the signature is good; or {@code Q} and a message of a queue
     */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "11m")
    void any_input_becomes_an_event_or_a_rejection(byte[] data) throws Exception {
        byte[] rest = data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
        switch (data.length == 0 ? 0 : data[0]) {
            case 'S' -> anyBody(rest);
            case 'F' -> {
                int end = 0;
                while (end < rest.length && rest[end] != '\n') {
                    end++;
                }
                anySignature(
                        new String(rest, 0, end, ISO_8859_1),
                        Arrays.copyOfRange(rest, Math.min(end + 1, rest.length), rest.length));
            }
            default -> anyMessage(rest);
        }
    }

    @Test
    void so_is_every_one_of_ten_thousand_mutations() throws Exception {
        List<byte[]> seeds = seeds();
        Random random = new Random(20260504);
        for (int round = 0; round < 10_000; round++) {
            byte[] data = seeds.get(random.nextInt(seeds.size())).clone();
            for (int change = random.nextInt(4); change > 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            any_input_becomes_an_event_or_a_rejection(Arrays.copyOf(data, data.length - random.nextInt(2)));
        }
    }

    private void anyBody(byte[] body) {
        byte[] sent = body.length % 2 == 0 ? body : StreamWebhookSigner.compressed(body);
        VideoEvent event;
        try {
            event = webhooks.parse(WebhookRequest.of(SIGNER.headers(body, "w-1"), sent));
        } catch (WebhookRejectedException e) {
            // A body that begins like gzip is taken for one, and its signature then is another's.
            assertThat(e.reason()).isIn(Reason.MALFORMED, Reason.TOO_LARGE, Reason.BAD_SIGNATURE);
            return;
        }
        assertThat(event.signedBy()).isEqualTo("key#1");
        assertThat(event.deduplicationKey()).hasSize(32);
        CallId call = event.call();
        assertThat(call != null || event instanceof UnknownEvent)
                .as("%s", event)
                .isTrue();
        if (event.raw().has("type")) {
            VideoEvent again = webhooks.parseWithoutVerification(sent, event.deliveryId());
            assertThat(again).hasSameClassAs(event);
            assertThat(again.signedBy()).isNull();
            assertThat(again.toString()).isEqualTo(event.toString().replace("signedBy=key#1", "signedBy=null"));
        }
    }

    private void anySignature(String signature, byte[] body) throws IOException {
        Map<String, List<String>> headers = Map.of("X-Signature", List.of(signature), "X-Api-Key", List.of("key"));
        try {
            webhooks.parse(WebhookRequest.of(headers, body));
        } catch (WebhookRejectedException e) {
            assertThat(e.httpStatus()).isBetween(400, 413);
            return;
        }
        byte[] signed = body;
        if (body[0] == 0x1f) {
            try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
                signed = gzip.readAllBytes();
            }
        }
        assertThat(signature.strip().toLowerCase(Locale.ROOT)).as("not forged").isEqualTo(SIGNER.signature(signed));
    }

    private void anyMessage(byte[] message) {
        try {
            assertThat(webhooks.parseWithoutVerification(message, null).toString())
                    .isNotEmpty();
        } catch (WebhookRejectedException e) {
            assertThat(e.reason()).isIn(Reason.MALFORMED, Reason.TOO_LARGE);
        }
    }

    /** Events that Stream may send, as bodies, with valid and invalid signatures, and as messages of a queue. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] body : Tests.samples()) {
            seeds.add(joined("S", "", body));
        }
        byte[] body = Tests.samples().get(0);
        byte[] packed = StreamWebhookSigner.compressed(body);
        String good = SIGNER.signature(body);
        seeds.add(joined("F", good + "\n", body));
        seeds.add(joined("F", good.toUpperCase(Locale.ROOT) + "\n", packed));
        seeds.add(joined("F", good + "\n", Tests.samples().get(1)));
        seeds.add(joined("F", STRANGER.signature(body) + "\n", body));
        seeds.add(joined("F", good.substring(2) + "\n", body));
        seeds.add(joined("Q", "", body));
        seeds.add(joined("Q", "", packed));
        seeds.add(joined("Q", "", Base64.getEncoder().encode(packed)));
        String small = "{\\\"type\\\":\\\"call.ended\\\",\\\"call_cid\\\":\\\"default:a\\\"}";
        seeds.add(joined("Q", "{\"Type\":\"Notification\",\"Message\":\"" + small + "\"}", new byte[0]));
        return seeds;
    }

    private static byte[] joined(String mode, String header, byte[] body) {
        ByteArrayOutputStream seed = new ByteArrayOutputStream();
        seed.writeBytes((mode + header).getBytes(ISO_8859_1));
        seed.writeBytes(body);
        return seed.toByteArray();
    }
}
