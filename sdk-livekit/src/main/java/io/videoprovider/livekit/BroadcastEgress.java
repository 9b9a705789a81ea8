package io.videoprovider.livekit;

import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.common.Json;
import io.videoprovider.livekit.client.EgressInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A broadcast request in LiveKit's words, as the server repeats it in an egress. Two that are equal ask for the same broadcast.
 *
 * @param urls where it is pushed, keys redacted as the server does; empty for HLS
 * @param playlist the template of the playlist's path; {@code ""} for what is pushed
 * @param layout {@code ""} for the template's own
 * @param encoding the size of the picture
 * @param bucket the storage's bucket or container; {@code ""} for the worker's own
 */
record BroadcastEgress(Set<String> urls, String playlist, String layout, EgressEncoding encoding, String bucket) {

    /** One folder for each broadcast, since players look for segments beside the playlist. */
    private static final String FOLDER = "{room_name}-{time}/";

    private static final String PLAYLIST = FOLDER + "playlist.m3u8";

    /** LiveKit's own pattern: a protocol, the server with its path, the last word of it as the key. */
    private static final Pattern RTMP = Pattern.compile("(rtmps?://.*/.*/)(\\S*)");

    static BroadcastEgress of(BroadcastRequest request) {
        return new BroadcastEgress(
                urls(request).stream().map(BroadcastEgress::redacted).collect(Collectors.toUnmodifiableSet()),
                request.kind() == BroadcastKind.HLS ? PLAYLIST : "",
                request.layout() == null ? "" : request.layout().name(),
                EgressEncoding.of(request.quality()),
                EgressStorage.bucket(request.storage()));
    }

    /** What an egress was asked for; empty when it is not all of a room in one picture with sound. */
    static Optional<BroadcastEgress> of(EgressInfo info) {
        Json unified = info.request("egress");
        Json request = unified.has("template") ? unified : info.request("room_composite");
        Json source = unified.has("template") ? unified.object("template") : request;
        if (request.asMap().isEmpty() || source.bool("audio_only") || source.bool("video_only")) {
            return Optional.empty();
        }
        Set<String> urls = outputs(request, "stream")
                .flatMap(stream -> stream.strings("urls").stream())
                .collect(Collectors.toUnmodifiableSet());
        Json segments = outputs(request, "segments").findFirst().orElse(Json.EMPTY);
        return Optional.of(new BroadcastEgress(
                urls,
                segments.string("playlist_name"),
                source.string("layout"),
                EgressEncoding.of(request),
                EgressStorage.bucket(segments) + EgressStorage.bucket(request.object("storage"))));
    }

    /** The outputs of a kind, wherever this start of the API keeps them. */
    private static Stream<Json> outputs(Json request, String kind) {
        String older = kind.equals("stream") ? "stream_outputs" : "segment_outputs";
        return Stream.concat(
                request.objects("outputs").stream()
                        .filter(output -> output.has(kind))
                        .map(output -> output.object(kind)),
                request.objects(older).stream());
    }

    /** {@code livekit.StartEgressRequest}, on servers from 1.13.2 on. */
    static Json unified(String room, BroadcastRequest request) {
        Json template = Json.builder()
                .put(
                        "layout",
                        request.layout() == null ? null : request.layout().name())
                .build();
        Json.Builder json = Json.builder().put("room_name", room).put("template", template);
        EgressEncoding.of(request.quality()).putInto(json);
        Json output = request.kind() == BroadcastKind.HLS
                ? Json.builder().put("segments", segments().build()).build()
                : Json.builder().put("stream", stream(request)).build();
        return json.put("outputs", List.of(output))
                .put("storage", EgressStorage.json(request.storage()))
                .build();
    }

    /** {@code livekit.RoomCompositeEgressRequest}. */
    static Json composite(String room, BroadcastRequest request) {
        Json.Builder json = Json.builder()
                .put("room_name", room)
                .put(
                        "layout",
                        request.layout() == null ? null : request.layout().name());
        EgressEncoding.of(request.quality()).putInto(json);
        if (request.kind() == BroadcastKind.PUSH) {
            return json.put("stream_outputs", List.of(stream(request))).build();
        }
        Json.Builder segments = segments();
        EgressStorage.putInto(segments, request.storage());
        return json.put("segment_outputs", List.of(segments.build())).build();
    }

    private static Json stream(BroadcastRequest request) {
        boolean srt = request.destinations().get(0).bySrt();
        return Json.builder()
                .put("protocol", srt ? "SRT" : "RTMP")
                .put("urls", urls(request))
                .build();
    }

    private static Json.Builder segments() {
        return Json.builder()
                .put("protocol", "HLS_PROTOCOL")
                .put("filename_prefix", FOLDER + "segment")
                .put("playlist_name", PLAYLIST)
                .put("live_playlist_name", FOLDER + "live.m3u8");
    }

    private static List<String> urls(BroadcastRequest request) {
        return request.destinations().stream().map(BroadcastEgress::url).toList();
    }

    private static String url(BroadcastDestination destination) {
        String url = destination.url();
        return destination.streamKey() == null ? url : url + (url.endsWith("/") ? "" : "/") + destination.streamKey();
    }

    /** As the server repeats an address: of the key, at most three characters at each end. */
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
