package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Signs and verifies the server's tokens: only HS256, with one minute of leeway. */
final class Tokens {

    /** The server rejects a token, with a plain text that may repeat it. */
    static final class RejectedException extends Exception {
        private static final long serialVersionUID = 1;
        private final String token;

        RejectedException(String text, String token) {
            super(text, null, false, false);
            this.token = token;
        }

        /** Returns the text without the token: the server repeats it, but a log must not contain it. */
        String textWithoutToken() {
            String text = String.valueOf(getMessage());
            return token.isEmpty() ? text : text.replace(token, "(token)");
        }
    }

    private static final long LEEWAY_SECONDS = 60;
    // The algorithms that the server's JWT library recognizes.
    private static final Set<String> KNOWN_ALGORITHMS = Set.of(
            "none", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384",
            "PS512", "EdDSA");

    private final Map<String, String> secrets;
    private final Clock clock;
    private final ProtoJson protoJson;
    private final boolean newest;

    Tokens(Map<String, String> secrets, EmulatorOptions options, ProtoJson protoJson) {
        this.protoJson = protoJson;
        this.secrets = Map.copyOf(secrets);
        this.clock = options.clock();
        this.newest = options.newestProtocol();
    }

    Claims verify(String token) throws RejectedException {
        String[] parts = token.split("\\.", -1);
        JsonNode header;
        JsonNode payload;
        byte[] signature;
        try {
            if (parts.length != 3) {
                throw new IllegalArgumentException();
            }
            header = Json.parse(decode(parts[0]));
            payload = Json.parse(decode(parts[1]));
            signature = Base64.getUrlDecoder().decode(parts[2]);
            if (!KNOWN_ALGORITHMS.contains(Json.text(header, "alg"))
                    || !payload.isObject()
                    || !ClaimTypes.registeredFit(payload)) {
                throw new IllegalArgumentException();
            }
        } catch (IllegalArgumentException | JacksonException e) {
            throw new RejectedException("invalid authorization token", "");
        }
        String issuer = Json.text(payload, "iss");
        String secret = secrets.get(issuer);
        if (secret == null) {
            throw new RejectedException(newest ? "invalid API key" : "invalid API key: " + issuer, "");
        }
        String misfit = ClaimTypes.firstMisfit(payload);
        if (misfit == null) {
            misfit = roomConfigMisfit(payload);
        }
        if (misfit != null) {
            throw invalid(token, "token is malformed: could not JSON decode claim: " + misfit);
        }
        String algorithm = Json.text(header, "alg");
        if (!algorithm.equals("HS256")) {
            throw invalid(token, "token signature is invalid: signing method " + algorithm + " is invalid");
        }
        if (!MessageDigest.isEqual(signature, hmac(secret, parts[0] + "." + parts[1]))) {
            throw invalid(token, "token signature is invalid: signature is invalid");
        }
        checkTimes(token, payload);
        String subject = Json.text(payload, "sub");
        return new Claims(subject.isEmpty() ? Json.text(payload, "jti") : subject, payload);
    }

    private @Nullable String roomConfigMisfit(JsonNode payload) {
        try {
            ObjectNode unused = protoJson.read("RoomConfiguration", Json.object(payload, "roomConfig"));
            return null;
        } catch (ProtoJson.MalformedException e) {
            return "proto: " + e.getMessage();
        }
    }

    private void checkTimes(String token, JsonNode payload) throws RejectedException {
        double now = clock.millis() / 1000.0;
        List<String> wrong = new ArrayList<>();
        if (newest && !payload.path("exp").isNumber()) {
            wrong.add("token is missing required claim: exp claim is required");
        }
        if (payload.path("exp").isNumber() && now >= payload.path("exp").asDouble() + LEEWAY_SECONDS) {
            wrong.add("token is expired");
        }
        if (payload.path("nbf").isNumber() && now < payload.path("nbf").asDouble() - LEEWAY_SECONDS) {
            wrong.add("token is not valid yet");
        }
        if (!wrong.isEmpty()) {
            throw invalid(token, "token has invalid claims: " + String.join(", ", wrong));
        }
    }

    private RejectedException invalid(String token, String why) {
        return newest
                ? new RejectedException("invalid authorization token: " + why, "")
                : new RejectedException("invalid token: " + token + ", error: " + why, token);
    }

    static String sign(String secret, ObjectNode claims) {
        String signed = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(Json.write(claims));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(secret, signed));
    }

    // Not with a JWT library, which rejects secrets as short as that of the server's development mode.
    private static byte[] hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
