package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The claims of a verified token. */
record Claims(String identity, JsonNode json) {

    /** The claims of a request without a token. */
    static final Claims NONE = new Claims("", Json.object());

    JsonNode video() {
        return json.path("video");
    }

    /** Returns whether the token has all permissions that a call needs, for the room of the request. */
    boolean permit(List<String> permissions, JsonNode request) {
        return permissions.stream().allMatch(permission -> permits(permission, request));
    }

    private boolean permits(String permission, JsonNode request) {
        return switch (permission) {
            case "roomAdmin" ->
                Json.flag(video(), "roomAdmin") && Json.text(video(), "room").equals(roomOf(request));
            case "destination" -> Json.text(video(), "destinationRoom").equals(Json.text(request, "destination_room"));
            case "sip.admin" -> Json.flag(json.path("sip"), "admin");
            case "sip.call" -> Json.flag(json.path("sip"), "call");
            default -> Json.flag(video(), permission);
        };
    }

    private static String roomOf(JsonNode request) {
        return Json.text(request, request.has("room_name") ? "room_name" : "room");
    }
}
