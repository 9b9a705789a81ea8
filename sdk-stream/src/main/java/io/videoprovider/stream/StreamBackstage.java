package io.videoprovider.stream;

import io.videoprovider.backstage.Backstage;
import io.videoprovider.backstage.GoLiveOptions;
import io.videoprovider.call.Call;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.spi.Reconciliation;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import java.util.Objects;

/** Backstage of Stream calls. */
final class StreamBackstage implements Backstage {

    private final StreamClient client;
    private final Capabilities capabilities;

    StreamBackstage(StreamClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public Call goLive(CallId call, GoLiveOptions options) {
        CallMapper.checked(call, capabilities);
        Json request = request(Check.notNull("options", options));
        try {
            return CallMapper.call(client.calls().goLive(call, request), capabilities.provider());
        } catch (VideoException failure) {
            if (!failure.outcomeUnknown()) {
                throw failure;
            }
            CallResponse now =
                    Reconciliation.after(failure, () -> client.calls().getCall(call));
            if (now.raw().bool("backstage") || !started(now, options)) {
                throw failure;
            }
            return CallMapper.call(now, capabilities.provider());
        }
    }

    private static Json request(GoLiveOptions options) {
        Json.Builder request = Json.builder()
                .put("start_hls", options.hls() ? true : null)
                .put("recording_storage_name", options.recordingStorage())
                .put("start_transcription", options.transcription() ? true : null)
                .put("transcription_storage_name", options.transcriptionStorage())
                .put("start_closed_caption", options.captions() ? true : null);
        options.recordings().forEach(kind -> request.put("start_" + type(kind) + "_recording", true));
        return request.build();
    }

    private static String type(RecordingKind kind) {
        return Objects.requireNonNull(RecordingMapper.TYPES.get(kind));
    }

    private static boolean started(CallResponse call, GoLiveOptions options) {
        return (!options.hls() || call.raw().object("egress").has("hls"))
                && options.recordings().stream().allMatch(kind -> RecordingMapper.runs(call, type(kind)))
                && (!options.transcription() || call.raw().bool("transcribing"))
                && (!options.captions() || call.raw().bool("captioning"));
    }

    @Override
    public Call stopLive(CallId call) {
        CallMapper.checked(call, capabilities);
        return CallMapper.call(client.calls().stopLive(call, Json.EMPTY), capabilities.provider());
    }
}
