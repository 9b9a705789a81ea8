package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Signs and verifies tokens: HS256 with the API secret, almost without leeway. */
final class Tokens {

    private final String secret;
    private final Clock clock;

    Tokens(String secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    Caller verify(String token) {
        String[] parts = token.split("\\.", -1);
        JsonNode header;
        JsonNode claims;
        byte[] signature;
        try {
            if (parts.length != 3) {
                throw new IllegalArgumentException();
            }
            header = Json.parse(decode(parts[0]));
            claims = Json.parse(decode(parts[1]));
            signature = Base64.getUrlDecoder().decode(parts[2]);
            if (!claims.isObject()) {
                throw new IllegalArgumentException();
            }
        } catch (IllegalArgumentException | JacksonException e) {
            throw ApiError.of(ApiError.UNAUTHENTICATED, "JWTAuth error: token is malformed");
        }
        if (!Json.text(header, "alg").equals("HS256")
                || !MessageDigest.isEqual(signature, StreamWebhookSigner.hmac(secret, signed(parts)))) {
            throw ApiError.of(ApiError.TOKEN_SIGNATURE, "JWTAuth error: signature is not valid");
        }
        checkTimes(claims);
        JsonNode user = claims.path("user_id");
        if (!user.isMissingNode() && (!user.isString() || user.asString().isEmpty())) {
            throw ApiError.of(ApiError.UNAUTHENTICATED, "JWTAuth error: user_id is not a string");
        }
        return new Caller(user.asString(""), Json.texts(claims, "call_cids"), Json.text(claims, "role"), claims);
    }

    private void checkTimes(JsonNode claims) {
        double now = clock.millis() / 1000.0;
        if (claims.path("exp").isNumber() && now >= claims.path("exp").asDouble()) {
            throw ApiError.of(ApiError.TOKEN_EXPIRED, "JWTAuth error: token is expired (exp)");
        }
        if (claims.path("nbf").isNumber() && now < claims.path("nbf").asDouble()) {
            throw ApiError.of(ApiError.TOKEN_NOT_YET_VALID, "JWTAuth error: token not valid yet (nbf)");
        }
        if (claims.path("iat").isNumber() && now < claims.path("iat").asDouble()) {
            throw ApiError.of(ApiError.TOKEN_BEFORE_ISSUE, "JWTAuth error: token used before issue at (iat)");
        }
    }

    /** Returns a token for a guest. */
    String sign(String userId) {
        ObjectNode claims = Json.object().put("user_id", userId);
        String signed = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(Json.write(claims));
        return signed + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(StreamWebhookSigner.hmac(secret, signed.getBytes(StandardCharsets.UTF_8)));
    }

    Map<String, Object> claims(Caller caller) {
        return Json.asMap(caller.claims());
    }

    private static byte[] signed(String[] parts) {
        return (parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8);
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
