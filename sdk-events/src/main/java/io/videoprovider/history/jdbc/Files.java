package io.videoprovider.history.jdbc;

import io.videoprovider.common.Json;
import io.videoprovider.recording.RecordingFile;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files as the tables store them: JSON; null for none. */
final class Files {

    private Files() {}

    static @Nullable String write(List<RecordingFile> files) {
        if (files.isEmpty()) {
            return null;
        }
        return Json.builder()
                .put("files", files.stream().map(Files::json).toList())
                .build()
                .write();
    }

    private static Json json(RecordingFile file) {
        return Json.builder()
                .put("name", file.name())
                .put("location", file.location())
                .put("bytes", file.bytes())
                .put(
                        "duration",
                        file.duration() == null ? null : file.duration().toString())
                .build();
    }

    static List<RecordingFile> read(@Nullable String json) {
        return json == null
                ? List.of()
                : Json.parse(json).objects("files").stream().map(Files::file).toList();
    }

    private static RecordingFile file(Json json) {
        String duration = json.text("duration");
        return new RecordingFile(
                json.string("name"),
                json.has("location") ? json.string("location") : null,
                json.has("bytes") ? json.number("bytes") : null,
                duration == null ? null : duration(duration));
    }

    private static @Nullable Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
