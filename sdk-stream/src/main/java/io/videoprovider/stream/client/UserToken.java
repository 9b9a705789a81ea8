package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.spi.SignedHeaders;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a user token or call token, for tokens that {@code TokenRequest} cannot describe. {@link StreamClient#mint} signs
 * it. Immutable.
 */
public final class UserToken {

    /** Claims that a method of the builder sets, with its checks, or that make a token the server's. */
    private static final Set<String> RESERVED =
            Set.of("user_id", "call_cids", "role", "server", "iss", "sub", "iat", "nbf", "exp");

    /** The token for signing requests. */
    static final UserToken SERVER =
            new UserToken(Json.builder().put("server", true).build(), SignedHeaders.TOKEN_TTL, null, null);

    private final Json claims;
    private final Duration ttl;
    private final @Nullable Instant issuedAt;
    private final @Nullable Instant expiresAt;

    private UserToken(Json claims, Duration ttl, @Nullable Instant issuedAt, @Nullable Instant expiresAt) {
        this.claims = claims;
        this.ttl = ttl;
        this.issuedAt = issuedAt;
        this.expiresAt = expiresAt;
    }

    /** Returns a new builder of a token that is valid for an hour and for every call. */
    public static Builder builder(String userId) {
        return new Builder(userId);
    }

    /** Returns the user; empty for the server. */
    String userId() {
        return claims.string("user_id");
    }

    /** Returns the time of issue; null for that of the client. */
    @Nullable
    Instant issuedAt() {
        return issuedAt;
    }

    /** Returns the claims, complete with times. */
    Json claims(Instant now, Instant from) {
        Instant until = expiresAt == null ? now.plus(ttl) : expiresAt;
        return claims.toBuilder()
                .put("iat", from.getEpochSecond())
                .put("exp", until.getEpochSecond())
                .build();
    }

    @Override
    public String toString() {
        return "UserToken[" + claims.string("user_id") + "]";
    }

    /** Builds a {@link UserToken}. Not thread-safe. */
    public static final class Builder {

        private final Json.Builder claims = Json.builder();
        private Duration ttl = TokenRequest.DEFAULT_TTL;
        private @Nullable Instant issuedAt;
        private @Nullable Instant expiresAt;

        private Builder(String userId) {
            claims.put("user_id", StreamUserId.check("userId", userId));
        }

        /** Limits the token to calls, in the form {@code type:id}. */
        public Builder callCids(Collection<String> cids) {
            return put("call_cids", Check.encodable("call_cids", Check.listOf("cids", cids)));
        }

        /** Sets the role of the user in these calls, by Stream's name. */
        public Builder role(String role) {
            return put("role", Check.text("role", role));
        }

        /**
         * Adds a claim that this builder has no method for.
         *
         * @param value a text, number, flag, {@link Json}, or a list or map of those
         * @throws InvalidRequestException if the name is reserved, such as {@code exp} or {@code server}
         */
        public Builder claim(String name, Object value) {
            if (RESERVED.contains(Check.text("claim", name))) {
                throw new InvalidRequestException("claim", "\"" + name + "\" is reserved");
            }
            Json claim = Json.builder()
                    .put(name, Check.notNull("claim " + name, value))
                    .build();
            Check.encodable("claim", claim.asMap());
            return put(name, value);
        }

        /** Sets the validity from now: one second to a year. */
        public Builder ttl(Duration ttl) {
            this.ttl = Check.between("ttl", ttl, Duration.ofSeconds(1), TokenRequest.MAX_TTL);
            return this;
        }

        /**
         * Sets the time of issue and the expiry, instead of {@link #ttl}. Stream rejects a token that was issued in its future.
         *
         * @throws InvalidRequestException if the expiry is not after the time of issue
         */
        public Builder validity(Instant issuedAt, Instant expiresAt) {
            if (!Check.time("expiresAt", expiresAt).isAfter(Check.time("issuedAt", issuedAt))) {
                throw new InvalidRequestException(
                        "expiresAt", "must be after issuedAt, " + issuedAt + ", was " + expiresAt);
            }
            this.issuedAt = issuedAt;
            this.expiresAt = expiresAt;
            return this;
        }

        private Builder put(String name, Object value) {
            claims.put(name, value);
            return this;
        }

        /** Builds the token, which is not signed yet. */
        public UserToken build() {
            return new UserToken(claims.build(), ttl, issuedAt, expiresAt);
        }
    }
}
