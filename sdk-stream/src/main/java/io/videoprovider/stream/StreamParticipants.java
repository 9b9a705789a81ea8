package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Participants;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.stream.client.CallParticipant;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.token.Permission;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Participants of Stream's calls. */
final class StreamParticipants implements Participants {

    /** What {@code MuteUsers} calls the kinds. */
    private static final Map<TrackKind, String> MUTES = Map.of(
            TrackKind.MICROPHONE, "audio",
            TrackKind.CAMERA, "video",
            TrackKind.SCREEN_SHARE, "screenshare",
            TrackKind.SCREEN_SHARE_AUDIO, "screenshare_audio");

    /** The permissions that {@code UpdateUserPermissions} knows. */
    private static final Map<Permission, String> PERMISSIONS = Map.of(
            Permission.PUBLISH_AUDIO, "send-audio",
            Permission.PUBLISH_VIDEO, "send-video",
            Permission.PUBLISH_SCREEN, "screenshare");

    private final StreamClient client;
    private final StreamUsers users;
    private final String serverUser;
    private final Capabilities capabilities;

    StreamParticipants(StreamClient client, StreamUsers users, String serverUser, Capabilities capabilities) {
        this.client = client;
        this.users = users;
        this.serverUser = serverUser;
        this.capabilities = capabilities;
    }

    @Override
    public List<Participant> list(CallId call) {
        return query(call, Json.EMPTY);
    }

    private List<Participant> query(CallId call, Json filter) {
        StreamCalls.checked(call, capabilities);
        Json answer = client.queryParticipants(call.type(), call.id(), filter);
        List<CallParticipant> participants = StreamClient.participants(answer);
        if (filter.asMap().isEmpty() && answer.number("total_participants") > participants.size()) {
            throw new ProviderException(
                    "the call has " + answer.number("total_participants") + " participants, and Stream lists "
                            + participants.size() + " of them; look single ones up",
                    ErrorDetails.at(ProviderId.STREAM.value()),
                    null);
        }
        return participants.stream()
                .map(StreamParticipants::participant)
                .sorted(Comparator.comparing(
                                Participant::joinedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(Participant::connectionId))
                .toList();
    }

    @Override
    public Participant get(CallId call, String userId) {
        Check.atMost(
                "userId", Check.text("userId", userId), capabilities.limits().userIdBytes());
        Json filter = Json.builder()
                .put("user_id", Json.builder().put("$eq", userId).build())
                .build();
        return query(call, filter).stream()
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "the user is not in the call", ErrorDetails.at(ProviderId.STREAM.value()), null));
    }

    @Override
    public void remove(CallId call, String userId) {
        // Kicking somebody who is not there is no error to Stream.
        get(call, userId);
        client.kickUser(call.type(), call.id(), userId, false);
    }

    @Override
    public void mute(CallId call, String userId, TrackKind kind) {
        String what = MUTES.get(Check.notNull("kind", kind));
        if (what == null) {
            throw new InvalidRequestException("kind", "is " + kind + "; Stream mutes " + MUTES.keySet());
        }
        get(call, userId);
        users.ensure(List.of(serverUser));
        client.muteUsers(
                call.type(),
                call.id(),
                Json.builder()
                        .put("user_ids", List.of(userId))
                        .put(what, true)
                        .put("muted_by_id", serverUser)
                        .build());
    }

    @Override
    public void muteTrack(CallId call, String userId, String trackId) {
        capabilities.require(Capability.MUTE_TRACK, "muting one track; mute its kind instead");
    }

    @Override
    public Participant update(CallId call, String userId, ParticipantUpdate change) {
        if (change.displayName() != null) {
            capabilities.require(Capability.PARTICIPANT_RENAME, "renaming a connected participant");
        }
        if (change.metadata() != null) {
            capabilities.require(Capability.PARTICIPANT_METADATA, "metadata of a participant");
        }
        if (!change.attributes().isEmpty()) {
            capabilities.require(Capability.PARTICIPANT_ATTRIBUTES, "attributes of a participant");
        }
        List<String> grant = names(change.allow());
        List<String> revoke = names(change.deny());
        Participant present = get(call, userId);
        client.updatePermissions(call.type(), call.id(), userId, grant, revoke);
        return present;
    }

    private static List<String> names(Set<Permission> permissions) {
        return permissions.stream()
                .map(permission -> {
                    String name = PERMISSIONS.get(permission);
                    if (name == null) {
                        throw new UnsupportedFeatureException(
                                ProviderId.STREAM.value(),
                                "cannot change " + permission + " of a connected participant, only "
                                        + PERMISSIONS.keySet());
                    }
                    return name;
                })
                .toList();
    }

    static Participant participant(CallParticipant participant) {
        return new Participant(
                participant.userId(),
                participant.userSessionId(),
                participant.name().isEmpty() ? null : participant.name(),
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(),
                "",
                Map.of(),
                participant.joinedAt(),
                participant.raw());
    }
}
