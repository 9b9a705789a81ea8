package io.videoprovider.livekit;

import static io.videoprovider.error.WebhookRejectedException.Reason;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.livekit.client.WebhookEvent;
import io.videoprovider.spi.Jwt;
import io.videoprovider.spi.JwtException;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.WebhookChecks;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies LiveKit's webhooks: a JWT in {@code Authorization}, without {@code Bearer}, contains the SHA-256 of the body. */
final class LiveKitWebhooks implements Webhooks {

    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final ProviderId provider;
    private final Keyring keys;
    private final Clock clock;

    LiveKitWebhooks(ProviderId provider, Keyring keys, Clock clock) {
        this.provider = provider;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public ProviderId provider() {
        return provider;
    }

    @Override
    public VideoEvent parse(WebhookRequest request) {
        String signedBy = verify(request);
        return read(request.body(), "", signedBy);
    }

    @Override
    public void checkHeaders(WebhookRequest request) {
        try {
            authenticate(request).jwt().checkTimes(clock.instant(), LEEWAY);
        } catch (JwtException e) {
            throw rejected(e);
        }
    }

    @Override
    public VideoEvent parseWithoutVerification(byte[] body, @Nullable String deliveryId, @Nullable String signedBy) {
        return read(WebhookChecks.size(provider, body), deliveryId, signedBy);
    }

    private VideoEvent read(byte[] body, @Nullable String deliveryId, @Nullable String signedBy) {
        Json json;
        try {
            json = Json.parse(body);
        } catch (IllegalArgumentException e) {
            throw rejected(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
        return LiveKitEvents.event(provider, new WebhookEvent(json), deliveryId, signedBy);
    }

    /** A token with a valid signature, and the name of the secret that signed it. */
    private record Signed(Jwt jwt, String signedBy) {}

    /** Verifies the request. Returns the name of the secret that signed it. */
    private String verify(WebhookRequest request) {
        byte[] body = WebhookChecks.body(provider, request);
        try {
            Signed signed = authenticate(request);
            if (!hashMatches(signed.jwt().claims().string("sha256"), body)) {
                throw rejected(Reason.BAD_SIGNATURE, "the signature does not match the body", null);
            }
            signed.jwt().checkTimes(clock.instant(), LEEWAY);
            return signed.signedBy();
        } catch (JwtException e) {
            throw rejected(e);
        }
    }

    private Signed authenticate(WebhookRequest request) throws JwtException {
        List<String> authorization = Check.notNull("request", request).header("Authorization");
        if (authorization.size() != 1 || authorization.get(0).isBlank()) {
            throw rejected(Reason.MISSING_SIGNATURE, "must have exactly one Authorization header", null);
        }
        String token = authorization.get(0).strip();
        // LiveKit sends only the token; some proxies and test tools add the scheme.
        token = token.regionMatches(true, 0, "Bearer ", 0, 7)
                ? token.substring(7).strip()
                : token;
        Jwt jwt = Jwt.parse(token);
        List<Keyring.Key> secrets = keys.of(jwt.claims().string("iss"));
        if (secrets.isEmpty()) {
            throw rejected(Reason.UNKNOWN_KEY, "the API key is unknown to this provider", null);
        }
        String signedBy = Keyring.signer(secrets, secret -> secret.signed(jwt));
        if (signedBy == null) {
            throw rejected(Reason.BAD_SIGNATURE, "no secret of the API key matches the signature", null);
        }
        return new Signed(jwt, signedBy);
    }

    private static boolean hashMatches(String claim, byte[] body) {
        try {
            byte[] actual = MessageDigest.getInstance("SHA-256").digest(body);
            return MessageDigest.isEqual(Base64.getEncoder().encode(actual), claim.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Reason reason(JwtException e) {
        return switch (e.reason()) {
            case MALFORMED, WRONG_ALGORITHM -> Reason.BAD_SIGNATURE;
            case EXPIRED -> Reason.STALE;
            case NOT_YET_VALID -> Reason.NOT_YET_VALID;
        };
    }

    private WebhookRejectedException rejected(JwtException e) {
        return rejected(reason(e), String.valueOf(e.getMessage()), e);
    }

    private WebhookRejectedException rejected(Reason reason, String problem, @Nullable Exception cause) {
        return new WebhookRejectedException(provider, reason, problem, cause);
    }
}
