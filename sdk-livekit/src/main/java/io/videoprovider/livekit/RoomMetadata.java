package io.videoprovider.livekit;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.Json;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.ProviderId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Call fields that LiveKit rooms do not have. The metadata of the room contains them as a JSON object with the fields
 * {@code title}, {@code startsAt}, {@code custom} and {@code request}. Fields of other software are kept.
 *
 * @param json the object; empty if the metadata is not a JSON object
 * @param foreign whether there is metadata that is not a JSON object
 */
record RoomMetadata(Json json, boolean foreign) {

    static RoomMetadata parse(String metadata) {
        if (metadata.isEmpty()) {
            return new RoomMetadata(Json.EMPTY, false);
        }
        try {
            return new RoomMetadata(Json.parse(metadata), false);
        } catch (IllegalArgumentException e) {
            return new RoomMetadata(Json.EMPTY, true);
        }
    }

    /**
     * Returns the metadata of a new room.
     *
     * @param request a unique id that shows whether this request created the room; the server's response is the same for an
     *     existing room
     */
    static RoomMetadata of(CallRequest call, String request) {
        return new RoomMetadata(
                Json.builder()
                        .put("title", call.title())
                        .put(
                                "startsAt",
                                call.startsAt() == null ? null : call.startsAt().toString())
                        .putIfNotEmpty("custom", call.custom())
                        .put("request", request)
                        .build(),
                false);
    }

    @Nullable
    String title() {
        String title = json.string("title");
        return title.isEmpty() ? null : title;
    }

    @Nullable
    Instant startsAt() {
        String text = json.string("startsAt");
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    Map<String, String> custom() {
        return json.stringMap("custom");
    }

    String request() {
        return json.string("request");
    }

    /** Returns the fields of the call: all but the id of the request. */
    Json unmarked() {
        return json.toBuilder().remove("request").build();
    }

    RoomMetadata with(CallUpdate change, ProviderId provider) {
        if (foreign) {
            throw foreign("is not a JSON object", provider);
        }
        Json.Builder changed = json.toBuilder();
        if (change.title() != null) {
            changed.remove("title").putIfNotEmpty("title", change.title());
        }
        if (change.startsAt() != null) {
            changed.put("startsAt", change.startsAt().toString());
        }
        if (!change.custom().isEmpty()) {
            if (json.has("custom") && !(json.asMap().get("custom") instanceof Map)) {
                throw foreign("has custom data that is not a JSON object", provider);
            }
            // Values of other types, which other software wrote, are kept.
            Map<String, @Nullable Object> custom =
                    new LinkedHashMap<>(json.object("custom").asMap());
            change.custom().forEach((name, value) -> {
                if (value.isEmpty()) {
                    custom.remove(name);
                } else {
                    custom.put(name, value);
                }
            });
            changed.remove("custom").putIfNotEmpty("custom", custom);
        }
        return new RoomMetadata(changed.build(), false);
    }

    private static ConflictException foreign(String how, ProviderId provider) {
        return new ConflictException(
                "the room's metadata " + how + ": other software wrote it, and an update would remove it",
                ErrorDetails.at(provider),
                null);
    }

    String write() {
        return json.write();
    }
}
