package io.videoprovider.token;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The role of a user in a call: a set of {@link Permission}s. */
public enum Role {
    /** Publishes, subscribes, moderates and records. */
    HOST(EnumSet.allOf(Permission.class)),
    /** Publishes and subscribes. */
    SPEAKER(EnumSet.complementOf(EnumSet.of(Permission.MODERATE, Permission.RECORD))),
    /** Subscribes only. */
    VIEWER(EnumSet.of(Permission.SUBSCRIBE));

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
    private final Set<Permission> permissions;

    Role(Set<Permission> permissions) {
        this.permissions = Collections.unmodifiableSet(permissions);
    }

    /** Returns the permissions of the role. */
    public Set<Permission> permissions() {
        return permissions;
    }
}
