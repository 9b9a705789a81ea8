package io.videoprovider.livekit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/** LiveKit tokens signed without the SDK, which is under test. */
final class HandmadeToken {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private HandmadeToken() {}

    /** A token for ten minutes. */
    static String of(String apiKey, String secret, String identity, Map<String, ?> videoGrant) {
        return of(apiKey, secret, identity, videoGrant, Duration.ofMinutes(10));
    }

    static String of(String apiKey, String secret, String identity, Map<String, ?> videoGrant, Duration validity) {
        Instant now = Instant.now();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", apiKey);
        claims.put("sub", identity);
        // A little in the past, for clocks that differ.
        claims.put("nbf", now.minusSeconds(5).getEpochSecond());
        claims.put("exp", now.plus(validity).getEpochSecond());
        claims.put("video", videoGrant);
        return signed(secret, claims);
    }

    static String signed(String secret, Map<String, ?> claims) {
        String signed = part(Map.of("alg", "HS256", "typ", "JWT")) + "." + part(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String part(Map<String, ?> content) {
        return BASE64.encodeToString(JsonMapper.shared().writeValueAsBytes(content));
    }
}
