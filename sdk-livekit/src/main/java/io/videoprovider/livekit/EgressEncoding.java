package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.recording.Quality;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size of an egress's picture in LiveKit's words.
 *
 * @param width in pixels; 0 for LiveKit's default
 * @param height in pixels; 0 for LiveKit's default
 */
record EgressEncoding(int width, int height) {

    /** LiveKit's presets by size; other sizes are spelled out. */
    private static final Map<String, Quality> PRESETS = Map.of(
            "H264_720P_30", Quality.HD_720P,
            "H264_1080P_30", Quality.HD_1080P,
            "PORTRAIT_H264_720P_30", Quality.PORTRAIT_720P,
            "PORTRAIT_H264_1080P_30", Quality.PORTRAIT_1080P);

    static EgressEncoding of(@Nullable Quality quality) {
        return quality == null ? new EgressEncoding(0, 0) : new EgressEncoding(quality.width(), quality.height());
    }

    /** What a request for an egress asks for. */
    static EgressEncoding of(Json request) {
        Quality preset = PRESETS.get(request.string("preset"));
        Json advanced = request.object("advanced");
        return preset != null
                ? of(preset)
                : new EgressEncoding((int) advanced.number("width"), (int) advanced.number("height"));
    }

    void putInto(Json.Builder request) {
        if (width == 0) {
            return;
        }
        PRESETS.forEach((preset, quality) -> {
            if (quality.width() == width && quality.height() == height) {
                request.put("preset", preset);
            }
        });
        if (!request.build().has("preset")) {
            request.put(
                    "advanced",
                    Json.builder().put("width", width).put("height", height).build());
        }
    }
}
