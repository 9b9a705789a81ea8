package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Limits;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.spi.Jwt;
import io.videoprovider.spi.JwtException;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.spi.TokenWriter;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.JoinWindow;
import io.videoprovider.token.Permission;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.token.Tokens;
import io.videoprovider.token.VerifiedToken;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Join tokens as LiveKit access tokens. */
final class LiveKitTokens implements Tokens {

    /** What LiveKit's own verifiers grant. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    /** About what the claims of a token have as JSON, besides the texts of the request. */
    private static final int USUAL_BYTES = 320;

    private final String apiKey;
    private final SigningKey secret;
    private final URI serverUrl;
    private final Keyring keys;
    private final Capabilities capabilities;
    private final Clock clock;

    LiveKitTokens(
            String apiKey, SigningKey secret, URI serverUrl, Keyring keys, Capabilities capabilities, Clock clock) {
        this.apiKey = apiKey;
        this.secret = secret;
        this.serverUrl = serverUrl;
        this.keys = keys;
        this.capabilities = capabilities;
        this.clock = clock;
    }

    @Override
    public JoinToken mint(TokenRequest request) {
        CallId call = request.call();
        if (call == null) {
            throw new UnsupportedFeatureException(
                    ProviderId.LIVEKIT.value(),
                    "mints no token for no call in particular: LiveKit would let it into every room");
        }
        String room = CallMapper.roomName(call, capabilities);
        checkSizes(request, capabilities.limits());

        Instant now = clock.instant();
        Instant from = now.minus(AccessToken.BACKDATED);
        Instant until = now.plus(request.ttl());
        JoinWindow window = request.window();
        if (window != null) {
            if (!window.closesAt().isAfter(now)) {
                throw new InvalidRequestException("window", "closed at " + window.closesAt() + "; it is " + now);
            }
            if (window.opensAt().isAfter(now)) {
                from = window.opensAt();
                until = from.plus(request.ttl());
            }
            until = until.isBefore(window.closesAt()) ? until : window.closesAt();
        }
        String jwt = sign(request, room, now, from, until);
        return new JoinToken(
                jwt, ProviderId.LIVEKIT, request.userId(), request.displayName(), call, serverUrl, null, from, until);
    }

    private static void checkSizes(TokenRequest request, Limits limits) {
        Check.atMostBytes("userId", request.userId(), limits.userIdBytes());
        if (request.displayName() != null) {
            Check.atMostBytes("displayName", request.displayName(), limits.displayNameBytes());
        }
        Check.atMostBytes("metadata", request.metadata(), limits.participantMetadataBytes());
        if (!request.attributes().isEmpty()) {
            StringBuilder all = new StringBuilder();
            request.attributes().forEach((name, value) -> all.append(name).append(value));
            Check.atMostBytes("attributes", all.toString(), limits.attributesBytes());
        }
    }

    /** The claims that {@link io.videoprovider.livekit.client.AccessToken} would have, without the detour. */
    private String sign(TokenRequest request, String room, Instant now, Instant from, Instant until) {
        String name = request.displayName();
        String metadata = request.metadata();
        int texts = request.userId().length() + (name == null ? 0 : name.length()) + metadata.length();
        TokenWriter token = secret.token(USUAL_BYTES + texts).put("sub", request.userId());
        if (name != null) {
            token.put("name", name);
        }
        if (!metadata.isEmpty()) {
            token.put("metadata", metadata);
        }
        if (!request.attributes().isEmpty()) {
            token.put("attributes", request.attributes());
        }
        token.object("video");
        grant(token, room, request.permissions());
        return token.end()
                .put("iss", apiKey)
                .put("iat", now.minus(AccessToken.BACKDATED).getEpochSecond())
                .put("nbf", from.getEpochSecond())
                .put("exp", until.getEpochSecond())
                .sign();
    }

    /** Every permission is spelled out: LiveKit grants publishing and subscribing to whoever is not denied it. */
    private static void grant(TokenWriter token, String room, Set<Permission> permissions) {
        Set<String> sources = ParticipantMapper.sources(permissions);
        token.put("roomJoin", true)
                .put("room", room)
                .put("canPublish", !sources.isEmpty())
                .put("canPublishData", permissions.contains(Permission.PUBLISH_DATA))
                .put("canSubscribe", permissions.contains(Permission.SUBSCRIBE))
                .put("canUpdateOwnMetadata", permissions.contains(Permission.UPDATE_OWN_METADATA));
        if (!sources.isEmpty() && !sources.equals(ParticipantMapper.ALL_SOURCES)) {
            token.put("canPublishSources", sources);
        }
        if (permissions.contains(Permission.MODERATE)) {
            token.put("roomAdmin", true);
        }
    }

    @Override
    public VerifiedToken verify(String token) {
        try {
            Jwt jwt = Jwt.parse(Check.text("token", token));
            List<Keyring.Key> secrets = keys.of(jwt.claims().string("iss"));
            if (secrets.isEmpty()) {
                throw refused("the token was issued by an API key that is not known here", null);
            }
            if (Keyring.signer(secrets, secret -> secret.signed(jwt)) == null) {
                throw refused("the token's signature is not that of its API key", null);
            }
            jwt.checkTimes(clock.instant(), LEEWAY);
            Json claims = jwt.claims();
            String room = claims.object("video").string("room");
            return new VerifiedToken(
                    claims.string("sub"),
                    room.isEmpty() ? null : CallMapper.callId(room),
                    Instant.ofEpochSecond(claims.number("exp")),
                    claims);
        } catch (JwtException e) {
            throw refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static AuthenticationException refused(String problem, @Nullable JwtException cause) {
        return new AuthenticationException(problem, ErrorDetails.at(ProviderId.LIVEKIT.value()), cause);
    }
}
