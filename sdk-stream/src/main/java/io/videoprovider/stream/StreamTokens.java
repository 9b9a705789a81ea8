package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.Check;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.spi.Jwt;
import io.videoprovider.spi.JwtException;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import io.videoprovider.stream.client.UserToken;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.token.Tokens;
import io.videoprovider.token.VerifiedToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Join tokens as Stream's user tokens and call tokens. */
final class StreamTokens implements Tokens {

    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(StreamTokens.class);

    /** The claim for {@link Permission#RECORD}, which Stream ignores: it is not a capability of Stream's role. */
    private static final String RECORD = "videoprovider_record";

    private final StreamClient client;
    private final @Nullable StreamUsers users;
    private final String apiKey;
    private final Keyring keys;
    private final Map<Role, String> roles;
    private final Capabilities capabilities;
    private final RequestChecks checks;
    private final Clock clock;

    /** @param users stores the display names of tokens; null if clients send them */
    StreamTokens(
            StreamClient client,
            @Nullable StreamUsers users,
            String apiKey,
            Keyring keys,
            Map<Role, String> roles,
            Capabilities capabilities,
            Clock clock) {
        this.client = client;
        this.users = users;
        this.apiKey = apiKey;
        this.keys = keys;
        this.roles = Map.copyOf(roles);
        this.capabilities = capabilities;
        this.checks = new RequestChecks(capabilities, clock);
        this.clock = clock;
    }

    @Override
    public JoinToken mint(TokenRequest request) {
        Role role = role(Check.notNull("request", request));
        checks.check(request);
        String userId = StreamUserId.check("userId", request.userId());
        CallId call = request.call();
        Instant now = clock.instant();
        Instant from = client.issuedAt(userId);
        Instant until = now.plus(request.ttl());
        UserToken.Builder token = UserToken.builder(userId).validity(from, until);
        if (call != null) {
            token.callCids(List.of(CallMapper.cid(CallMapper.checked(call, capabilities))));
            String streamRole = roles.get(role);
            if (streamRole != null) {
                token.role(streamRole);
            }
            if (request.permissions().contains(Permission.RECORD)) {
                token.claim(RECORD, true);
            }
        }
        String jwt = client.mint(token.build());
        if (request.displayName() != null) {
            storeName(userId, request.displayName());
        }
        return new JoinToken(
                jwt, capabilities.provider(), userId, request.displayName(), call, null, apiKey, from, until);
    }

    /** Stores a display name. The token is valid without it, and the client sends the name as well, so that an outage is not an error. */
    private void storeName(String userId, String name) {
        if (users == null) {
            return;
        }
        try {
            users.name(userId, name);
        } catch (UnavailableException | DeadlineExceededException | RateLimitedException outage) {
            log.warn(
                    "{}: the display name of a token was not stored: {}", capabilities.provider(), outage.getMessage());
        }
    }

    /** Returns the role with these permissions. A call token contains a role; the call type defines its permissions. */
    private Role role(TokenRequest request) {
        for (Role role : Role.values()) {
            if (RequestChecks.isRole(role, request.permissions())) {
                return role;
            }
        }
        throw new UnsupportedFeatureException(
                capabilities.provider(),
                "does not support single permissions in a token; the call type defines the permissions of each role");
    }

    @Override
    public VerifiedToken verify(String token) {
        try {
            Jwt jwt = Jwt.parse(Check.notNull("token", token));
            if (Keyring.signer(keys.all(), secret -> secret.signed(jwt)) == null) {
                throw refused("no secret of this provider matches the token's signature", null);
            }
            jwt.checkTimes(clock.instant(), LEEWAY);
            Json claims = jwt.claims();
            String userId = claims.string("user_id");
            if (userId.isBlank()) {
                // Server tokens of this provider are signed with the same secret.
                throw refused("the token has no user_id; it may be a server token", null);
            }
            List<String> cids = claims.strings("call_cids");
            return new VerifiedToken(
                    userId,
                    cids.isEmpty() ? null : CallMapper.callId(cids.get(0)),
                    permissions(claims),
                    Instant.ofEpochSecond(claims.number("exp")),
                    claims);
        } catch (JwtException e) {
            throw refused(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the permissions of the role in a token; of roles with the same name, only those that all of them have. */
    private Set<Permission> permissions(Json claims) {
        Set<Permission> permissions = EnumSet.allOf(Permission.class);
        boolean known = false;
        for (Role role : Role.values()) {
            if (claims.string("role").equals(roles.get(role))) {
                permissions.retainAll(role.permissions());
                known = true;
            }
        }
        if (!known) {
            permissions.clear();
        }
        permissions.remove(Permission.RECORD);
        if (claims.bool(RECORD)) {
            permissions.add(Permission.RECORD);
        }
        return permissions;
    }

    private AuthenticationException refused(String problem, @Nullable JwtException cause) {
        return new AuthenticationException(problem, ErrorDetails.at(capabilities.provider()), cause);
    }
}
