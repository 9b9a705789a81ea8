package io.videoprovider.livekit;

import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.RecordingFormat;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests that start an egress: {@code livekit.StartEgressRequest}, which servers support since 1.13.2, and the requests
 * for older servers.
 */
final class EgressRequest {

    /** LiveKit's presets. Other sizes are written as {@code advanced}. */
    static final Map<Quality, String> PRESETS = Map.of(
            Quality.HD_720P, "H264_720P_30",
            Quality.HD_1080P, "H264_1080P_30",
            Quality.PORTRAIT_720P, "PORTRAIT_H264_720P_30",
            Quality.PORTRAIT_1080P, "PORTRAIT_H264_1080P_30");

    /** One folder for each broadcast, because players look for segments beside the playlist. */
    private static final String FOLDER = "{room_name}-{time}/";

    private EgressRequest() {}

    /**
     * Returns the request for a recording. A track is requested with {@code livekit.TrackEgressRequest} on every server: the unified
     * request would transcode it or requires its media type.
     */
    static Json of(String room, RecordingRequest request) {
        if (request.kind() == RecordingKind.TRACK) {
            String path = request.path() == null ? "{room_name}-{track_id}-{time}" : request.path();
            Json.Builder file =
                    EgressStorage.json(request.storage()).toBuilder().put("filepath", path);
            return Json.builder()
                    .put("room_name", room)
                    .put("track_id", request.target())
                    .put("file", file.build())
                    .build();
        }
        boolean participant = request.kind() == RecordingKind.PARTICIPANT;
        String name = participant ? "{room_name}-{publisher_identity}-{time}" : "{room_name}-{time}";
        RecordingFormat format = Objects.requireNonNullElse(
                request.format(), request.audioOnly() ? RecordingFormat.OGG : RecordingFormat.MP4);
        String extension = "." + format.name().toLowerCase(Locale.ROOT);
        Json file = Json.builder()
                .put("file_type", format.name())
                .put("filepath", request.path() == null ? name + extension : request.path())
                .build();
        Json.Builder start = Json.builder();
        if (participant) {
            start.put("media", media(request));
        } else {
            Json.Builder template = template(request.layout()).put("audio_only", request.audioOnly());
            start.put("template", template.build());
        }
        putQuality(start, request.quality());
        Json storage = EgressStorage.json(request.storage());
        return unified(start, room, Json.builder().put("file", file).build(), storage);
    }

    private static Json media(RecordingRequest request) {
        Json video = Json.builder().put("identity", request.target()).build();
        Json route =
                Json.builder().put("participant_identity", request.target()).build();
        Json audio = Json.builder().put("routes", List.of(route)).build();
        return Json.builder()
                .put("participant_video", request.audioOnly() ? null : video)
                .put("audio", audio)
                .build();
    }

    /** Returns the request for a broadcast. */
    static Json of(String room, BroadcastRequest request) {
        Json.Builder output = Json.builder();
        if (request.kind() == BroadcastKind.HLS) {
            Json.Builder segments = Json.builder()
                    .put("protocol", "HLS_PROTOCOL")
                    .put("filename_prefix", FOLDER + "segment")
                    .put("playlist_name", FOLDER + "playlist.m3u8")
                    .put("live_playlist_name", FOLDER + "live.m3u8");
            output.put("segments", segments.build());
        } else {
            List<BroadcastDestination> destinations = request.destinations();
            Json.Builder stream = Json.builder()
                    .put("protocol", destinations.get(0).bySrt() ? "SRT" : "RTMP")
                    .put("urls", destinations.stream().map(EgressRequest::url).toList());
            output.put("stream", stream.build());
        }
        Json.Builder start =
                Json.builder().put("template", template(request.layout()).build());
        putEncoding(start, request);
        return unified(start, room, output.build(), EgressStorage.json(request.storage()));
    }

    /** Returns the address with the stream key. */
    static String url(BroadcastDestination destination) {
        String url = destination.url();
        return destination.streamKey() == null ? url : url + (url.endsWith("/") ? "" : "/") + destination.streamKey();
    }

    private static Json.Builder template(@Nullable Layout layout) {
        URI template = layout == null ? null : layout.template();
        return Json.builder()
                .put("layout", layout == null ? null : layout.name())
                .put("custom_base_url", template == null ? null : template.toString());
    }

    private static void putQuality(Json.Builder request, @Nullable Quality quality) {
        String preset = quality == null ? null : PRESETS.get(quality);
        if (preset != null) {
            request.put("preset", preset);
        } else if (quality != null) {
            request.put("advanced", size(quality));
        }
    }

    /** Presets have a frame rate and a bitrate of their own, so that a request for another one needs all values. */
    private static void putEncoding(Json.Builder start, BroadcastRequest request) {
        if (request.frameRate() == null && request.videoBitrate() == null) {
            putQuality(start, request.quality());
            return;
        }
        Quality quality = Objects.requireNonNullElse(request.quality(), Quality.HD_720P);
        Json advanced = size(quality).toBuilder()
                .put("framerate", request.frameRate())
                .put("video_bitrate", request.videoBitrate())
                .build();
        start.put("advanced", advanced);
    }

    static Json size(Quality quality) {
        return Json.builder()
                .put("width", quality.width())
                .put("height", quality.height())
                .build();
    }

    private static Json unified(Json.Builder request, String room, Json output, Json storage) {
        return request.put("room_name", room)
                .put("outputs", List.of(output))
                .putIfNotEmpty("storage", storage.asMap())
                .build();
    }

    /**
     * Converts a {@code StartEgressRequest} for servers before 1.13.2: into a {@code ParticipantEgressRequest} if it has an
     * {@code identity}, otherwise into a {@code RoomCompositeEgressRequest}. Their storage is part of each output.
     *
     * @throws UnsupportedFeatureException for the audio of one participant
     */
    static Json older(ProviderId provider, Json unified) {
        Json.Builder older = unified.toBuilder()
                .remove("template")
                .remove("media")
                .remove("outputs")
                .remove("storage");
        unified.object("template").asMap().forEach(older::put);
        if (unified.has("media")) {
            Json video = unified.object("media").object("participant_video");
            if (!video.has("identity")) {
                throw new UnsupportedFeatureException(
                        provider, "cannot record only the audio of a participant on a server older than 1.13.2");
            }
            older.put("identity", video.string("identity"));
        }
        for (Json output : unified.objects("outputs")) {
            String kind = output.asMap().keySet().iterator().next();
            Json.Builder content = output.object(kind).toBuilder();
            unified.object("storage").asMap().forEach(content::put);
            older.put(olderOutputs(kind), List.of(content.build()));
        }
        return older.build();
    }

    /** Returns the field of older requests that has the outputs of a kind. */
    static String olderOutputs(String kind) {
        return kind.equals("segments") ? "segment_outputs" : kind + "_outputs";
    }
}
