package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Limits;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.ParticipantInfo;
import io.videoprovider.livekit.client.ParticipantPermission;
import io.videoprovider.livekit.client.TrackInfo;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Participants;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.token.Permission;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Participants of LiveKit rooms. */
final class LiveKitParticipants implements Participants {

    private final LiveKitClient client;
    private final Capabilities capabilities;

    LiveKitParticipants(LiveKitClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public List<Participant> list(CallId call) {
        String room = LiveKitCalls.roomName(call, capabilities);
        List<ParticipantInfo> infos = client.listParticipants(room);
        // A room that is not there answers like an empty one.
        if (infos.isEmpty() && client.listRooms(List.of(room)).isEmpty()) {
            throw LiveKitCalls.notFound("there is no such room");
        }
        return infos.stream()
                .map(LiveKitParticipants::participant)
                .sorted(Comparator.comparing(
                                Participant::joinedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(Participant::connectionId))
                .toList();
    }

    @Override
    public Participant get(CallId call, String userId) {
        return participant(client.getParticipant(room(call), identity(userId)));
    }

    @Override
    public void remove(CallId call, String userId) {
        client.removeParticipant(room(call), identity(userId));
    }

    @Override
    public void mute(CallId call, String userId, TrackKind kind) {
        Check.notNull("kind", kind);
        for (Track track : get(call, userId).tracks()) {
            if (track.kind().equals(kind) && !track.muted()) {
                muteTrack(call, userId, track.id());
            }
        }
    }

    @Override
    public void muteTrack(CallId call, String userId, String trackId) {
        String room = room(call);
        String identity = identity(userId);
        Check.id("trackId", trackId, 256);
        try {
            if (client.mutePublishedTrack(room, identity, trackId, true).isEmpty()) {
                throw LiveKitCalls.notFound("the participant has no such track");
            }
        } catch (UnavailableException e) {
            if (LiveKitMessages.mayHaveTakenEffect(e)) {
                throw e;
            }
            try {
                client.getParticipant(room, identity);
            } catch (NotFoundException reason) {
                throw reason;
            } catch (VideoException alsoUnanswered) {
                e.addSuppressed(alsoUnanswered);
            }
            throw e;
        }
    }

    @Override
    public Participant update(CallId call, String userId, ParticipantUpdate change) {
        String room = room(call);
        String identity = identity(userId);
        Limits limits = capabilities.limits();
        if (change.allow().contains(Permission.MODERATE) || change.deny().contains(Permission.MODERATE)) {
            throw new UnsupportedFeatureException(
                    ProviderId.LIVEKIT.value(),
                    "cannot change MODERATE of a connected participant: it is in their token alone");
        }
        Json.Builder changes = Json.builder();
        if (change.displayName() != null) {
            changes.put("name", Check.atMostBytes("displayName", change.displayName(), limits.displayNameBytes()));
        }
        if (change.metadata() != null) {
            changes.put(
                    "metadata", Check.atMostBytes("metadata", change.metadata(), limits.participantMetadataBytes()));
        }
        StringBuilder attributes = new StringBuilder();
        change.attributes().forEach((name, value) -> attributes.append(name).append(value));
        Check.atMostBytes("attributes", attributes.toString(), limits.attributesBytes());
        changes.putIfNotEmpty("attributes", change.attributes());
        if (!change.allow().isEmpty() || !change.deny().isEmpty()) {
            // What a permission update leaves out is switched off, so the present ones are read and written back.
            ParticipantPermission present =
                    client.getParticipant(room, identity).permission();
            changes.put("permission", merge(present, change));
        }
        return participant(client.updateParticipant(room, identity, changes.build()));
    }

    private static Json merge(ParticipantPermission present, ParticipantUpdate change) {
        Set<String> sources = new LinkedHashSet<>(sources(present));
        change.allow().forEach(permission -> sources.addAll(PublishSources.of(permission)));
        change.deny().forEach(permission -> PublishSources.of(permission).forEach(sources::remove));
        boolean all = sources.containsAll(PublishSources.ALL);
        List<String> restricted = all
                ? List.of()
                : sources.stream()
                        .map(source -> source.toUpperCase(Locale.ROOT))
                        .toList();
        return present.raw().toBuilder()
                .put("can_publish", !sources.isEmpty())
                .put("can_publish_sources", restricted)
                .put("can_publish_data", merge(present.canPublishData(), Permission.PUBLISH_DATA, change))
                .put("can_subscribe", merge(present.canSubscribe(), Permission.SUBSCRIBE, change))
                .put("can_update_metadata", merge(present.canUpdateMetadata(), Permission.UPDATE_OWN_METADATA, change))
                .build();
    }

    private static boolean merge(boolean present, Permission permission, ParticipantUpdate change) {
        return (present || change.allow().contains(permission))
                && !change.deny().contains(permission);
    }

    /** The sources that a participant may publish, by their names in lower case. */
    private static Set<String> sources(ParticipantPermission permission) {
        if (!permission.canPublish()) {
            return Set.of();
        }
        Set<String> sources = new LinkedHashSet<>();
        permission.canPublishSources().forEach(source -> sources.add(source.toLowerCase(Locale.ROOT)));
        return sources.isEmpty() ? PublishSources.ALL : sources;
    }

    private String room(CallId call) {
        return LiveKitCalls.roomName(call, capabilities);
    }

    private String identity(String userId) {
        // Whoever is in the room has some identity, perhaps one that other software chose: it is looked up as it is.
        return Check.atMostBytes(
                "userId", Check.text("userId", userId), capabilities.limits().userIdBytes());
    }

    static Participant participant(ParticipantInfo info) {
        return new Participant(
                info.identity(),
                info.sid(),
                info.name().isEmpty() ? null : info.name(),
                info.kind().isBlank() ? ParticipantKind.STANDARD : new ParticipantKind(lower(info.kind())),
                info.permission().hidden(),
                permissions(info.permission()),
                info.tracks().stream().map(LiveKitParticipants::track).toList(),
                info.metadata(),
                info.attributes(),
                info.joinedAt(),
                info.raw());
    }

    private static Set<Permission> permissions(ParticipantPermission permission) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        Set<String> sources = sources(permission);
        for (Permission each : Permission.values()) {
            List<String> needed = PublishSources.of(each);
            if (!needed.isEmpty() && sources.contains(needed.get(0))) {
                permissions.add(each);
            }
        }
        if (permission.canPublishData()) {
            permissions.add(Permission.PUBLISH_DATA);
        }
        if (permission.canSubscribe()) {
            permissions.add(Permission.SUBSCRIBE);
        }
        if (permission.canUpdateMetadata()) {
            permissions.add(Permission.UPDATE_OWN_METADATA);
        }
        return permissions;
    }

    static Track track(TrackInfo info) {
        return new Track(info.sid(), kind(info), info.muted(), info.raw());
    }

    private static TrackKind kind(TrackInfo info) {
        // A webhook leaves the default out: UNKNOWN.
        return new TrackKind(info.source().isBlank() ? "unknown" : lower(info.source()));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
