package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.spi.Reconciliation;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.transcription.CaptionRequest;
import io.videoprovider.transcription.Captions;

/** Closed captions of Stream calls. */
final class StreamCaptions implements Captions {

    private final StreamClient client;
    private final Capabilities capabilities;

    StreamCaptions(StreamClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public void start(CallId call, CaptionRequest request) {
        CallMapper.checked(call, capabilities);
        Json body = Json.builder()
                .put("language", Check.notNull("request", request).language())
                .build();
        try {
            client.recordings().startClosedCaptions(call, body);
        } catch (VideoException failure) {
            // A conflict means that captions are active, or that the call has no session.
            if (!(failure instanceof ConflictException) && !failure.outcomeUnknown()) {
                throw failure;
            }
            if (!Reconciliation.after(failure, () -> active(call))) {
                throw failure;
            }
        }
    }

    @Override
    public boolean active(CallId call) {
        CallResponse now = client.calls().getCall(CallMapper.checked(call, capabilities));
        // Without a session nothing is captioned, regardless of the reported state.
        return !now.currentSessionId().isEmpty() && now.captioning();
    }

    @Override
    public void stop(CallId call) {
        CallMapper.checked(call, capabilities);
        try {
            client.recordings().stopClosedCaptions(call, Json.EMPTY);
        } catch (ConflictException notActive) {
            // the intended result
        }
    }
}
