package io.videoprovider.token;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a person is in a call: a bundle of {@link Permission}s. */
public enum Role {
    /** Runs the call: publishes everything, sees everything, moderates. */
    HOST(EnumSet.allOf(Permission.class)),
    /** Takes part: publishes everything and sees everything. */
    SPEAKER(EnumSet.complementOf(EnumSet.of(Permission.MODERATE))),
    /** Watches and listens. */
    VIEWER(EnumSet.of(Permission.SUBSCRIBE));

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
    private final Set<Permission> permissions;

    Role(Set<Permission> permissions) {
        this.permissions = Collections.unmodifiableSet(permissions);
    }

    /** What the role may do. */
    public Set<Permission> permissions() {
        return permissions;
    }
}
