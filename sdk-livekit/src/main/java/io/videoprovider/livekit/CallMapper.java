package io.videoprovider.livekit;

import io.videoprovider.call.Call;
import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.livekit.client.Room;
import java.util.Set;

/** Maps LiveKit rooms to calls. */
final class CallMapper {

    private CallMapper() {}

    /** Returns the room name of a call: {@code id}, or {@code type:id} if the type is not {@code default}. */
    static String roomName(CallId id, Capabilities capabilities) {
        Check.notNull("call id", id);
        String name = id.type().equals(CallId.DEFAULT_TYPE) ? id.id() : id.type() + ":" + id.id();
        // The server accepts an empty name and creates a room that no request can address.
        return Check.atMostBytes(
                "call id", Check.text("call id", name), capabilities.limits().callIdBytes());
    }

    /** Returns the call of a room. Accepts any name, because other software may have created the room. */
    static CallId callId(String roomName) {
        int colon = roomName.indexOf(':');
        String type = colon <= 0 ? CallId.DEFAULT_TYPE : roomName.substring(0, colon);
        boolean typed = !type.equals(CallId.DEFAULT_TYPE) && colon < roomName.length() - 1;
        return typed
                ? CallId.unchecked(type, roomName.substring(colon + 1))
                : CallId.unchecked(CallId.DEFAULT_TYPE, roomName);
    }

    static Call call(Room room, ProviderId provider) {
        return call(room, provider, false, Set.of());
    }

    static Call call(Room room, ProviderId provider, boolean created, Set<String> ignoredOptions) {
        RoomMetadata metadata = RoomMetadata.parse(room.metadata());
        return new Call(
                callId(room.name()),
                provider,
                room.sid().isEmpty() ? null : room.sid(),
                metadata.title(),
                metadata.startsAt(),
                metadata.custom(),
                room.maxParticipants() == 0 ? null : room.maxParticipants(),
                room.createdAt(),
                null,
                room.numParticipants(),
                room.activeRecording(),
                created,
                ignoredOptions,
                room.raw());
    }

    /** Returns the error for a recording, broadcast or track that a successful response of an operation lacks. */
    static NotFoundException notFound(String operation, String subject, ProviderId provider) {
        ErrorDetails details = new ErrorDetails(provider, operation, 200, "not_found", null, 1, false, null, false);
        return new NotFoundException("the " + subject + " does not exist", details, null);
    }
}
