package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.kit.TestReceiver;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Signs tokens for the tests, without the code of the emulator, which is under test. */
final class TestTokens {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private TestTokens() {}

    /** Claims that are valid for the next minutes. */
    static ObjectNode claims(String identity, JsonNode video) {
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = JSON.createObjectNode()
                .put("iss", "devkey")
                .put("sub", identity)
                .put("nbf", now - 5)
                .put("exp", now + 600);
        claims.set("video", video);
        return claims;
    }

    static ObjectNode grant(Map<String, ?> grants) {
        return JSON.valueToTree(grants);
    }

    static String admin(Map<String, ?> grants) {
        return sign("secret", claims("", grant(grants)));
    }

    static String join(String room, String identity) {
        return sign("secret", claims(identity, grant(Map.of("roomJoin", true, "room", room))));
    }

    static String sign(String secret, ObjectNode claims) {
        return sign(secret, HS256, claims);
    }

    static String sign(String secret, String header, ObjectNode claims) {
        String signed = encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(JSON.writeValueAsBytes(claims));
        return signed + "." + encode(hmac(secret, signed));
    }

    static String unsigned(ObjectNode claims) {
        return encode("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encode(JSON.writeValueAsBytes(claims)) + ".";
    }

    static ObjectNode payload(String token) {
        return (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    static byte[] hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns the claims of a webhook's token after the checks of a receiver. */
    static ObjectNode verified(RecordedRequest request, String secret) {
        String token = Objects.requireNonNullElse(request.getHeaders().get("Authorization"), "");
        assertThat(token).startsWith("ey");
        String[] parts = token.split("\\.", -1);
        assertThat(Base64.getUrlDecoder().decode(parts[2])).isEqualTo(hmac(secret, parts[0] + "." + parts[1]));
        ObjectNode claims = payload(token);
        assertThat(claims.get("sha256").asString()).isEqualTo(sha256(TestReceiver.body(request)));
        return claims;
    }

    private static String sha256(String body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
