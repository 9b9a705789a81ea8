package com.acme.video;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.spi.Jwt;
import io.videoprovider.spi.JwtException;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.token.Tokens;
import io.videoprovider.token.VerifiedToken;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Join tokens: HS256, one claim per fact. */
final class AcmeTokens implements Tokens {

    private static final Duration BACKDATED = Duration.ofSeconds(10);
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final String apiKey;
    private final SigningKey secret;
    private final URI serverUrl;
    private final RequestChecks checks;
    private final Clock clock;

    AcmeTokens(String apiKey, SigningKey secret, URI serverUrl, RequestChecks checks, Clock clock) {
        this.apiKey = apiKey;
        this.secret = secret;
        this.serverUrl = serverUrl;
        this.checks = checks;
        this.clock = clock;
    }

    @Override
    public JoinToken mint(TokenRequest request) {
        checks.check(request);
        CallId call = Check.notNull("call", request.call());
        Instant now = clock.instant();
        Instant from = now.minus(BACKDATED);
        Instant until = now.plus(request.ttl());
        String token = secret.sign(Json.builder()
                .put("iss", apiKey)
                .put("sub", request.userId())
                .put("name", request.displayName())
                .put("type", call.type())
                .put("id", call.id())
                .put("permissions", AcmeMapper.names(request.permissions()))
                .put("nbf", from.getEpochSecond())
                .put("exp", until.getEpochSecond())
                .build());
        return new JoinToken(
                token,
                AcmeVideoProvider.ID,
                request.userId(),
                request.displayName(),
                call,
                serverUrl,
                apiKey,
                from,
                until);
    }

    @Override
    public VerifiedToken verify(String token) {
        try {
            Jwt jwt = Jwt.parse(Check.notNull("token", token));
            if (!secret.signed(jwt)) {
                throw rejected("the signature is invalid", null);
            }
            jwt.checkTimes(clock.instant(), LEEWAY);
            Json claims = jwt.claims();
            if (claims.string("sub").isBlank()) {
                throw rejected("the token names no user", null);
            }
            return new VerifiedToken(
                    claims.string("sub"),
                    AcmeMapper.callId(claims),
                    AcmeMapper.permissions(claims.strings("permissions")),
                    Instant.ofEpochSecond(claims.number("exp")),
                    claims);
        } catch (JwtException e) {
            throw rejected(String.valueOf(e.getMessage()), e);
        }
    }

    private static AuthenticationException rejected(String problem, @Nullable Exception cause) {
        return new AuthenticationException(problem, ErrorDetails.at(AcmeVideoProvider.ID), cause);
    }
}
