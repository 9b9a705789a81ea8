package io.videoprovider.ice;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Creates time-limited credentials for a TURN server of your own. The server and this class share a secret; the server stores no
 * users. This is the scheme of coturn's {@code use-auth-secret}, which other servers also implement: the user name is the end of
 * the validity and a user id, the password is the base64 of its HMAC-SHA1. Performs no I/O. Immutable and thread-safe.
 *
 * <pre>{@code
 * TurnCredentials turn = TurnCredentials.builder()
 *         .secret(secret).uris("turn:turn.example.com:3478?transport=udp").build();
 * IceServers servers = turn.mint("alice");
 * }</pre>
 */
public final class TurnCredentials {

    private static final String ALGORITHM = "HmacSHA1";

    /** RFC 7065, with a host name, an IPv4 address, or an IPv6 address in brackets. */
    private static final Pattern URI = Pattern.compile(
            "turns?:(?:\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}))(?::([0-9]{1,5}))?(?:\\?transport=(?:udp|tcp))?");

    /** TURN allows 512 bytes for a user name; the end of the validity and the colon take at most 13. */
    private static final int MAX_USER_ID_BYTES = 256;

    private final SecretKeySpec secret;
    private final @Nullable SecretKeySpec previousSecret;
    private final @Nullable Instant previousUntil;
    private final List<String> uris;
    private final Duration ttl;
    private final Clock clock;

    private TurnCredentials(Builder builder) {
        this.secret = key("secret", builder.secret);
        this.previousSecret = builder.previousSecret == null ? null : key("previousSecret", builder.previousSecret);
        this.previousUntil = builder.previousUntil;
        this.uris = List.copyOf(builder.uris);
        this.ttl = Check.between("ttl", builder.ttl, Duration.ofSeconds(1), Duration.ofDays(365));
        this.clock = builder.clock;
        if (secret.equals(previousSecret)) {
            throw new InvalidRequestException("previousSecret", "must not be the same as secret");
        }
        if (uris.isEmpty()) {
            throw new InvalidRequestException("uris", "must not be empty; add the address of the TURN server");
        }
    }

    private static SecretKeySpec key(String field, @Nullable String value) {
        return new SecretKeySpec(Check.credential(field, value).getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Creates credentials for one user, valid from now on. Until the end of a previous secret, the result has a second entry with
     * credentials of that secret, so that servers with either secret accept the client.
     *
     * @param userId the user: at most 256 bytes in UTF-8. The server shows it in its logs and applies quotas to it. A colon is
     *     allowed: the first one of the user name ends the time
     * @throws InvalidRequestException if the user id is outside of its limits
     */
    public IceServers mint(String userId) {
        Check.atMostBytes("userId", Check.id("userId", userId, MAX_USER_ID_BYTES), MAX_USER_ID_BYTES);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(ttl).truncatedTo(ChronoUnit.SECONDS);
        List<IceServer> servers = new ArrayList<>();
        servers.add(server(secret, expiresAt, userId));
        Instant until = previousUntil;
        if (previousSecret != null && until != null && now.isBefore(until)) {
            servers.add(server(previousSecret, until.isBefore(expiresAt) ? until : expiresAt, userId));
        }
        return new IceServers(servers, expiresAt);
    }

    private IceServer server(SecretKeySpec key, Instant expiresAt, String userId) {
        String username = expiresAt.getEpochSecond() + ":" + userId;
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] password = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
            return new IceServer(uris, username, Base64.getEncoder().encodeToString(password));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is not available", e);
        }
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "TurnCredentials[" + uris + ", ttl=" + ttl + ", secret=██"
                + (previousUntil == null ? "" : ", previousSecret=██ until " + previousUntil) + "]";
    }

    /** Builds {@link TurnCredentials}. Not thread-safe. */
    public static final class Builder {

        private @Nullable String secret;
        private @Nullable String previousSecret;
        private @Nullable Instant previousUntil;
        private final Set<String> uris = new LinkedHashSet<>();
        private Duration ttl = Duration.ofDays(1);
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** Sets the secret that is shared with the TURN server: in coturn, {@code static-auth-secret}. Required. */
        public Builder secret(String secret) {
            this.secret = Check.notNull("secret", secret);
            return this;
        }

        /**
         * Sets the secret that was used before, for a rotation without an interruption: credentials of both secrets are created until
         * the given time, by this object's clock. Credentials of the previous secret expire at that time at the latest.
         *
         * @param secret the previous secret
         * @param until the time from which on no server needs to accept the previous secret; between 1970 and 9999
         */
        public Builder previousSecret(String secret, Instant until) {
            this.previousSecret = Check.notNull("previousSecret", secret);
            this.previousUntil = Check.time("until", until);
            return this;
        }

        /** Adds addresses of the TURN server; see {@link #uris(Collection)}. */
        public Builder uris(String... uris) {
            return uris(Arrays.asList(Check.notNull("uris", uris)));
        }

        /**
         * Adds addresses of the TURN server, at least one in total. Clients try them all: usually one for UDP, one for TCP, and one
         * for TLS, {@code turns:turn.example.com:443?transport=tcp}.
         *
         * @param uris addresses as in RFC 7065: {@code turn:} or {@code turns:}, a host, and optionally a port and a transport, udp or tcp
         * @throws InvalidRequestException if one is not such an address
         */
        public Builder uris(Collection<String> uris) {
            for (String uri : Check.<String>listOf("uris", uris)) {
                Matcher parts = URI.matcher(uri);
                if (!parts.matches()) {
                    throw new InvalidRequestException(
                            "uris", "must be addresses such as turn:turn.example.com:3478?transport=udp");
                }
                if (parts.group(1) != null) {
                    Check.between("port in uris", Integer.parseInt(parts.group(1)), 1, 65_535);
                }
                this.uris.add(uri);
            }
            return this;
        }

        /**
         * Sets the validity, from 1 second to 365 days; 1 day by default. Clients need valid credentials whenever they connect to the
         * TURN server, for example again after a change of their network.
         */
        public Builder ttl(Duration ttl) {
            this.ttl = Check.notNull("ttl", ttl);
            return this;
        }

        /** Sets the clock; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /**
         * Builds the credentials.
         *
         * @throws InvalidRequestException if a value is missing or outside of its limits
         */
        public TurnCredentials build() {
            return new TurnCredentials(this);
        }
    }
}
