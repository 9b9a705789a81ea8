package io.videoprovider.participant;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.token.Permission;
import java.beans.Transient;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A participant: one connection of a user to a call. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param userId the user, as named in the token
 * @param connectionId the id of the connection; a second device or a later join of the same user has another one
 * @param displayName the name that other participants see; null for none
 * @param kind the kind of participant, such as a person or a recorder
 * @param hidden whether other participants do not see this one
 * @param permissions the current permissions, if the vendor reports them; never {@link Permission#MODERATE} on LiveKit, which only
 *     tokens contain
 * @param tracks the published tracks, if the vendor reports them
 * @param metadata the text from the token or a later change; null for none
 * @param attributes the key-value pairs from the token or a later change
 * @param joinedAt the time of joining; null if not reported
 * @param raw the vendor's data
 */
public record Participant(
        String userId,
        String connectionId,
        @Nullable String displayName,
        ParticipantKind kind,
        boolean hidden,
        Set<Permission> permissions,
        List<Track> tracks,
        @Nullable String metadata,
        Map<String, String> attributes,
        @Nullable Instant joinedAt,
        Json raw) {

    public Participant {
        Check.notNull("userId", userId);
        Check.notNull("connectionId", connectionId);
        Check.notNull("kind", kind);
        Check.notNull("raw", raw);
        Set<Permission> copy = EnumSet.noneOf(Permission.class);
        copy.addAll(Check.listOf("permissions", permissions));
        permissions = Collections.unmodifiableSet(copy);
        tracks = Check.listOf("tracks", tracks);
        attributes = Check.copyOf("attributes", attributes);
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }
}
