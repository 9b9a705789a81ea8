package io.videoprovider.participant;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.token.Permission;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody connected to a call. Immutable. Components may be added in a minor release: read it by its accessors.
 *
 * @param userId who, as the token named them
 * @param connectionId this connection: the same person on a second device, or back again, has another
 * @param displayName what the others see; null for none
 * @param kind a person, or what else
 * @param hidden whether the others do not see them
 * @param permissions what they may do now, as far as the vendor tells; never {@link Permission#MODERATE} on LiveKit, where
 *     that is in the token alone
 * @param tracks what they publish
 * @param metadata the text that came with the token or was set later; {@code ""} for none
 * @param attributes key-value pairs that came with the token or were set later
 * @param joinedAt when they connected; null when the vendor did not say
 * @param raw the vendor's own words
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
        permissions = Collections.unmodifiableSet(
                permissions.isEmpty() ? EnumSet.noneOf(Permission.class) : EnumSet.copyOf(permissions));
        tracks = List.copyOf(tracks);
        attributes = Check.copyOf("attributes", attributes);
    }
}
