package com.acme.video;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Capability;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Participants;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.spi.RequestChecks;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class AcmeParticipants implements Participants {

    private static final Set<TrackKind> KINDS =
            Set.of(TrackKind.MICROPHONE, TrackKind.CAMERA, TrackKind.SCREEN_SHARE, TrackKind.SCREEN_SHARE_AUDIO);

    private final AcmeClient client;
    private final RequestChecks checks;

    AcmeParticipants(AcmeClient client, RequestChecks checks) {
        this.client = client;
        this.checks = checks;
    }

    @Override
    public Page<Participant> list(CallId call) {
        checks.check(call);
        Json json = client.execute(AcmeOperation.LIST_PARTICIPANTS, client.call(call, "participants"), null);
        return Page.of(json.objects("participants").stream()
                .map(AcmeMapper::participant)
                .toList());
    }

    @Override
    public Participant get(CallId call, String userId) {
        return participant(AcmeOperation.GET_PARTICIPANT, call, userId, null);
    }

    /** A second connection of a user replaces the first. */
    @Override
    public Page<Participant> connections(CallId call, String userId) {
        return Page.of(List.of(get(call, userId)));
    }

    @Override
    public void remove(CallId call, String userId) {
        participant(AcmeOperation.REMOVE_PARTICIPANT, call, userId, null);
    }

    @Override
    public void mute(CallId call, String userId, TrackKind kind) {
        checkKind(kind);
        participant(
                AcmeOperation.MUTE_PARTICIPANT,
                call,
                userId,
                Json.builder().put("mute", kind.name()).build());
    }

    private static void checkKind(TrackKind kind) {
        if (!KINDS.contains(kind)) {
            throw new InvalidRequestException("kind", "must be one of " + KINDS + ", was " + kind);
        }
    }

    @Override
    public void muteAll(CallId call, TrackKind kind, Collection<String> except) {
        checkKind(kind);
        for (Participant participant : list(call)) {
            if (!except.contains(participant.userId())) {
                try {
                    mute(call, participant.userId(), kind);
                } catch (NotFoundException hasLeft) {
                    // The contract: a participant who leaves at the same time is not an error.
                }
            }
        }
    }

    @Override
    public void muteTrack(CallId call, String userId, String trackId) {
        AcmeVideoProvider.CAPABILITIES.require(Capability.MUTE_TRACK, "muting one track");
    }

    @Override
    public Participant update(CallId call, String userId, ParticipantUpdate change) {
        checks.check(change);
        Json body = Json.builder()
                .put("allow", AcmeMapper.names(change.allow()))
                .put("deny", AcmeMapper.names(change.deny()))
                .build();
        return participant(AcmeOperation.UPDATE_PARTICIPANT, call, userId, body);
    }

    private Participant participant(AcmeOperation operation, CallId call, String userId, @Nullable Json body) {
        checks.check(call);
        return AcmeMapper.participant(
                client.execute(operation, client.call(call, "participants", Check.id("userId", userId, 256)), body));
    }
}
