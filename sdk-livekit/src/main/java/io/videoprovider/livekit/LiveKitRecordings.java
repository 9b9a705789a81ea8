package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Recordings;
import io.videoprovider.recording.Storage;
import java.util.concurrent.atomic.AtomicBoolean;

/** Recordings, implemented by LiveKit egresses that write files. */
final class LiveKitRecordings implements Recordings {

    private final Capabilities capabilities;
    private final LiveKitEgresses egresses;

    LiveKitRecordings(LiveKitClient client, AtomicBoolean olderServer, Capabilities capabilities) {
        this.capabilities = capabilities;
        this.egresses = new LiveKitEgresses(
                client, olderServer, "recording", info -> !info.streamsOnly(), RecordingUnavailableException::new);
    }

    @Override
    public Recording start(CallId call, RecordingRequest request) {
        String room = CallMapper.roomName(call, capabilities);
        requireSupport(request);
        return EgressMapper.recording(egresses.start(room, EgressRequest.of(room, request)));
    }

    private void requireSupport(RecordingRequest request) {
        capabilities.require(
                switch (request.kind()) {
                    case COMPOSITE -> Capability.RECORD_COMPOSITE;
                    case PARTICIPANT -> Capability.RECORD_PARTICIPANT;
                    case TRACK -> Capability.RECORD_TRACK;
                    case INDIVIDUAL -> Capability.RECORD_INDIVIDUAL;
                    case RAW -> Capability.RECORD_RAW;
                },
                "a recording of the kind " + request.kind());
        if (request.storage() instanceof Storage.Named) {
            capabilities.require(Capability.STORAGE_NAMED, "a storage by name");
        }
    }

    @Override
    public Recording get(RecordingId id) {
        return EgressMapper.recording(egresses.get(id.value()));
    }

    @Override
    public Page<Recording> list(CallId call) {
        return egresses.list(CallMapper.roomName(call, capabilities), EgressMapper::recording);
    }

    @Override
    public Recording stop(RecordingId id) {
        return EgressMapper.recording(egresses.stop(id.value()));
    }
}
