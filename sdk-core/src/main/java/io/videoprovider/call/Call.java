package io.videoprovider.call;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call as the provider knows it. Immutable. Components may be added in a minor release: read it by its accessors.
 *
 * @param id which call
 * @param provider whose call
 * @param sessionId the present incarnation, from the first who joins to the last who leaves, as far as the vendor has
 *     one; null when nobody has joined and the vendor makes none before
 * @param title what people read; null for none
 * @param startsAt when it is planned to start; null when that was not said
 * @param custom the application's own data
 * @param maxParticipants how many may be in it at once; 0 for as many as the provider lets in
 * @param createdAt when the provider made it
 * @param endedAt when it was ended; null while it is not, or where the vendor forgets ended calls
 * @param participantCount how many are in it, as the vendor counts; may lag by seconds
 * @param recording whether it is being recorded now, as the vendor tells; may lag by seconds
 * @param created in the answer of get-or-create: whether this request made it; false everywhere else
 * @param ignoredOptions in the answer of get-or-create: the options of the request that the call does not have, because it
 *     was there before with others; their names, such as {@code title}; empty everywhere else
 * @param raw the vendor's own answer
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
        custom = Check.copyOf("custom", custom);
        ignoredOptions = Set.copyOf(ignoredOptions);
    }
}
