package io.videoprovider.token;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The content of a verified token. Immutable.
 *
 * @param userId the user whom the token admits; never empty
 * @param call the call that the token admits to; null for no particular call
 * @param permissions the permissions that the token contains; of a role whose name several roles have, only those that all of them have
 * @param expiresAt the end of the validity
 * @param raw all claims
 */
public record VerifiedToken(
        String userId, @Nullable CallId call, Set<Permission> permissions, Instant expiresAt, Json raw) {

    public VerifiedToken {
        Check.notNull("userId", userId);
        Check.notNull("expiresAt", expiresAt);
        Check.notNull("raw", raw);
        permissions = Check.setOf("permissions", permissions);
    }

    /** Returns all claims. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }
}
