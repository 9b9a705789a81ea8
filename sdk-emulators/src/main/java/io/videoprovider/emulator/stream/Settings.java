package io.videoprovider.emulator.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** The settings of calls: the checks of requests, and the merge with the present settings. */
final class Settings {

    private static final List<String> MODES = List.of("available", "disabled", "auto-on");
    private static final List<String> QUALITIES = List.of(
            "360p",
            "480p",
            "720p",
            "1080p",
            "1440p",
            "portrait-360x640",
            "portrait-480x854",
            "portrait-720x1280",
            "portrait-1080x1920",
            "portrait-1440x2560");
    private static final List<String> LAYOUTS = List.of("spotlight", "grid", "single-participant", "mobile", "custom");

    /** A rule for the field at a path. */
    private record Rule(String path, boolean required, List<String> values, long least, long most) {

        void check(Body section, String field) {
            if (required && !section.has(field)) {
                throw ApiError.input("settings." + path + " is a required field");
            }
            if (!section.has(field)) {
                return;
            }
            if (!values.isEmpty()) {
                List<String> given = section.json().path(field).isArray()
                        ? section.texts(field, 100)
                        : List.of(section.required(field));
                given.stream()
                        .filter(each -> !values.contains(each))
                        .findFirst()
                        .ifPresent(unknown -> {
                            throw ApiError.input("settings." + path + " must be one of " + values);
                        });
            } else if (least <= most) {
                long number = section.number(field).orElse(least);
                if (number < least || number > most) {
                    throw ApiError.input("settings." + path + " must be between " + least + " and " + most);
                }
            } else {
                section.flag(field);
            }
        }
    }

    private static final List<Rule> RULES = rules();

    private Settings() {}

    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        rules.add(oneOf("audio.default_device", true, List.of("speaker", "earpiece")));
        rules.add(oneOf("audio.noise_cancellation.mode", true, MODES));
        rules.add(oneOf("video.camera_facing", false, List.of("front", "back", "external")));
        rules.add(range("video.target_resolution.width", true, 240, 3840));
        rules.add(range("video.target_resolution.height", true, 240, 3840));
        rules.add(range("video.target_resolution.bitrate", false, 0, 6_000_000));
        rules.add(range("screensharing.target_resolution.width", true, 240, 3840));
        rules.add(range("screensharing.target_resolution.height", true, 240, 3840));
        rules.add(oneOf("recording.mode", true, MODES));
        rules.add(oneOf("recording.quality", false, QUALITIES));
        rules.add(oneOf("recording.layout.name", true, LAYOUTS));
        rules.add(oneOf("individual_recording.mode", true, MODES));
        rules.add(oneOf(
                "individual_recording.output_types",
                false,
                List.of(
                        "audio_only",
                        "video_only",
                        "audio_video",
                        "screenshare_audio_only",
                        "screenshare_video_only",
                        "screenshare_audio_video")));
        rules.add(oneOf("raw_recording.mode", true, MODES));
        rules.add(oneOf("frame_recording.mode", true, MODES));
        rules.add(range("frame_recording.capture_interval_in_seconds", true, 2, 60));
        rules.add(oneOf("frame_recording.quality", false, QUALITIES.subList(0, 5)));
        rules.add(oneOf("transcription.mode", false, MODES));
        rules.add(oneOf("transcription.closed_caption_mode", false, MODES));
        rules.add(oneOf("transcription.language", false, Egresses.LANGUAGES));
        rules.add(oneOf("broadcasting.hls.quality_tracks", true, QUALITIES));
        rules.add(oneOf("broadcasting.hls.layout.name", true, LAYOUTS));
        rules.add(oneOf("broadcasting.rtmp.quality", false, QUALITIES));
        rules.add(oneOf("broadcasting.rtmp.layout.name", true, LAYOUTS));
        rules.add(range("backstage.join_ahead_time_seconds", false, 0, Integer.MAX_VALUE));
        rules.add(range("limits.max_duration_seconds", false, 0, Integer.MAX_VALUE));
        rules.add(range("limits.max_participants", false, 0, Integer.MAX_VALUE));
        for (String timeout : List.of("auto_cancel_timeout_ms", "incoming_call_timeout_ms", "missed_call_timeout_ms")) {
            rules.add(range("ring." + timeout, !timeout.startsWith("missed"), 5000, 180_000));
        }
        rules.add(oneOf(
                "geofencing.names",
                false,
                List.of(
                        "european_union",
                        "united_states",
                        "canada",
                        "united_kingdom",
                        "india",
                        "china_exclusion",
                        "russia_exclusion",
                        "belarus_exclusion",
                        "iran_north_korea_syria_exclusion")));
        rules.add(range("session.inactivity_timeout_seconds", true, 5, 900));
        rules.add(oneOf("encryption.mode", false, MODES));
        for (String flag : List.of(
                "audio.mic_default_on",
                "audio.speaker_default_on",
                "audio.access_request_enabled",
                "video.enabled",
                "video.access_request_enabled",
                "video.camera_default_on",
                "screensharing.enabled",
                "screensharing.access_request_enabled",
                "recording.audio_only",
                "broadcasting.enabled",
                "backstage.enabled",
                "thumbnails.enabled",
                "ingress.enabled")) {
            rules.add(new Rule(flag, false, List.of(), 1, 0));
        }
        return List.copyOf(rules);
    }

    private static Rule oneOf(String path, boolean required, List<String> values) {
        return new Rule(path, required, values, 1, 0);
    }

    private static Rule range(String path, boolean required, long least, long most) {
        return new Rule(path, required, List.of(), least, most);
    }

    /** Checks the settings in a request; required fields are required only within a section that is sent. */
    static void check(ObjectNode settings) {
        for (Rule rule : RULES) {
            Deque<String> path = new ArrayDeque<>(List.of(rule.path().split("\\.", -1)));
            String field = path.removeLast();
            JsonNode section = settings;
            for (String part : path) {
                section = new Body(section)
                        .object(part)
                        .<JsonNode>map(object -> object)
                        .orElse(MissingNode.getInstance());
            }
            if (section.isObject()) {
                rule.check(new Body(section), field);
            }
        }
    }

    /** Changes the sent settings and keeps the others; lists and layout options are replaced as a whole. */
    static void merge(ObjectNode into, JsonNode changes) {
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            JsonNode value = change.getValue();
            if (value.isNull()) {
                continue;
            }
            if (value.isObject()
                    && into.get(change.getKey()) instanceof ObjectNode section
                    && !change.getKey().equals("options")) {
                merge(section, value);
            } else {
                into.set(change.getKey(), value.deepCopy());
            }
        }
    }
}
