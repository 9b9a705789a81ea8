package io.videoprovider.call;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * A user who is invited to a call, connected or not. Immutable.
 *
 * @param userId the user: 1 to 256 characters
 * @param role the role in the call, by the vendor's name; null for the vendor's default
 */
public record Member(String userId, @Nullable String role) {

    public Member {
        Check.id("member", userId, 256);
        if (role != null) {
            Check.id("role", role, 64);
        }
    }

    /** Creates a member with the vendor's default role. */
    public static Member of(String userId) {
        return new Member(userId, null);
    }
}
