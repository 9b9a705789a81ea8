package com.acme.video;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Recordings;
import io.videoprovider.spi.RequestChecks;
import java.util.List;
import okhttp3.HttpUrl;

/** Composite recordings. Acme keeps one active recording per call and layout, so starting is idempotent. */
final class AcmeRecordings implements Recordings {

    private final AcmeClient client;
    private final RequestChecks checks;

    AcmeRecordings(AcmeClient client, RequestChecks checks) {
        this.client = client;
        this.checks = checks;
    }

    @Override
    public Recording start(CallId call, RecordingRequest request) {
        checks.check(call);
        checks.check(request);
        Json body = Json.builder()
                .put(
                        "layout",
                        request.layout() == null ? null : request.layout().name())
                .put(
                        "height",
                        request.quality() == null ? null : request.quality().height())
                .build();
        return AcmeMapper.recording(
                client.execute(AcmeOperation.START_RECORDING, client.call(call, "recordings"), body));
    }

    @Override
    public Recording get(RecordingId id) {
        return AcmeMapper.recording(client.execute(AcmeOperation.GET_RECORDING, recording(id), null));
    }

    @Override
    public Page<Recording> list(CallId call) {
        checks.check(call);
        try {
            Json json = client.execute(AcmeOperation.LIST_RECORDINGS, client.call(call, "recordings"), null);
            return Page.of(json.objects("recordings").stream()
                    .map(AcmeMapper::recording)
                    .toList());
        } catch (NotFoundException unknownCall) {
            return Page.of(List.of());
        }
    }

    @Override
    public Recording stop(RecordingId id) {
        HttpUrl target = recording(id).newBuilder().addPathSegment("stop").build();
        return AcmeMapper.recording(client.execute(AcmeOperation.STOP_RECORDING, target, Json.EMPTY));
    }

    @Override
    public Recording changeLayout(RecordingId id, Layout layout) {
        throw new UnsupportedFeatureException(
                AcmeVideoProvider.ID,
                "does not support changing a layout (" + Capability.RECORDING_CHANGE_LAYOUT
                        + " is not in its capabilities)");
    }

    @Override
    public void delete(RecordingId id) {
        AcmeVideoProvider.CAPABILITIES.require(Capability.RECORDING_DELETE, "deleting recordings");
    }

    private HttpUrl recording(RecordingId id) {
        return client.path("recordings", id.value());
    }
}
