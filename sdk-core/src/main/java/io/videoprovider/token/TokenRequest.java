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
 * Who wants to join which call, as what. Immutable; {@code TokenRequest.builder("alice").call(id).role(Role.HOST).build()}.
 *
 * @param userId who: 1 to 256 characters, none of {@code / \ ? # %}, no control character
 * @param call which call; null where the provider mints tokens for no call in particular
 * @param permissions what the person may do
 * @param displayName what the others see; null for none
 * @param metadata any text that the others' clients receive; {@code ""} for none
 * @param attributes key-value pairs that the others' clients receive
 * @param ttl how long the token is valid, from one second to a year, counted from now or from when the door opens; with a
 *     window the shorter of both counts
 * @param window when the door is open; null for from now on
 */
public record TokenRequest(
        String userId,
        @Nullable CallId call,
        Set<Permission> permissions,
        @Nullable String displayName,
        String metadata,
        Map<String, String> attributes,
        Duration ttl,
        @Nullable JoinWindow window) {

    /** How long a token is valid when nobody says otherwise. */
    public static final Duration DEFAULT_TTL = Duration.ofHours(1);

    /** The longest a token may be valid: nobody can take back a token from a self-hosted server. */
    public static final Duration MAX_TTL = Duration.ofDays(365);

    public TokenRequest {
        Check.id("userId", userId, 256);
        Check.notNull("permissions", permissions);
        if (displayName != null) {
            Check.atMost("displayName", displayName, 256);
        }
        Check.notNull("metadata", metadata);
        Check.notNull("attributes", attributes)
                .forEach(
                        (name, value) -> Check.notNull("attribute " + Check.text("name of an attribute", name), value));
        Check.between("ttl", ttl, Duration.ofSeconds(1), MAX_TTL);
        permissions = Collections.unmodifiableSet(
                permissions.isEmpty() ? EnumSet.noneOf(Permission.class) : EnumSet.copyOf(permissions));
        attributes = attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /**
     * Begins a request with the role {@link Role#SPEAKER}.
     *
     * @param userId who
     */
    public static Builder builder(String userId) {
        return new Builder(userId);
    }

    /** Builds a request. Not thread-safe. */
    public static final class Builder {

        private final String userId;
        private @Nullable CallId call;
        private Set<Permission> permissions = Role.SPEAKER.permissions();
        private @Nullable String displayName;
        private String metadata = "";
        private Map<String, String> attributes = Map.of();
        private @Nullable Duration ttl;
        private @Nullable JoinWindow window;

        private Builder(String userId) {
            this.userId = userId;
        }

        /** Which call. */
        public Builder call(CallId call) {
            this.call = call;
            return this;
        }

        /** May do what the role may, instead of what was said before. */
        public Builder role(Role role) {
            this.permissions = Check.notNull("role", role).permissions();
            return this;
        }

        /** May do just this, instead of what was said before. */
        public Builder permissions(Set<Permission> permissions) {
            this.permissions = permissions;
            return this;
        }

        /** May do this too. */
        public Builder allow(Permission permission) {
            EnumSet<Permission> more = EnumSet.of(Check.notNull("permission", permission));
            more.addAll(permissions);
            this.permissions = more;
            return this;
        }

        /** May not do this after all. */
        public Builder deny(Permission permission) {
            EnumSet<Permission> fewer = EnumSet.noneOf(Permission.class);
            fewer.addAll(permissions);
            fewer.remove(Check.notNull("permission", permission));
            this.permissions = fewer;
            return this;
        }

        /** What the others see. */
        public Builder displayName(String displayName) {
            this.displayName = displayName;
            return this;
        }

        /** Any text that the others' clients receive. */
        public Builder metadata(String metadata) {
            this.metadata = metadata;
            return this;
        }

        /** One more key-value pair that the others' clients receive. */
        public Builder attribute(String name, String value) {
            if (attributes.isEmpty()) {
                attributes = new LinkedHashMap<>();
            }
            attributes.put(name, value);
            return this;
        }

        /** How long the token is valid. */
        public Builder ttl(Duration ttl) {
            this.ttl = ttl;
            return this;
        }

        /** When the door is open; the token is valid as long, unless {@link #ttl} makes it shorter. */
        public Builder window(JoinWindow window) {
            this.window = window;
            return this;
        }

        /**
         * The request.
         *
         * @throws InvalidRequestException if a value breaks its limit
         */
        public TokenRequest build() {
            Duration otherwise = window == null ? DEFAULT_TTL : MAX_TTL;
            return new TokenRequest(
                    userId,
                    call,
                    permissions,
                    displayName,
                    metadata,
                    attributes,
                    ttl == null ? otherwise : ttl,
                    window);
        }
    }
}
