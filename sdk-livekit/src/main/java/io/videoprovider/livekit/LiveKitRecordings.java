package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Recordings;
import io.videoprovider.spi.RequestChecks;

/** Recordings, implemented by LiveKit egresses that write files. */
final class LiveKitRecordings implements Recordings {

    private final Capabilities capabilities;
    private final RequestChecks checks;
    private final LiveKitEgresses egresses;

    LiveKitRecordings(LiveKitClient client, EgressMemory memory, Capabilities capabilities, RequestChecks checks) {
        this.capabilities = capabilities;
        this.checks = checks;
        this.egresses = LiveKitEgresses.recordings(client, memory, capabilities.provider());
    }

    @Override
    public Recording start(CallId call, RecordingRequest request) {
        String room = CallMapper.roomName(call, capabilities);
        checks.check(request);
        return EgressMapper.recording(egresses.start(room, EgressRequest.of(room, request)));
    }

    @Override
    public Recording get(RecordingId id) {
        return EgressMapper.recording(egresses.get(Check.notNull("id", id).value()));
    }

    @Override
    public Page<Recording> list(CallId call) {
        return egresses.list(CallMapper.roomName(call, capabilities), EgressMapper::recording);
    }

    @Override
    public Recording stop(RecordingId id) {
        return EgressMapper.recording(egresses.stop(Check.notNull("id", id).value()));
    }

    @Override
    public Recording changeLayout(RecordingId id, Layout layout) {
        Check.notNull("id", id);
        Check.notNull("layout", layout);
        if (layout.template() != null || !layout.options().asMap().isEmpty()) {
            throw new InvalidRequestException("layout", "must be a name only; a running recording keeps its template");
        }
        return EgressMapper.recording(egresses.changeLayout(id.value(), layout.name()));
    }

    @Override
    public void delete(RecordingId id) {
        Check.notNull("id", id);
        capabilities.require(
                Capability.RECORDING_DELETE,
                "deleting recordings: their files are in your storage or at the egress service; delete them there");
    }
}
