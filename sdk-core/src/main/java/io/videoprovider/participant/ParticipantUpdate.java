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

/** Changes to a connected participant; values that are not set stay as they are. Immutable and thread-safe. */
public final class ParticipantUpdate {

    private final Set<Permission> allow;
    private final Set<Permission> deny;
    private final @Nullable String displayName;
    private final @Nullable String metadata;
    private final Map<String, String> attributes;

    private ParticipantUpdate(Builder builder) {
        this.allow = Collections.unmodifiableSet(EnumSet.copyOf(builder.allow));
        this.deny = Collections.unmodifiableSet(EnumSet.copyOf(builder.deny));
        this.displayName = builder.displayName;
        this.metadata = builder.metadata;
        this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.attributes));
        if (!Collections.disjoint(allow, deny)) {
            throw new InvalidRequestException("deny", "must not contain a permission that allow contains");
        }
        if (displayName != null) {
            Check.atMost("displayName", Check.text("displayName", displayName), 256);
        }
        if (metadata != null) {
            Check.text("metadata", metadata);
        }
        attributes.forEach(
                (name, value) -> Check.encodable("attribute " + Check.text("name of an attribute", name), value));
        if (allow.isEmpty() && deny.isEmpty() && displayName == null && metadata == null && attributes.isEmpty()) {
            throw new InvalidRequestException("update", "must change something");
        }
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the permissions to grant. */
    public Set<Permission> allow() {
        return allow;
    }

    /** Returns the permissions to revoke. */
    public Set<Permission> deny() {
        return deny;
    }

    /** Returns the new display name; null keeps it. It cannot be removed. */
    public @Nullable String displayName() {
        return displayName;
    }

    /** Returns the new metadata; null keeps it. It cannot be removed. */
    public @Nullable String metadata() {
        return metadata;
    }

    /** Returns the attributes to set, by name; the value {@code ""} removes the name. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** Shows what changes; metadata and the values of attributes may be confidential. */
    @Override
    public String toString() {
        return "ParticipantUpdate[allow=" + allow + ", deny=" + deny + ", displayName=" + displayName + ", attributes="
                + attributes.keySet() + "]";
    }

    /** Builds a {@link ParticipantUpdate}. Not thread-safe. */
    public static final class Builder {

        private final EnumSet<Permission> allow = EnumSet.noneOf(Permission.class);
        private final EnumSet<Permission> deny = EnumSet.noneOf(Permission.class);
        private @Nullable String displayName;
        private @Nullable String metadata;
        private final Map<String, String> attributes = new LinkedHashMap<>();

        private Builder() {}

        /** Grants a permission. */
        public Builder allow(Permission permission) {
            allow.add(Check.notNull("permission", permission));
            return this;
        }

        /** Revokes a permission. */
        public Builder deny(Permission permission) {
            deny.add(Check.notNull("permission", permission));
            return this;
        }

        /** Sets the display name: not blank, at most 256 characters; null keeps it. */
        public Builder displayName(@Nullable String displayName) {
            this.displayName = displayName;
            return this;
        }

        /** Sets the metadata: not blank; null keeps it. */
        public Builder metadata(@Nullable String metadata) {
            this.metadata = metadata;
            return this;
        }

        /** Sets an attribute; the value {@code ""} removes the name. */
        public Builder attribute(String name, String value) {
            attributes.put(Check.notNull("name", name), Check.notNull("attribute " + name, value));
            return this;
        }

        /**
         * Builds the update.
         *
         * @throws InvalidRequestException if a value is outside of its limits, or nothing changes
         */
        public ParticipantUpdate build() {
            return new ParticipantUpdate(this);
        }
    }
}
