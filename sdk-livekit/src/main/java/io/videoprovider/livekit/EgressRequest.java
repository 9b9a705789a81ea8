package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.common.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A recording request in LiveKit's words: as it is written to the server, and as the server repeats it in an egress. Two that
 * are equal ask for the same recording.
 *
 * @param kind what to take in
 * @param target the identity or the track; {@code ""} for a composite
 * @param audioOnly without the picture
 * @param layout {@code ""} for the template's own
 * @param width of the picture; 0 for LiveKit's default
 * @param height of the picture; 0 for LiveKit's default
 * @param filepath the template of the file's path
 * @param bucket the storage's bucket or container; {@code ""} for the worker's own
 */
record EgressRequest(
        RecordingKind kind,
        String target,
        boolean audioOnly,
        String layout,
        int width,
        int height,
        String filepath,
        String bucket) {

    /** LiveKit's presets by size; other sizes are spelled out. */
    private static final Map<String, Quality> PRESETS = Map.of(
            "H264_720P_30", Quality.HD_720P,
            "H264_1080P_30", Quality.HD_1080P,
            "PORTRAIT_H264_720P_30", Quality.PORTRAIT_720P,
            "PORTRAIT_H264_1080P_30", Quality.PORTRAIT_1080P);

    static EgressRequest of(RecordingRequest request) {
        Quality quality = request.quality();
        return new EgressRequest(
                request.kind(),
                Objects.requireNonNullElse(request.target(), ""),
                request.audioOnly(),
                request.layout() == null ? "" : request.layout().name(),
                quality == null ? 0 : quality.width(),
                quality == null ? 0 : quality.height(),
                request.path() == null ? defaultPath(request) : request.path(),
                bucket(request.storage()));
    }

    private static String defaultPath(RecordingRequest request) {
        return switch (request.kind()) {
            case PARTICIPANT -> "{room_name}-{publisher_identity}-{time}" + extension(request);
            // The codec decides, and with it the extension.
            case TRACK -> "{room_name}-{track_id}-{time}";
            default -> "{room_name}-{time}" + extension(request);
        };
    }

    private static String extension(RecordingRequest request) {
        return request.audioOnly() ? ".ogg" : ".mp4";
    }

    private static String bucket(Storage storage) {
        if (storage instanceof Storage.S3 s3) {
            return s3.bucket();
        }
        if (storage instanceof Storage.Gcs gcs) {
            return gcs.bucket();
        }
        return storage instanceof Storage.Azure azure ? azure.container() : "";
    }

    /** What an egress was asked for; of one from a webhook, which spells fields otherwise, the kind alone is right. */
    static EgressRequest of(EgressInfo info) {
        Json unified = info.request("egress");
        Json request = Stream.of("egress", "room_composite", "participant", "track", "track_composite")
                .map(info::request)
                .filter(json -> !json.asMap().isEmpty())
                .findFirst()
                .orElse(Json.EMPTY);
        Json source = unified.has("template") ? unified.object("template") : request;
        RecordingKind kind = RecordingKind.COMPOSITE;
        String target = "";
        boolean audioOnly = source.bool("audio_only");
        if (unified.has("media")) {
            Json media = unified.object("media");
            kind = RecordingKind.PARTICIPANT;
            target = media.object("participant_video").string("identity");
            audioOnly = target.isEmpty();
            List<Json> routes = media.object("audio").objects("routes");
            if (audioOnly && !routes.isEmpty()) {
                target = routes.get(0).string("participant_identity");
            }
        } else if (info.raw().has("participant")) {
            kind = RecordingKind.PARTICIPANT;
            target = request.string("identity");
        } else if (info.raw().has("track")) {
            kind = RecordingKind.TRACK;
            target = request.string("track_id");
        }
        Quality preset = PRESETS.get(request.string("preset"));
        Json advanced = request.object("advanced");
        Json output = output(request);
        return new EgressRequest(
                kind,
                target,
                audioOnly,
                source.string("layout"),
                preset != null ? preset.width() : (int) advanced.number("width"),
                preset != null ? preset.height() : (int) advanced.number("height"),
                output.string("filepath"),
                bucket(output) + bucket(request.object("storage")));
    }

    /** The first file output, wherever this start of the API keeps it. */
    private static Json output(Json request) {
        for (Json output : request.objects("outputs")) {
            return output.object("file");
        }
        for (Json output : request.objects("file_outputs")) {
            return output;
        }
        return request.object("file");
    }

    private static String bucket(Json place) {
        return place.object("s3").string("bucket")
                + place.object("gcp").string("bucket")
                + place.object("azure").string("container_name");
    }

    /** {@code livekit.StartEgressRequest}: composite or participant, on servers from 1.13.2 on. */
    Json unified(String room, Storage storage) {
        Json.Builder request = Json.builder().put("room_name", room);
        if (kind == RecordingKind.COMPOSITE) {
            request.put(
                    "template",
                    Json.builder()
                            .putIfNotEmpty("layout", layout)
                            .put("audio_only", audioOnly)
                            .build());
        } else {
            Json video = Json.builder().put("identity", target).build();
            Json route = Json.builder().put("participant_identity", target).build();
            request.put(
                    "media",
                    Json.builder()
                            .put("participant_video", audioOnly ? null : video)
                            .put(
                                    "audio",
                                    Json.builder().put("routes", List.of(route)).build())
                            .build());
        }
        encoding(request);
        Json file = Json.builder()
                .put("file_type", audioOnly ? "OGG" : "MP4")
                .put("filepath", filepath)
                .build();
        return request.put("outputs", List.of(Json.builder().put("file", file).build()))
                .put("storage", storage(storage))
                .build();
    }

    /** {@code livekit.RoomCompositeEgressRequest}. */
    Json composite(String room, Storage storage) {
        Json.Builder request = Json.builder()
                .put("room_name", room)
                .putIfNotEmpty("layout", layout)
                .put("audio_only", audioOnly);
        encoding(request);
        return request.put("file_outputs", List.of(file(storage).build())).build();
    }

    /** {@code livekit.ParticipantEgressRequest}. */
    Json participant(String room, Storage storage) {
        if (audioOnly) {
            throw new UnsupportedFeatureException(
                    ProviderId.LIVEKIT.value(),
                    "cannot record one participant without the picture on a server older than 1.13.2");
        }
        Json.Builder request = Json.builder().put("room_name", room).put("identity", target);
        encoding(request);
        return request.put("file_outputs", List.of(file(storage).build())).build();
    }

    /** {@code livekit.TrackEgressRequest}, on every server: the unified start would transcode, or needs to know the media. */
    Json track(String room, Storage storage) {
        Json.Builder direct = Json.builder().put("filepath", filepath);
        putStorage(direct, storage);
        return Json.builder()
                .put("room_name", room)
                .put("track_id", target)
                .put("file", direct.build())
                .build();
    }

    private Json.Builder file(Storage storage) {
        Json.Builder file =
                Json.builder().put("file_type", audioOnly ? "OGG" : "MP4").put("filepath", filepath);
        putStorage(file, storage);
        return file;
    }

    private void encoding(Json.Builder request) {
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

    private static @Nullable Json storage(Storage storage) {
        Json.Builder json = Json.builder();
        putStorage(json, storage);
        Json built = json.build();
        return built.asMap().isEmpty() ? null : built;
    }

    private static void putStorage(Json.Builder output, Storage storage) {
        if (storage instanceof Storage.S3 s3) {
            output.put(
                    "s3",
                    Json.builder()
                            .put("access_key", s3.accessKey())
                            .put("secret", s3.secretKey())
                            .put("session_token", s3.sessionToken())
                            .putIfNotEmpty("region", s3.region())
                            .put(
                                    "endpoint",
                                    s3.endpoint() == null ? null : s3.endpoint().toString())
                            .put("bucket", s3.bucket())
                            .put("force_path_style", s3.pathStyle())
                            .build());
        } else if (storage instanceof Storage.Gcs gcs) {
            output.put(
                    "gcp",
                    Json.builder()
                            .put("credentials", gcs.credentialsJson())
                            .put("bucket", gcs.bucket())
                            .build());
        } else if (storage instanceof Storage.Azure azure) {
            output.put(
                    "azure",
                    Json.builder()
                            .put("account_name", azure.accountName())
                            .put("account_key", azure.accountKey())
                            .put("container_name", azure.container())
                            .build());
        }
    }
}
