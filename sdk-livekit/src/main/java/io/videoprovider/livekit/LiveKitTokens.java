package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.ProviderId;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Limits;
import io.videoprovider.internal.check.Check;
import io.videoprovider.internal.jwt.Jwt;
import io.videoprovider.internal.jwt.JwtException;
import io.videoprovider.internal.jwt.Keyring;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.VideoGrant;
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
    static final Duration LEEWAY = Duration.ofSeconds(60);

    private final LiveKitClient client;
    private final URI serverUrl;
    private final Keyring keys;
    private final Capabilities capabilities;
    private final Clock clock;

    LiveKitTokens(LiveKitClient client, URI serverUrl, Keyring keys, Capabilities capabilities, Clock clock) {
        this.client = client;
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
        Limits limits = capabilities.limits();
        AccessToken.Builder token = AccessToken.builder()
                .identity(Check.atMostBytes("userId", request.userId(), limits.userIdBytes()))
                .video(grant(LiveKitCalls.roomName(call, capabilities), request.permissions()));
        if (request.displayName() != null) {
            token.name(Check.atMostBytes("displayName", request.displayName(), limits.displayNameBytes()));
        }
        if (!request.metadata().isEmpty()) {
            token.metadata(request.metadata());
        }
        request.attributes().forEach(token::attribute);

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
        String jwt = client.mint(token.validity(from, until).build());
        return new JoinToken(
                jwt, ProviderId.LIVEKIT, request.userId(), request.displayName(), call, serverUrl, null, from, until);
    }

    /** Every permission is spelled out: LiveKit grants publishing and subscribing to whoever is not denied it. */
    private static VideoGrant grant(String room, Set<Permission> permissions) {
        Set<String> sources = PublishSources.of(permissions);
        VideoGrant.Builder grant = VideoGrant.builder()
                .roomJoin(room)
                .canPublish(!sources.isEmpty())
                .canPublishData(permissions.contains(Permission.PUBLISH_DATA))
                .canSubscribe(permissions.contains(Permission.SUBSCRIBE))
                .canUpdateOwnMetadata(permissions.contains(Permission.UPDATE_OWN_METADATA));
        if (!sources.isEmpty() && !sources.equals(PublishSources.ALL)) {
            grant.canPublishSources(sources);
        }
        if (permissions.contains(Permission.MODERATE)) {
            grant.roomAdmin(room);
        }
        return grant.build();
    }

    @Override
    public VerifiedToken verify(String token) {
        try {
            Jwt jwt = Jwt.parse(Check.text("token", token));
            List<Keyring.Key> secrets = keys.of(jwt.claims().string("iss"));
            if (secrets.isEmpty()) {
                throw refused("the token was issued by an API key that is not known here", null);
            }
            if (secrets.stream().noneMatch(key -> key.hmac().signed(jwt))) {
                throw refused("the token's signature is not that of its API key", null);
            }
            jwt.checkTimes(clock.instant(), LEEWAY);
            Json claims = jwt.claims();
            String room = claims.object("video").string("room");
            return new VerifiedToken(
                    claims.string("sub"),
                    room.isEmpty() ? null : LiveKitCalls.callId(room),
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
