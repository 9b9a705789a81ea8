package io.videoprovider.token;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a person is in a call: a bundle of {@link Permission}s. */
public enum Role {
    /** Runs the call: publishes everything, sees everything, moderates. */
    HOST,
    /** Takes part: publishes everything and sees everything. */
    SPEAKER,
    /** Watches and listens. */
    VIEWER;

    /** What the role may do. */
    public Set<Permission> permissions() {
        return Collections.unmodifiableSet(
                switch (this) {
                    case HOST -> EnumSet.allOf(Permission.class);
                    case SPEAKER -> EnumSet.complementOf(EnumSet.of(Permission.MODERATE));
                    case VIEWER -> EnumSet.of(Permission.SUBSCRIBE);
                });
    }
}
