package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
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

    public StreamEvent {
        Check.notNull("raw", raw);
    }

    /** Returns the type of the event, such as {@code call.session_started}. */
    public String type() {
        return raw.string("type");
    }

    /** Returns the cid of the call, {@code type:id}; empty for events that are not about a call. */
    public String callCid() {
        String cid = raw.string("call_cid");
        return cid.isEmpty() ? raw.object("call").string("cid") : cid;
    }

    /** Returns the session of the call; empty if the event does not contain it. */
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

    /** Returns the time of the event. */
    public @Nullable Instant createdAt() {
        return Wire.moment(raw, "created_at");
    }

    /** Returns the participant, in events about participants. */
    public CallParticipant participant() {
        return new CallParticipant(raw.object("participant"));
    }

    /** Returns the file, in events about recordings that have one. */
    public CallRecording recording() {
        return new CallRecording(raw.object("call_recording"));
    }

    /** Returns {@code composite}, {@code individual} or {@code raw}, in events about recordings. */
    public String recordingType() {
        String type = Wire.enumName(raw, "recording_type");
        return type.isEmpty() ? recording().recordingType() : type;
    }

    /** Returns the call, in events that contain it completely. */
    public CallResponse call() {
        return new CallResponse(raw.object("call"));
    }

    /** Returns the id of the user in a field such as {@code user} or {@code kicked_by_user}; empty if missing. */
    public String userId(String name) {
        return raw.object(name).string("id");
    }

    /** Returns the members, each with {@code user_id} and {@code role}, in events about members. */
    public List<Json> members() {
        return raw.objects("members");
    }

    /** Returns the user ids of the members, in events that contain members or only their ids. */
    public List<String> memberIds() {
        List<String> ids = new ArrayList<>(raw.strings("members"));
        members().forEach(member -> ids.add(memberId(member)));
        ids.removeIf(String::isEmpty);
        return Collections.unmodifiableList(ids);
    }

    /** Returns the user id of one of {@link #members}. */
    public static String memberId(Json member) {
        String id = Check.notNull("member", member).string("user_id");
        return id.isEmpty() ? member.object("user").string("id") : id;
    }

    /** Returns a time in a part of the event, such as {@code start_time} of a caption; null if missing. */
    public static @Nullable Instant moment(Json part, String name) {
        return Wire.moment(Check.notNull("part", part), Check.notNull("name", name));
    }

    /**
     * Returns the name of an enum value in a part of the event, such as {@code track_type} of an image; {@code UNKNOWN_} and the
     * number if it is written as a number, {@code ""} if it is missing.
     */
    public static String enumName(Json part, String name) {
        return Wire.enumName(Check.notNull("part", part), Check.notNull("name", name));
    }

    /** Returns the file of the transcription, in events about ready ones. */
    public CallRecording transcription() {
        return new CallRecording(raw.object("call_transcription"));
    }
}
