package io.videoprovider.token;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a join token. Immutable and thread-safe.
 *
 * <pre>{@code
 * TokenRequest.builder("alice", call.id()).role(Role.HOST).displayName("Alice").ttl(Duration.ofHours(1)).build()
 * }</pre>
 */
public final class TokenRequest {

    /** Default validity of a token: one hour. */
    public static final Duration DEFAULT_TTL = Duration.ofHours(1);

    /** Longest validity of a token, 365 days: a self-hosted server cannot revoke tokens. */
    public static final Duration MAX_TTL = Duration.ofDays(365);

    private final String userId;
    private final @Nullable CallId call;
    private final Set<Permission> permissions;
    private final @Nullable String displayName;
    private final @Nullable String metadata;
    private final Map<String, String> attributes;
    private final Duration ttl;
    private final @Nullable JoinWindow window;

    private TokenRequest(Builder builder) {
        this.userId = Check.id("userId", builder.userId, 256);
        this.call = builder.call;
        if ((call == null) != builder.withoutCall) {
            throw new InvalidRequestException(
                    "call",
                    "must be set with builder(userId, callId), or left out explicitly with builder(userId).withoutCall()");
        }
        Set<Permission> allowed = builder.permissions;
        this.permissions = Collections.unmodifiableSet(
                allowed.isEmpty() ? EnumSet.noneOf(Permission.class) : EnumSet.copyOf(allowed));
        this.displayName = builder.displayName;
        if (displayName != null) {
            Check.atMost("displayName", displayName, 256);
        }
        this.metadata = builder.metadata;
        if (metadata != null) {
            Check.encodable("metadata", metadata);
        }
        this.attributes = builder.attributes.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(builder.attributes));
        attributes.forEach(
                (name, value) -> Check.encodable("attribute " + Check.text("name of an attribute", name), value));
        Duration unlessSet = builder.window == null ? DEFAULT_TTL : MAX_TTL;
        this.ttl = Check.between("ttl", builder.ttl == null ? unlessSet : builder.ttl, Duration.ofSeconds(1), MAX_TTL);
        this.window = builder.window;
    }

    /**
     * Returns a new builder of a token for one call, with the role {@link Role#SPEAKER}.
     *
     * @param userId the user who joins: 1 to 256 characters, none of {@code / \ ? # %}, no control or format character, not only dots;
     *     LiveKit accepts 256 bytes in UTF-8, Stream fewer characters
     * @param call the call to join
     */
    public static Builder builder(String userId, CallId call) {
        return new Builder(userId, Check.notNull("call", call));
    }

    /**
     * Returns a new builder of a token for no particular call. {@link Builder#withoutCall} must be called on it: a forgotten call
     * would otherwise admit the user to every call.
     *
     * @param userId the user: 1 to 256 characters, none of {@code / \ ? # %}, no control or format character, not only dots;
     *     LiveKit accepts 256 bytes in UTF-8, Stream fewer characters
     */
    public static Builder builder(String userId) {
        return new Builder(userId, null);
    }

    /** Returns the user who joins. */
    public String userId() {
        return userId;
    }

    /** Returns the call to join; null for a token for no particular call. */
    public @Nullable CallId call() {
        return call;
    }

    /** Returns what the user may do. */
    public Set<Permission> permissions() {
        return permissions;
    }

    /** Returns the name that other participants see; null for none. */
    public @Nullable String displayName() {
        return displayName;
    }

    /** Returns a text that the clients of all participants receive; null for none. */
    public @Nullable String metadata() {
        return metadata;
    }

    /** Returns key-value pairs that the clients of all participants receive, in the order in which they were set. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /**
     * Returns the validity of the token, from 1 second to 365 days, counted from now or from the opening of the window. With a window
     * the token expires at the earlier of both ends.
     */
    public Duration ttl() {
        return ttl;
    }

    /** Returns the time in which the token admits its user; null for from now on. */
    public @Nullable JoinWindow window() {
        return window;
    }

    /** Shows the user, the call and the validity; metadata and attributes may be confidential. */
    @Override
    public String toString() {
        return "TokenRequest[userId=" + userId + ", call=" + call + ", permissions=" + permissions + ", ttl=" + ttl
                + ", window=" + window + "]";
    }

    /** Builds a {@link TokenRequest}. Not thread-safe. */
    public static final class Builder {

        private final String userId;
        private final @Nullable CallId call;
        private boolean withoutCall;
        private Set<Permission> permissions = Role.SPEAKER.permissions();
        private @Nullable String displayName;
        private @Nullable String metadata;
        private Map<String, String> attributes = Map.of();
        private @Nullable Duration ttl;
        private @Nullable JoinWindow window;

        private Builder(String userId, @Nullable CallId call) {
            this.userId = Check.notNull("userId", userId);
            this.call = call;
        }

        /**
         * Confirms that the token is for no particular call. Only providers with the capability {@code TOKEN_WITHOUT_CALL} mint such
         * tokens.
         */
        public Builder withoutCall() {
            this.withoutCall = true;
            return this;
        }

        /** Sets the permissions to those of a role; replaces permissions that were set before. */
        public Builder role(Role role) {
            this.permissions = Check.notNull("role", role).permissions();
            return this;
        }

        /** Sets the permissions; replaces permissions that were set before. */
        public Builder permissions(Set<Permission> permissions) {
            this.permissions = Check.setOf("permissions", permissions);
            return this;
        }

        /** Adds a permission. */
        public Builder allow(Permission permission) {
            EnumSet<Permission> more = EnumSet.of(Check.notNull("permission", permission));
            more.addAll(permissions);
            this.permissions = more;
            return this;
        }

        /** Removes a permission. */
        public Builder deny(Permission permission) {
            EnumSet<Permission> fewer = EnumSet.noneOf(Permission.class);
            fewer.addAll(permissions);
            fewer.remove(Check.notNull("permission", permission));
            this.permissions = fewer;
            return this;
        }

        /** Sets the name that other participants see: at most 256 characters; null for none. */
        public Builder displayName(@Nullable String displayName) {
            this.displayName = displayName;
            return this;
        }

        /** Sets a text that the clients of all participants receive; null for none. */
        public Builder metadata(@Nullable String metadata) {
            this.metadata = metadata;
            return this;
        }

        /** Adds a key-value pair that the clients of all participants receive. The name must not be blank. */
        public Builder attribute(String name, String value) {
            if (attributes.isEmpty()) {
                attributes = new LinkedHashMap<>();
            }
            attributes.put(Check.notNull("name", name), Check.notNull("attribute " + name, value));
            return this;
        }

        /**
         * Sets the validity of the token, from 1 second to 365 days; null for the default. The default is {@link #DEFAULT_TTL}, or the
         * end of the window where one is set.
         */
        public Builder ttl(@Nullable Duration ttl) {
            this.ttl = ttl;
            return this;
        }

        /** Sets the time in which the token admits its user; null for from now on. The token expires when the window closes. */
        public Builder window(@Nullable JoinWindow window) {
            this.window = window;
            return this;
        }

        /**
         * Builds the request.
         *
         * @throws InvalidRequestException if a value is outside of its limits, or the call is missing and {@link #withoutCall} was not
         *     called
         */
        public TokenRequest build() {
            return new TokenRequest(this);
        }
    }
}
