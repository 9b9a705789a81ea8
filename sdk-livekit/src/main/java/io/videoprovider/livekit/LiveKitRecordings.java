package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Recordings;
import io.videoprovider.recording.Storage;
import java.util.concurrent.atomic.AtomicBoolean;

/** Recordings as LiveKit egresses into files. */
final class LiveKitRecordings implements Recordings {

    private final LiveKitClient client;
    private final Capabilities capabilities;
    private final LiveKitEgresses egresses;

    LiveKitRecordings(LiveKitClient client, AtomicBoolean olderServer, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
        this.egresses = new LiveKitEgresses(
                client, olderServer, "recording", info -> !info.streamsOnly(), RecordingUnavailableException::new);
    }

    @Override
    public Recording start(CallId call, RecordingRequest request) {
        String room = LiveKitCalls.roomName(call, capabilities);
        requireSupport(request);
        EgressRequest wanted = EgressRequest.of(request);
        return recording(egresses.start(
                room, info -> EgressRequest.of(info).equals(wanted), () -> start(room, wanted, request.storage())));
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
            capabilities.require(Capability.STORAGE_NAMED, "a storage set up under a name");
        }
    }

    private EgressInfo start(String room, EgressRequest wanted, Storage storage) {
        if (wanted.kind() == RecordingKind.TRACK) {
            return client.startTrackEgress(wanted.track(room, storage));
        }
        return egresses.unified(
                () -> wanted.unified(room, storage),
                () -> wanted.kind() == RecordingKind.COMPOSITE
                        ? client.startRoomCompositeEgress(wanted.composite(room, storage))
                        : client.startParticipantEgress(wanted.participant(room, storage)));
    }

    @Override
    public Recording get(RecordingId id) {
        return recording(egresses.get(id.value()));
    }

    @Override
    public Page<Recording> list(CallId call) {
        return egresses.list(LiveKitCalls.roomName(call, capabilities), LiveKitRecordings::recording);
    }

    @Override
    public Recording stop(RecordingId id) {
        return recording(egresses.stop(id.value()));
    }

    static Recording recording(EgressInfo info) {
        return new Recording(
                new RecordingId(info.egressId()),
                LiveKitCalls.callId(info.roomName()),
                info.roomId().isEmpty() ? null : info.roomId(),
                EgressRequest.of(info).kind(),
                status(info.status()),
                info.status().equals("EGRESS_LIMIT_REACHED"),
                info.startedAt(),
                info.endedAt(),
                info.files().stream().map(LiveKitRecordings::file).toList(),
                info.error().isEmpty() ? null : info.error(),
                info.raw());
    }

    private static RecordingStatus status(String status) {
        return switch (status) {
            case "EGRESS_STARTING" -> RecordingStatus.STARTING;
            case "EGRESS_ACTIVE" -> RecordingStatus.RECORDING;
            case "EGRESS_ENDING" -> RecordingStatus.STOPPING;
            // A limit that was reached leaves a good file.
            case "EGRESS_COMPLETE", "EGRESS_LIMIT_REACHED" -> RecordingStatus.READY;
            case "EGRESS_FAILED", "EGRESS_ABORTED" -> RecordingStatus.FAILED;
            default -> RecordingStatus.UNKNOWN;
        };
    }

    private static RecordingFile file(EgressInfo.FileInfo file) {
        return new RecordingFile(
                file.filename(), file.location().isEmpty() ? null : file.location(), file.size(), file.duration());
    }
}
