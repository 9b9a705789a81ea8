package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Limits;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.ParticipantInfo;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Participants;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.token.Permission;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Participants of LiveKit rooms. */
final class LiveKitParticipants implements Participants {

    private final LiveKitClient client;
    private final Capabilities capabilities;

    LiveKitParticipants(LiveKitClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public Page<Participant> list(CallId call) {
        String room = CallMapper.roomName(call, capabilities);
        List<ParticipantInfo> infos = client.rooms().listParticipants(room);
        // For a room that does not exist, the server returns an empty list.
        if (infos.isEmpty()) {
            client.rooms().getRoom(room);
        }
        return Page.of(infos.stream()
                .map(ParticipantMapper::participant)
                .sorted(Comparator.comparing(
                                Participant::joinedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(Participant::connectionId))
                .toList());
    }

    @Override
    public Participant get(CallId call, String userId) {
        return ParticipantMapper.participant(client.rooms().getParticipant(room(call), identity(userId)));
    }

    /** A second connection of the same identity replaces the first. */
    @Override
    public Page<Participant> connections(CallId call, String userId) {
        return Page.of(List.of(get(call, userId)));
    }

    @Override
    public void remove(CallId call, String userId) {
        client.rooms().removeParticipant(room(call), identity(userId));
    }

    @Override
    public void mute(CallId call, String userId, TrackKind kind) {
        ParticipantMapper.checkKind(kind);
        unmuted(get(call, userId), kind).forEach(track -> muteTrack(call, userId, track.id()));
    }

    private static Stream<Track> unmuted(Participant participant, TrackKind kind) {
        return participant.tracks().stream().filter(track -> track.kind().equals(kind) && !track.muted());
    }

    @Override
    public void muteAll(CallId call, TrackKind kind, Collection<String> except) {
        ParticipantMapper.checkKind(kind);
        Set<String> kept = Check.<String>setOf("except", except);
        kept.forEach(this::identity);
        for (Participant participant : list(call)) {
            if (!kept.contains(participant.userId())) {
                unmuted(participant, kind).forEach(track -> {
                    try {
                        muteTrack(call, participant.userId(), track.id());
                    } catch (NotFoundException goneMeanwhile) {
                        // The participant has left, or unpublished the track.
                    }
                });
            }
        }
    }

    @Override
    public void muteTrack(CallId call, String userId, String trackId) {
        String room = room(call);
        String identity = identity(userId);
        Check.id("trackId", trackId, 256);
        ForwardedOperation.run(
                () -> {
                    if (client.rooms()
                            .mutePublishedTrack(room, identity, trackId, true)
                            .isEmpty()) {
                        throw CallMapper.notFound("MutePublishedTrack", "track", capabilities.provider());
                    }
                },
                () -> client.rooms().getParticipant(room, identity));
    }

    @Override
    public Participant update(CallId call, String userId, ParticipantUpdate change) {
        String room = room(call);
        String identity = identity(userId);
        Limits limits = capabilities.limits();
        Check.notNull("change", change);
        for (Permission fixed : List.of(Permission.MODERATE, Permission.RECORD)) {
            if (change.allow().contains(fixed) || change.deny().contains(fixed)) {
                throw new UnsupportedFeatureException(
                        capabilities.provider(),
                        "cannot change " + fixed + " of a connected participant: only the join token contains it");
            }
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
            changes.put(
                    "permission",
                    ParticipantMapper.changedPermission(
                            client.rooms().getParticipant(room, identity).permission(), change));
        }
        return ParticipantMapper.participant(client.rooms().updateParticipant(room, identity, changes.build()));
    }

    private String room(CallId call) {
        return CallMapper.roomName(call, capabilities);
    }

    private String identity(String userId) {
        // Accepts any identity, because other software may have chosen it.
        return Check.atMostBytes(
                "userId", Check.text("userId", userId), capabilities.limits().userIdBytes());
    }
}
