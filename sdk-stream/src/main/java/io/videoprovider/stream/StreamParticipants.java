package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.ProviderException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Participants;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.stream.client.CallClient;
import io.videoprovider.stream.client.StreamClient;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Participants of Stream calls. */
final class StreamParticipants implements Participants {

    private final StreamClient client;
    private final StreamUsers users;
    private final String serverUser;
    private final Capabilities capabilities;
    private final RequestChecks checks;

    StreamParticipants(
            StreamClient client,
            StreamUsers users,
            String serverUser,
            Capabilities capabilities,
            RequestChecks checks) {
        this.client = client;
        this.users = users;
        this.serverUser = serverUser;
        this.capabilities = capabilities;
        this.checks = checks;
    }

    @Override
    public Page<Participant> list(CallId call) {
        CallMapper.checked(call, capabilities);
        Json response = client.calls().queryParticipants(call, Json.EMPTY);
        int listed = response.objects("participants").size();
        long total = response.number("total_participants");
        // A number out of range reads as the largest one.
        if (total > listed && total < Long.MAX_VALUE) {
            throw new ProviderException(
                    "the call has " + total + " participants, but Stream lists " + listed
                            + " of them; use get() for others",
                    ErrorDetails.at(capabilities.provider()),
                    null);
        }
        return Page.of(CallClient.participants(response).stream()
                .map(ParticipantMapper::participant)
                .sorted(Comparator.comparing(
                                Participant::joinedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(Participant::connectionId))
                .toList());
    }

    @Override
    public Participant get(CallId call, String userId) {
        CallMapper.checked(call, capabilities);
        return ParticipantMapper.participant(client.calls().getParticipant(call, userId));
    }

    @Override
    public void remove(CallId call, String userId) {
        // Stream accepts a request to remove a user that is not in the call.
        get(call, userId);
        client.calls().kickUser(call, userId, false);
    }

    @Override
    public void mute(CallId call, String userId, TrackKind kind) {
        String field = ParticipantMapper.mute(Check.notNull("kind", kind));
        get(call, userId);
        users.ensure(List.of(serverUser));
        client.calls()
                .muteUsers(
                        call,
                        Json.builder()
                                .put("user_ids", List.of(userId))
                                .put(field, true)
                                .put("muted_by_id", serverUser)
                                .build());
    }

    @Override
    public void muteTrack(CallId call, String userId, String trackId) {
        Check.notNull("call", call);
        Check.notNull("userId", userId);
        Check.notNull("trackId", trackId);
        capabilities.require(Capability.MUTE_TRACK, "muting one track; mute its kind instead");
    }

    @Override
    public Participant update(CallId call, String userId, ParticipantUpdate change) {
        checks.check(change);
        List<String> grant = ParticipantMapper.permissions(change.allow(), capabilities.provider());
        List<String> revoke = ParticipantMapper.permissions(change.deny(), capabilities.provider());
        Participant present = get(call, userId);
        client.calls().updatePermissions(call, userId, grant, revoke);
        return present;
    }
}
