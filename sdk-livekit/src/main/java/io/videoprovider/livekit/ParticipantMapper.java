package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.livekit.client.ParticipantInfo;
import io.videoprovider.livekit.client.ParticipantPermission;
import io.videoprovider.livekit.client.TrackInfo;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.spi.EnumNames;
import io.videoprovider.token.Permission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Maps LiveKit participants, tracks and permissions. LiveKit splits permission to publish by the source of a track; the names of
 * sources are in lower case here, as in tokens.
 */
final class ParticipantMapper {

    /** All sources. LiveKit represents them as an empty list. */
    static final Set<String> ALL_SOURCES = sourcesOf(EnumSet.allOf(Permission.class));

    private static final Set<Permission> PUBLISHING =
            EnumSet.of(Permission.PUBLISH_AUDIO, Permission.PUBLISH_VIDEO, Permission.PUBLISH_SCREEN);

    /** The kind of a track without a source. */
    private static final TrackKind WITHOUT_SOURCE = new TrackKind("unknown");

    private static final Set<TrackKind> KINDS = Set.of(
            TrackKind.MICROPHONE,
            TrackKind.CAMERA,
            TrackKind.SCREEN_SHARE,
            TrackKind.SCREEN_SHARE_AUDIO,
            WITHOUT_SOURCE);

    private ParticipantMapper() {}

    /** Verifies that LiveKit has a source of this kind: one that does not exist would match no track and mute nothing. */
    static void checkKind(TrackKind kind) {
        if (!KINDS.contains(Check.notNull("kind", kind))) {
            throw new InvalidRequestException(
                    "kind",
                    "must be one of "
                            + new TreeSet<>(KINDS.stream().map(TrackKind::name).toList()) + ", was " + kind);
        }
    }

    static Participant participant(ParticipantInfo info) {
        return new Participant(
                info.identity(),
                info.sid(),
                info.name().isEmpty() ? null : info.name(),
                info.kind().isBlank() ? ParticipantKind.STANDARD : new ParticipantKind(lower(info.kind())),
                info.permission().hidden(),
                permissions(info.permission()),
                info.tracks().stream().map(ParticipantMapper::track).toList(),
                info.metadata().isEmpty() ? null : info.metadata(),
                info.attributes(),
                info.joinedAt(),
                info.raw());
    }

    static Track track(TrackInfo info) {
        // Webhooks omit the default source, UNKNOWN.
        TrackKind kind = info.source().isBlank() ? WITHOUT_SOURCE : new TrackKind(lower(info.source()));
        return new Track(info.sid(), kind, info.muted(), info.raw());
    }

    /** Returns the sources that permissions grant, always in the same order, so that equal requests result in equal tokens. */
    static Set<String> sources(Set<Permission> permissions) {
        return permissions.containsAll(PUBLISHING) ? ALL_SOURCES : sourcesOf(permissions);
    }

    private static Set<String> sourcesOf(Set<Permission> permissions) {
        Set<String> sources = new LinkedHashSet<>();
        for (Permission permission : Permission.values()) {
            if (permissions.contains(permission)) {
                sources.addAll(sources(permission));
            }
        }
        return Collections.unmodifiableSet(sources);
    }

    private static List<String> sources(Permission permission) {
        return switch (permission) {
            case PUBLISH_AUDIO -> List.of("microphone");
            case PUBLISH_VIDEO -> List.of("camera");
            case PUBLISH_SCREEN -> List.of("screen_share", "screen_share_audio");
            case PUBLISH_DATA, SUBSCRIBE, UPDATE_OWN_METADATA, MODERATE, RECORD -> List.of();
        };
    }

    private static Set<String> sources(ParticipantPermission permission) {
        if (!permission.canPublish()) {
            return Set.of();
        }
        Set<String> sources = new LinkedHashSet<>();
        permission.canPublishSources().forEach(source -> sources.add(lower(source)));
        return sources.isEmpty() ? ALL_SOURCES : sources;
    }

    private static Set<Permission> permissions(ParticipantPermission permission) {
        Set<String> sources = sources(permission);
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (Permission each : Permission.values()) {
            boolean granted = switch (each) {
                case PUBLISH_AUDIO, PUBLISH_VIDEO, PUBLISH_SCREEN ->
                    sources.contains(sources(each).get(0));
                case PUBLISH_DATA -> permission.canPublishData();
                case SUBSCRIBE -> permission.canSubscribe();
                case UPDATE_OWN_METADATA -> permission.canUpdateMetadata();
                // Only the token contains them.
                case MODERATE, RECORD -> false;
            };
            if (granted) {
                permissions.add(each);
            }
        }
        return permissions;
    }

    /** Returns the permissions that the video grant of a token contains. A flag that it leaves out permits, as on the server. */
    static Set<Permission> permissions(Json grant) {
        Set<String> sources = new LinkedHashSet<>();
        if (permits(grant, "canPublish")) {
            grant.strings("canPublishSources").forEach(source -> sources.add(lower(source)));
            if (sources.isEmpty()) {
                sources.addAll(ALL_SOURCES);
            }
        }
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (Permission each : Permission.values()) {
            boolean granted = switch (each) {
                case PUBLISH_AUDIO, PUBLISH_VIDEO, PUBLISH_SCREEN -> sources.containsAll(sources(each));
                // Without a flag of its own, data follows canPublish.
                case PUBLISH_DATA ->
                    grant.has("canPublishData") ? grant.bool("canPublishData") : permits(grant, "canPublish");
                case SUBSCRIBE -> permits(grant, "canSubscribe");
                case UPDATE_OWN_METADATA -> grant.bool("canUpdateOwnMetadata");
                case MODERATE -> grant.bool("roomAdmin");
                case RECORD -> false;
            };
            if (granted) {
                permissions.add(each);
            }
        }
        return permissions;
    }

    private static boolean permits(Json grant, String flag) {
        return !grant.has(flag) || grant.bool(flag);
    }

    /** Returns the complete permissions after a change: LiveKit revokes permissions that an update omits. */
    static Json changedPermission(ParticipantPermission present, ParticipantUpdate change) {
        Set<String> sources = new LinkedHashSet<>(sources(present));
        change.allow().forEach(permission -> sources.addAll(sources(permission)));
        change.deny().forEach(permission -> sources(permission).forEach(sources::remove));
        List<Object> restricted = sources.containsAll(ALL_SOURCES)
                ? List.of()
                : sources.stream()
                        .map(source -> EnumNames.written(source.toUpperCase(Locale.ROOT)))
                        .toList();
        return present.raw().toBuilder()
                .put("can_publish", !sources.isEmpty())
                .put("can_publish_sources", restricted)
                .put("can_publish_data", changed(present.canPublishData(), Permission.PUBLISH_DATA, change))
                .put("can_subscribe", changed(present.canSubscribe(), Permission.SUBSCRIBE, change))
                .put(
                        "can_update_metadata",
                        changed(present.canUpdateMetadata(), Permission.UPDATE_OWN_METADATA, change))
                .build();
    }

    private static boolean changed(boolean present, Permission permission, ParticipantUpdate change) {
        return (present || change.allow().contains(permission))
                && !change.deny().contains(permission);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
