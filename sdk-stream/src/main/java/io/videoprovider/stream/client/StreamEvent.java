package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook event of Stream.
 *
 * @param raw all fields
 */
public record StreamEvent(Json raw) {

    /** What happened, such as {@code call.session_started}. */
    public String type() {
        return raw.string("type");
    }

    /** {@code type:id} of the call; empty when it is about none. */
    public String callCid() {
        String cid = raw.string("call_cid");
        return cid.isEmpty() ? raw.object("call").string("cid") : cid;
    }

    /** The session of the call; empty when the event does not tell. */
    public String sessionId() {
        String session = raw.string("session_id");
        if (session.isEmpty()) {
            session = raw.object("call_recording").string("session_id");
        }
        return session.isEmpty() ? raw.object("call").string("current_session_id") : session;
    }

    /** When it happened. */
    public @Nullable Instant createdAt() {
        return Wire.moment(raw, "created_at");
    }

    /** The participant, in participant events. */
    public CallParticipant participant() {
        return new CallParticipant(raw.object("participant"));
    }

    /** The file, in recording events that have one. */
    public CallRecording recording() {
        return new CallRecording(raw.object("call_recording"));
    }

    /** {@code composite}, {@code individual} or {@code raw}, in recording events. */
    public String recordingType() {
        String type = raw.string("recording_type");
        return type.isEmpty() ? recording().recordingType() : type;
    }
}
