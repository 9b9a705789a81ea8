package io.videoprovider.livekit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VendorEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.webhook.WebhookRequest;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any input becomes an event or a typed rejection. With {@code JAZZER_FUZZ=1} Jazzer searches for counterexamples; without,
 * it tries the seeds.
 */
class LiveKitWebhooksFuzzTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final LiveKitWebhookSigner SIGNER = new LiveKitWebhookSigner("devkey", Tests.SECRET);
    private static final LiveKitWebhookSigner STRANGER = new LiveKitWebhookSigner("devkey", "x" + Tests.SECRET);

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final LiveKitWebhooks webhooks = new LiveKitWebhooks(
            ProviderId.LIVEKIT,
            new Keyring.Builder()
                    .add("devkey", SigningKey.of(Tests.SECRET), null)
                    .build(clock),
            clock);

    /**
     * @param data {@code S} and a body, which is signed here; or {@code F}, a header, a line feed and a body, which must be
     *     refused unless another library finds the signature good as well
     */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "11m")
    void any_input_becomes_an_event_or_a_rejection(byte[] data) throws Exception {
        if (data.length > 0 && data[0] == 'S') {
            anyBody(Arrays.copyOfRange(data, 1, data.length));
        } else if (data.length > 0 && data[0] == 'F') {
            int end = 1;
            while (end < data.length && data[end] != '\n') {
                end++;
            }
            anyToken(
                    new String(data, 1, end - 1, ISO_8859_1),
                    Arrays.copyOfRange(data, Math.min(end + 1, data.length), data.length));
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
        VideoEvent event;
        try {
            event = webhooks.parse(WebhookRequest.of(SIGNER.headers(body, NOW), body));
        } catch (WebhookRejectedException e) {
            assertThat(e.reason()).isIn(Reason.MALFORMED, Reason.TOO_LARGE);
            return;
        }
        assertThat(event.signedBy()).isEqualTo("devkey#1");
        boolean mayLackCall = event instanceof UnknownEvent || event instanceof VendorEvent;
        assertThat(event.call() != null || mayLackCall).as("%s", event).isTrue();
        VideoEvent again = webhooks.parseWithoutVerification(body, event.deliveryId());
        assertThat(again).hasSameClassAs(event);
        assertThat(again.signedBy()).isNull();
        assertThat(again.toString()).isEqualTo(event.toString().replace("signedBy=devkey#1", "signedBy=null"));
    }

    private void anyToken(String token, byte[] body) throws Exception {
        try {
            webhooks.parse(WebhookRequest.of(Map.of("Authorization", List.of(token)), body));
        } catch (WebhookRejectedException e) {
            assertThat(e.httpStatus()).isBetween(400, 413);
            return;
        }
        String bare = token.strip();
        bare = bare.regionMatches(true, 0, "Bearer ", 0, 7) ? bare.substring(7).strip() : bare;
        SignedJWT jwt = SignedJWT.parse(bare);
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
        assertThat(jwt.verify(new MACVerifier(Tests.SECRET)))
                .as("forged: %s", bare)
                .isTrue();
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("HS256");
        assertThat(claims.getIssuer()).isEqualTo("devkey");
        assertThat(claims.getStringClaim("sha256"))
                .isEqualTo(Base64.getEncoder().encodeToString(digest));
        assertThat(claims.getExpirationTime().toInstant()).isAfterOrEqualTo(NOW.minusSeconds(60));
    }

    /** Webhooks that the server has sent or may send, as bodies and with valid and invalid signatures. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>(Tests.samples());
        Tests.vectors("webhooks")
                .forEach(file -> bodies.add(Tests.read(file).string("rawBody").getBytes(UTF_8)));
        for (byte[] body : bodies) {
            seeds.add(joined("S", "", body));
        }
        byte[] body = bodies.get(0);
        String good = SIGNER.authorization(body, NOW);
        seeds.add(joined("F", good + "\n", body));
        seeds.add(joined("F", "Bearer " + good + "\n", body));
        seeds.add(joined("F", good + "\n", bodies.get(1)));
        seeds.add(joined("F", STRANGER.authorization(body, NOW) + "\n", body));
        seeds.add(joined("F", SIGNER.authorization(body, NOW.minusSeconds(3600)) + "\n", body));
        String claims = good.split("\\.", -1)[1];
        seeds.add(joined("F", Tests.base64url("{\"alg\":\"none\"}") + "." + claims + ".\n", body));
        seeds.add(joined("F", Tests.base64url("{\"alg\":\"RS256\"}") + "." + claims + ".AAAA\n", body));
        return seeds;
    }

    private static byte[] joined(String mode, String header, byte[] body) {
        ByteArrayOutputStream seed = new ByteArrayOutputStream();
        seed.writeBytes((mode + header).getBytes(ISO_8859_1));
        seed.writeBytes(body);
        return seed.toByteArray();
    }

    @Test
    void the_seeds_become_events_of_many_types() {
        assertThat(Tests.samples().stream()
                        .map(body ->
                                webhooks.parseWithoutVerification(body, null).getClass())
                        .distinct())
                .hasSizeGreaterThan(15);
        assertThat(Json.parse(Tests.samples().get(0)).string("event")).isEqualTo("room_started");
    }
}
