package io.videoprovider.participant;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.token.Permission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to change about a connected participant; what is not said stays as it is. Immutable.
 *
 * @param allow what they may do from now on
 * @param deny what they may not do any more
 * @param displayName the new name; null to keep. It cannot be emptied
 * @param metadata the new metadata; null to keep. It cannot be emptied
 * @param attributes values to set, by name; an empty value removes the name
 */
public record ParticipantUpdate(
        Set<Permission> allow,
        Set<Permission> deny,
        @Nullable String displayName,
        @Nullable String metadata,
        Map<String, String> attributes) {

    public ParticipantUpdate {
        allow = copy(Check.notNull("allow", allow));
        deny = copy(Check.notNull("deny", deny));
        if (!Collections.disjoint(allow, deny)) {
            throw new InvalidRequestException("deny", "names a permission that is allowed too");
        }
        if (displayName != null) {
            Check.atMost("displayName", Check.text("displayName", displayName), 256);
        }
        if (metadata != null) {
            Check.text("metadata", metadata);
        }
        Check.notNull("attributes", attributes)
                .forEach(
                        (name, value) -> Check.notNull("attribute " + Check.text("name of an attribute", name), value));
        if (allow.isEmpty() && deny.isEmpty() && displayName == null && metadata == null && attributes.isEmpty()) {
            throw new InvalidRequestException("update", "changes nothing");
        }
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    private static Set<Permission> copy(Set<Permission> permissions) {
        return Collections.unmodifiableSet(
                permissions.isEmpty() ? EnumSet.noneOf(Permission.class) : EnumSet.copyOf(permissions));
    }

    /** Begins a change. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a change. Not thread-safe. */
    public static final class Builder {

        private final Set<Permission> allow = EnumSet.noneOf(Permission.class);
        private final Set<Permission> deny = EnumSet.noneOf(Permission.class);
        private @Nullable String displayName;
        private @Nullable String metadata;
        private final Map<String, String> attributes = new LinkedHashMap<>();

        private Builder() {}

        /** May do this from now on. */
        public Builder allow(Permission permission) {
            allow.add(Check.notNull("permission", permission));
            return this;
        }

        /** May not do this any more. */
        public Builder deny(Permission permission) {
            deny.add(Check.notNull("permission", permission));
            return this;
        }

        /** The new name. */
        public Builder displayName(String displayName) {
            this.displayName = displayName;
            return this;
        }

        /** The new metadata. */
        public Builder metadata(String metadata) {
            this.metadata = metadata;
            return this;
        }

        /** Sets an attribute; {@code ""} removes it. */
        public Builder attribute(String name, String value) {
            attributes.put(name, value);
            return this;
        }

        /**
         * The change.
         *
         * @throws InvalidRequestException if a value breaks its limit, or nothing changes
         */
        public ParticipantUpdate build() {
            return new ParticipantUpdate(allow, deny, displayName, metadata, attributes);
        }
    }
}
