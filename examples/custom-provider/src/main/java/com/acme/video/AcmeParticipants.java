package com.acme.video;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.feature.Capability;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Participants;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.spi.RequestChecks;
import org.jspecify.annotations.Nullable;

final class AcmeParticipants implements Participants {

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

    @Override
    public void remove(CallId call, String userId) {
        participant(AcmeOperation.REMOVE_PARTICIPANT, call, userId, null);
    }

    @Override
    public void mute(CallId call, String userId, TrackKind kind) {
        participant(
                AcmeOperation.MUTE_PARTICIPANT,
                call,
                userId,
                Json.builder().put("mute", kind.name()).build());
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
