package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.spi.Jwt;
import io.videoprovider.spi.JwtException;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.RequestChecks;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Join tokens as LiveKit access tokens. */
final class LiveKitTokens implements Tokens {

    /** The leeway of LiveKit's own verifiers. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    /**
     * The claim for {@link Permission#RECORD}, which the server ignores. LiveKit's own grant {@code roomRecord} would let the client itself
     * record any room.
     */
    private static final String RECORD = "videoprovider_record";

    private final LiveKitClient client;
    private final URI serverUrl;
    private final Keyring keys;
    private final Capabilities capabilities;
    private final RequestChecks checks;
    private final Clock clock;

    LiveKitTokens(LiveKitClient client, URI serverUrl, Keyring keys, Capabilities capabilities, Clock clock) {
        this.client = client;
        this.serverUrl = serverUrl;
        this.keys = keys;
        this.capabilities = capabilities;
        this.checks = new RequestChecks(capabilities, clock);
        this.clock = clock;
    }

    @Override
    public JoinToken mint(TokenRequest request) {
        CallId call = Check.notNull("request", request).call();
        if (call == null) {
            throw new UnsupportedFeatureException(
                    capabilities.provider(),
                    "call is required: a LiveKit token without a room admits its holder to every room");
        }
        String room = CallMapper.roomName(call, capabilities);
        checks.check(request);

        Instant now = clock.instant();
        Instant issuedAt = client.issuedAt(room, request.userId());
        Instant from = issuedAt;
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
        AccessToken.Builder token = AccessToken.builder()
                .identity(request.userId())
                .video(grant(room, request.permissions()))
                .issuedAt(issuedAt)
                .validity(from, until);
        String displayName = request.displayName();
        if (displayName != null) {
            token.name(displayName);
        }
        String metadata = request.metadata();
        if (metadata != null) {
            token.metadata(metadata);
        }
        request.attributes().forEach(token::attribute);
        if (request.permissions().contains(Permission.RECORD)) {
            token.claim(RECORD, true);
        }
        String jwt = client.mint(token.build());
        return new JoinToken(
                jwt, capabilities.provider(), request.userId(), displayName, call, serverUrl, null, from, until);
    }

    /** LiveKit grants publishing and subscribing unless a token denies them, so every permission is written. */
    private static VideoGrant grant(String room, Set<Permission> permissions) {
        Set<String> sources = ParticipantMapper.sources(permissions);
        VideoGrant.Builder grant = VideoGrant.builder()
                .roomJoin(room)
                .canPublish(!sources.isEmpty())
                .canPublishData(permissions.contains(Permission.PUBLISH_DATA))
                .canSubscribe(permissions.contains(Permission.SUBSCRIBE))
                .canUpdateOwnMetadata(permissions.contains(Permission.UPDATE_OWN_METADATA));
        if (!sources.isEmpty() && !sources.equals(ParticipantMapper.ALL_SOURCES)) {
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
            Jwt jwt = Jwt.parse(Check.notNull("token", token));
            List<Keyring.Key> secrets = keys.of(jwt.claims().string("iss"));
            if (secrets.isEmpty()) {
                throw refused("the API key of the token is unknown to this provider", null);
            }
            if (Keyring.signer(secrets, secret -> secret.signed(jwt)) == null) {
                throw refused("no secret of the token's API key matches its signature", null);
            }
            jwt.checkTimes(clock.instant(), LEEWAY);
            Json claims = jwt.claims();
            String userId = claims.string("sub");
            if (userId.isBlank()) {
                // Tokens that sign requests and webhooks have the same secret.
                throw refused("the token has no sub; it may be a server token or that of a webhook", null);
            }
            Json grant = claims.object("video");
            String room = grant.string("room");
            return new VerifiedToken(
                    userId,
                    room.isEmpty() ? null : CallMapper.callId(room),
                    permissions(claims, grant),
                    Instant.ofEpochSecond(claims.number("exp")),
                    claims);
        } catch (JwtException e) {
            throw refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static Set<Permission> permissions(Json claims, Json grant) {
        // A token that joins no room, such as one for requests, permits nothing in a call.
        Set<Permission> permissions =
                grant.bool("roomJoin") ? ParticipantMapper.permissions(grant) : EnumSet.noneOf(Permission.class);
        if (grant.bool("roomJoin") && claims.bool(RECORD)) {
            permissions.add(Permission.RECORD);
        }
        return permissions;
    }

    private AuthenticationException refused(String problem, @Nullable JwtException cause) {
        return new AuthenticationException(problem, ErrorDetails.at(capabilities.provider()), cause);
    }
}
