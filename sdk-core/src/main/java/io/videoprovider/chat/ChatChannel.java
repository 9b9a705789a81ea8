package io.videoprovider.chat;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The chat channel of a call. Immutable.
 *
 * @param id the id for the vendor's chat SDK, such as {@code messaging:standup}
 * @param call the call whose twin it is
 * @param memberCount the number of members
 * @param createdAt the time of creation; null if not reported
 * @param raw all fields of the vendor's object
 */
public record ChatChannel(
        String id, CallId call, int memberCount, @Nullable Instant createdAt, Json raw) {

    public ChatChannel {
        Check.notNull("id", id);
        Check.notNull("call", call);
        Check.notNull("raw", raw);
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }
}
