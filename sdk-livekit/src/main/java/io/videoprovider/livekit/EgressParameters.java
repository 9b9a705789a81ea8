package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.spi.EnumNames;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parameters of an egress that the server repeats in {@code EgressInfo}, independent of the kind of request that started it.
 * Egresses with equal parameters have the same content.
 *
 * @param source {@code composite}, {@code participant IDENTITY}, {@code track ID}, or {@code other} for what this SDK does not request
 * @param audioOnly whether there is no video
 * @param videoOnly whether there is no audio
 * @param layout the layout of a composite; empty for the template's default
 * @param template the address of the template; empty for LiveKit's own
 * @param width the width in pixels; 0 for LiveKit's default, -1 for a preset that this SDK does not request
 * @param height the height in pixels, likewise
 * @param frameRate the frames per second; 0 for LiveKit's default or that of a preset
 * @param videoBitrate the bitrate in kbit/s, likewise
 * @param paths the formats and path templates of files and playlists
 * @param urls the destinations of streams, with redacted keys
 * @param bucket the bucket or container of the storage; empty for the worker's own storage
 */
record EgressParameters(
        String source,
        boolean audioOnly,
        boolean videoOnly,
        String layout,
        String template,
        long width,
        long height,
        long frameRate,
        long videoBitrate,
        List<String> paths,
        Set<String> urls,
        String bucket) {

    private static final EnumNames PRESET = EnumNames.of(
            "H264_720P_30",
            "H264_720P_60",
            "H264_1080P_30",
            "H264_1080P_60",
            "PORTRAIT_H264_720P_30",
            "PORTRAIT_H264_720P_60",
            "PORTRAIT_H264_1080P_30",
            "PORTRAIT_H264_1080P_60",
            "PASSTHROUGH");

    private static final EnumNames FILE_TYPE = EnumNames.of("DEFAULT_FILETYPE", "MP4", "OGG", "MP3");

    private static final EnumNames SEGMENTS =
            EnumNames.of("DEFAULT_SEGMENTED_FILE_PROTOCOL", "HLS_PROTOCOL", "HLS_FMP4_PROTOCOL");

    private static final Set<String> DEFAULT_SEGMENTS = Set.of("", "DEFAULT_SEGMENTED_FILE_PROTOCOL", "HLS_PROTOCOL");

    /** The size of a preset that only other software requests: no request of this SDK has it. */
    private static final Json OTHER_PRESET =
            Json.builder().put("width", -1).put("height", -1).build();

    /** LiveKit's pattern: a protocol, the server with its path, and the last path segment as the key. */
    private static final Pattern RTMP = Pattern.compile("(rtmps?://.*/.*/)(\\S*)");

    /** Returns the parameters of an egress in a response of the API. In webhooks, the fields of the request have other names. */
    static EgressParameters of(EgressInfo info) {
        Json request = Stream.of("egress", "room_composite", "participant", "track")
                .map(info::request)
                .filter(json -> !json.asMap().isEmpty())
                .findFirst()
                .orElse(Json.EMPTY);
        return of(request, url -> url);
    }

    /** Returns the parameters of a request, as the server will repeat them. */
    static EgressParameters of(Json request) {
        return of(request, EgressParameters::redacted);
    }

    private static EgressParameters of(Json request, UnaryOperator<String> url) {
        Json source = request.has("template") ? request.object("template") : request;
        Json media = request.object("media");
        List<Json> files = Stream.concat(outputs(request, "file").stream(), outputs(request, "segments").stream())
                .toList();
        Json size = size(request);
        boolean audioOnly = source.bool("audio_only") || (request.has("media") && !media.has("participant_video"));
        return new EgressParameters(
                source(request),
                audioOnly,
                source.bool("video_only"),
                source.string("layout"),
                source.string("custom_base_url"),
                size.number("width"),
                size.number("height"),
                size.number("framerate"),
                size.number("video_bitrate"),
                files.stream()
                        .map(file -> fileType(file, audioOnly) + segments(file) + ":" + file.string("filepath")
                                + file.string("playlist_name"))
                        .toList(),
                outputs(request, "stream").stream()
                        .flatMap(stream -> Stream.concat(
                                stream.strings("urls").stream(),
                                // Protocol 1.54; this SDK sends urls.
                                stream.objects("destinations").stream().map(each -> each.string("url"))))
                        .map(url)
                        .collect(Collectors.toUnmodifiableSet()),
                Stream.concat(files.stream(), Stream.of(request.object("storage")))
                        .map(EgressStorage::bucket)
                        .collect(Collectors.joining()));
    }

    /** Returns the type of a file. By default the server writes MP4, and OGG without video. */
    private static String fileType(Json file, boolean audioOnly) {
        String type = FILE_TYPE.read(file, "file_type");
        if (!type.isEmpty() && !type.equals("DEFAULT_FILETYPE")) {
            return type;
        }
        return audioOnly ? "OGG" : "MP4";
    }

    /** Returns the format of segments; empty for MPEG-TS, the default, and for files. */
    private static String segments(Json output) {
        String protocol = SEGMENTS.read(output, "protocol");
        return DEFAULT_SEGMENTS.contains(protocol) ? "" : protocol;
    }

    boolean composite() {
        return source.equals("composite");
    }

    private static String source(Json request) {
        if (request.has("track_id")) {
            return "track " + request.string("track_id");
        }
        if (request.has("web") || request.asMap().isEmpty()) {
            return "other";
        }
        if (!request.has("media")) {
            return request.has("identity") ? "participant " + request.string("identity") : "composite";
        }
        Json media = request.object("media");
        Stream<String> routes =
                media.object("audio").objects("routes").stream().map(route -> route.string("participant_identity"));
        return "participant "
                + Stream.concat(Stream.of(media.object("participant_video").string("identity")), routes)
                        .filter(identity -> !identity.isEmpty())
                        .findFirst()
                        .orElse("");
    }

    /** Returns the outputs of a kind, from the field of the unified request, of older requests, or of a track request. */
    private static List<Json> outputs(Json request, String kind) {
        List<Json> unified = request.objects("outputs").stream()
                .filter(output -> output.has(kind))
                .map(output -> output.object(kind))
                .toList();
        List<Json> older = request.objects(EgressRequest.olderOutputs(kind));
        List<Json> single = request.has(kind) ? List.of(request.object(kind)) : List.of();
        return Stream.of(unified, older, single)
                .filter(outputs -> !outputs.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static Json size(Json request) {
        String name = PRESET.read(request, "preset");
        if (name.isEmpty()) {
            return request.object("advanced");
        }
        return EgressRequest.PRESETS.entrySet().stream()
                .filter(preset -> preset.getValue().equals(name))
                .findFirst()
                .map(preset -> EgressRequest.size(preset.getKey()))
                .orElse(OTHER_PRESET);
    }

    /** Redacts a URL as the server does: at most three characters at each end of the key remain. */
    static String redacted(String url) {
        Matcher rtmp = RTMP.matcher(url);
        if (!rtmp.matches()) {
            return url;
        }
        String key = rtmp.group(2);
        int shown = Math.min(3, key.length() / 3);
        return rtmp.group(1) + "{" + key.substring(0, shown) + "..." + key.substring(key.length() - shown) + "}";
    }
}
