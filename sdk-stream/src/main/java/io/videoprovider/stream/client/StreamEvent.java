package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        if (session.isEmpty()) {
            session = raw.object("call_transcription").string("session_id");
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

    /** The call, in events that have it whole. */
    public CallResponse call() {
        return new CallResponse(raw.object("call"));
    }

    /** The id of the user under a name, such as {@code user} or {@code kicked_by_user}; empty when there is none. */
    public String userId(String name) {
        return raw.object(name).string("id");
    }

    /** The members, in events that are about some: each with {@code user_id} and {@code role}. */
    public List<Json> members() {
        return raw.objects("members");
    }

    /** The members' user ids, whether the event has them whole or only their ids. */
    public List<String> memberIds() {
        List<String> ids = new ArrayList<>(raw.strings("members"));
        members().forEach(member -> ids.add(memberId(member)));
        ids.removeIf(String::isEmpty);
        return Collections.unmodifiableList(ids);
    }

    /** The user id of one of {@link #members}. */
    public static String memberId(Json member) {
        String id = member.string("user_id");
        return id.isEmpty() ? member.object("user").string("id") : id;
    }

    /** A moment in one of its parts, such as {@code start_time} of a caption; null when it is not there. */
    public static @Nullable Instant moment(Json part, String name) {
        return Wire.moment(part, name);
    }

    /** The transcription's file, when it is ready. */
    public CallRecording transcription() {
        return new CallRecording(raw.object("call_transcription"));
    }
}
