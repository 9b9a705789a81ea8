package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
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
import java.util.Comparator;
import java.util.List;

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

    @Override
    public void remove(CallId call, String userId) {
        client.rooms().removeParticipant(room(call), identity(userId));
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
        if (Check.notNull("change", change).allow().contains(Permission.MODERATE)
                || change.deny().contains(Permission.MODERATE)) {
            throw new UnsupportedFeatureException(
                    capabilities.provider(),
                    "cannot change MODERATE of a connected participant: it is a grant of the join token");
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
