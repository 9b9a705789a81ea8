package io.videoprovider.call;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import java.beans.Transient;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call as the provider reports it. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param id the id of the call
 * @param provider the provider of the call
 * @param sessionId the current session, from the first join to the last leave; null if there is none
 * @param title the title that users see; null for none
 * @param startsAt the planned start; null for none
 * @param custom the application's own data
 * @param maxParticipants the largest number of participants at the same time; null for the provider's own limit
 * @param createdAt the time of creation; null if not reported
 * @param endedAt the time at which the call was ended; null if it has not ended, or where the vendor does not keep ended calls
 * @param participantCount the number of participants as the vendor counts it; may lag by seconds
 * @param recording whether the call is being recorded, as the vendor reports it; may lag by seconds
 * @param created whether get-or-create created the call; false in all other responses
 * @param ignoredOptions the names of requested options, such as {@code title}, that an existing call does not have; set by
 *     get-or-create, empty in all other responses
 * @param raw the vendor's response
 */
public record Call(
        CallId id,
        ProviderId provider,
        @Nullable String sessionId,
        @Nullable String title,
        @Nullable Instant startsAt,
        Map<String, String> custom,
        @Nullable Integer maxParticipants,
        @Nullable Instant createdAt,
        @Nullable Instant endedAt,
        int participantCount,
        boolean recording,
        boolean created,
        Set<String> ignoredOptions,
        Json raw) {

    public Call {
        Check.notNull("id", id);
        Check.notNull("provider", provider);
        Check.notNull("raw", raw);
        custom = Check.copyOf("custom", custom);
        ignoredOptions = Check.setOf("ignoredOptions", ignoredOptions);
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }
}
