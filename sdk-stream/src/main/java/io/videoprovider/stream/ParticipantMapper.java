package io.videoprovider.stream;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.stream.client.CallParticipant;
import io.videoprovider.token.Permission;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Maps participants of Stream calls, kinds of tracks and permissions. */
final class ParticipantMapper {

    /** The fields of {@code MuteUsers}. */
    private static final Map<TrackKind, String> MUTES = Map.of(
            TrackKind.MICROPHONE, "audio",
            TrackKind.CAMERA, "video",
            TrackKind.SCREEN_SHARE, "screenshare",
            TrackKind.SCREEN_SHARE_AUDIO, "screenshare_audio");

    /** The permissions that {@code UpdateUserPermissions} can change. */
    private static final Map<Permission, String> PERMISSIONS = Map.of(
            Permission.PUBLISH_AUDIO, "send-audio",
            Permission.PUBLISH_VIDEO, "send-video",
            Permission.PUBLISH_SCREEN, "screenshare");

    private ParticipantMapper() {}

    static Participant participant(CallParticipant participant) {
        return new Participant(
                participant.userId(),
                participant.userSessionId(),
                participant.name().isEmpty() ? null : participant.name(),
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(),
                null,
                Map.of(),
                participant.joinedAt(),
                participant.raw());
    }

    /** Returns the field of {@code MuteUsers} for a kind of tracks. */
    static String mute(TrackKind kind) {
        String field = MUTES.get(kind);
        if (field == null) {
            throw new InvalidRequestException("kind", "must be one of " + MUTES.keySet() + ", was " + kind);
        }
        return field;
    }

    static List<String> permissions(Set<Permission> permissions, ProviderId provider) {
        return permissions.stream()
                .map(permission -> permission(permission, provider))
                .toList();
    }

    private static String permission(Permission permission, ProviderId provider) {
        String name = PERMISSIONS.get(permission);
        if (name == null) {
            throw new UnsupportedFeatureException(
                    provider,
                    "cannot change " + permission + " of a connected participant, only " + PERMISSIONS.keySet());
        }
        return name;
    }
}
