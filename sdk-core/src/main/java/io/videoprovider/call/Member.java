package io.videoprovider.call;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is invited to a call, whether they are in it or not.
 *
 * @param userId who
 * @param role their role in the call, by the vendor's name of it; null for the vendor's own choice
 */
public record Member(String userId, @Nullable String role) {

    public Member {
        Check.id("member", userId, 256);
        if (role != null) {
            Check.id("role", role, 64);
        }
    }

    /** A member with the role that the vendor chooses. */
    public static Member of(String userId) {
        return new Member(userId, null);
    }
}
