package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.stream.client.CallRecording;
import io.videoprovider.stream.client.CallResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps recordings of Stream calls, layouts and qualities. */
final class RecordingMapper {

    static final Map<RecordingKind, String> TYPES = Map.of(
            RecordingKind.COMPOSITE, "composite",
            RecordingKind.INDIVIDUAL, "individual",
            RecordingKind.RAW, "raw");

    private static final List<String> KINDS_IN_IDS = Stream.concat(
                    TYPES.values().stream(), Stream.of(RecordingKey.OTHER))
            .toList();

    private static final Map<Quality, String> QUALITIES = Map.of(
            Quality.SD_360P, "360p",
            Quality.SD_480P, "480p",
            Quality.HD_720P, "720p",
            Quality.HD_1080P, "1080p",
            Quality.QHD_1440P, "1440p",
            Quality.PORTRAIT_720P, "portrait-720x1280",
            Quality.PORTRAIT_1080P, "portrait-1080x1920");

    private static final Map<String, String> LAYOUTS = Map.of(
            Layout.GRID.name(), "grid",
            Layout.SPEAKER.name(), "spotlight",
            Layout.SINGLE_SPEAKER.name(), "single-participant");

    private RecordingMapper() {}

    /**
     * The parts of a recording id.
     *
     * @param session the session; empty for the latest one, if an event did not report it
     */
    record RecordingKey(CallId call, String type, String session) {

        /** The kind in ids of recordings with a type unknown to this version; their detail begins with the type. */
        private static final String OTHER = "other";

        static RecordingKey parse(RecordingId id, ProviderId provider) {
            CallPartId parts = CallPartId.parse(id.value(), KINDS_IN_IDS);
            if (parts != null && parts.text().equals(id.value())) {
                if (!parts.kind().equals(OTHER)) {
                    return new RecordingKey(parts.call(), parts.kind(), parts.detail());
                }
                int end = parts.detail().indexOf('/');
                if (end > 0) {
                    return new RecordingKey(
                            parts.call(),
                            parts.detail().substring(0, end),
                            parts.detail().substring(end + 1));
                }
            }
            throw new NotFoundException("the id is not that of a Stream recording", ErrorDetails.at(provider), null);
        }

        /** Returns the id. A type is part of a path, so it contains no slash. */
        RecordingId id() {
            CallPartId parts = TYPES.containsValue(type)
                    ? new CallPartId(call, type, session)
                    : new CallPartId(call, OTHER, Check.id("recording_type", type, 64) + "/" + session);
            return new RecordingId(parts.text());
        }

        RecordingKind kind() {
            return TYPES.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(type))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(RecordingKind.UNKNOWN);
        }
    }

    /** Returns whether a recording of a type runs. Without a session nothing is recorded, regardless of the reported state. */
    static boolean runs(CallResponse call, String type) {
        return !call.currentSessionId().isEmpty() && active(call, type);
    }

    /** Returns whether the state of the call reports a recording of a type. */
    static boolean active(CallResponse call, String type) {
        String status = call.recordingStatus(type);
        if (!status.isEmpty()) {
            return !status.equals("stopped");
        }
        // Without any status, the flag is that of the composite recording; otherwise it may be that of another type.
        return type.equals("composite")
                && call.recording()
                && TYPES.values().stream()
                        .allMatch(each -> call.recordingStatus(each).isEmpty());
    }

    /** Returns a recording by the state of the call and the call's files. */
    static Recording recording(RecordingKey key, CallResponse call, List<CallRecording> files) {
        List<CallRecording> own = files.stream()
                .filter(file -> file.recordingType().equals(key.type()))
                .filter(file -> file.sessionId().equals(key.session()))
                .toList();
        if (runs(call, key.type()) && call.currentSessionId().equals(key.session())) {
            return recording(key, RecordingStatus.RECORDING, own, call.raw());
        }
        if (!own.isEmpty()) {
            return recording(key, RecordingStatus.READY, own, call.raw());
        }
        // Stream does not report a stopped recording until it lists the files. Other types may never have any.
        boolean hasFiles = key.kind() != RecordingKind.UNKNOWN;
        return recording(key, hasFiles ? RecordingStatus.PROCESSING : RecordingStatus.UNKNOWN, own, call.raw());
    }

    static Recording recording(RecordingKey key, RecordingStatus status, List<CallRecording> files, Json raw) {
        boolean over = status == RecordingStatus.READY && !files.isEmpty();
        return new Recording(
                key.id(),
                key.call(),
                key.session().isEmpty() ? null : key.session(),
                key.kind(),
                status,
                false,
                files.isEmpty() ? null : files.get(0).startTime(),
                over ? files.get(files.size() - 1).endTime() : null,
                files.stream().map(RecordingMapper::file).toList(),
                null,
                raw);
    }

    static RecordingFile file(CallRecording file) {
        Instant start = file.startTime();
        Instant end = file.endTime();
        return new RecordingFile(
                file.filename(),
                file.url().isEmpty() ? null : file.url(),
                null,
                start == null || end == null || end.isBefore(start) ? null : Duration.between(start, end));
    }

    /**
     * Returns the change of the call's settings before a recording starts; empty for the present settings, which are those of the call type
     * or of the recording before. Automatic recording stays on.
     */
    static Json settings(RecordingRequest request, CallResponse call) {
        Json present = call.raw().object("settings").object("recording");
        boolean sameSound =
                request.kind() != RecordingKind.COMPOSITE || request.audioOnly() == present.bool("audio_only");
        if (request.layout() == null && request.quality() == null && sameSound) {
            return Json.EMPTY;
        }
        Json recording = Json.builder()
                .put("mode", present.string("mode").equals("auto-on") ? "auto-on" : "available")
                .put("audio_only", sameSound ? null : request.audioOnly())
                .put("quality", quality(request.quality()))
                .put("layout", layout(request.layout()))
                .build();
        Json settings = Json.builder().put("recording", recording).build();
        return Json.builder().put("settings_override", settings).build();
    }

    static @Nullable String quality(@Nullable Quality quality) {
        return quality == null ? null : Objects.requireNonNull(QUALITIES.get(quality));
    }

    /** Returns {@code LayoutSettingsRequest}. */
    static @Nullable Json layout(@Nullable Layout layout) {
        if (layout == null) {
            return null;
        }
        URI template = layout.template();
        return Json.builder()
                .put("name", LAYOUTS.getOrDefault(layout.name(), layout.name()))
                .put("external_app_url", template == null ? null : template.toString())
                .putIfNotEmpty("options", layout.options().asMap())
                .build();
    }

    /** Stream uses a template with the layout {@code custom} only. */
    static void checkLayout(@Nullable Layout layout) {
        if (layout != null && layout.template() != null && !layout.name().equals("custom")) {
            throw new InvalidRequestException("layout", "with a template must be named custom");
        }
    }
}
