package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A recording request in LiveKit's words: as it is written to the server, and as the server repeats it in an egress. Two that
 * are equal ask for the same recording.
 *
 * @param kind what to take in
 * @param target the identity or the track; {@code ""} for a composite
 * @param audioOnly without the picture
 * @param layout {@code ""} for the template's own
 * @param encoding the size of the picture
 * @param filepath the template of the file's path
 * @param bucket the storage's bucket or container; {@code ""} for the worker's own
 */
record EgressRequest(
        RecordingKind kind,
        String target,
        boolean audioOnly,
        String layout,
        EgressEncoding encoding,
        String filepath,
        String bucket) {

    static EgressRequest of(RecordingRequest request) {
        return new EgressRequest(
                request.kind(),
                Objects.requireNonNullElse(request.target(), ""),
                request.audioOnly(),
                request.layout() == null ? "" : request.layout().name(),
                EgressEncoding.of(request.quality()),
                request.path() == null ? defaultPath(request) : request.path(),
                EgressStorage.bucket(request.storage()));
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
        Json output = output(request);
        return new EgressRequest(
                kind,
                target,
                audioOnly,
                source.string("layout"),
                EgressEncoding.of(request),
                output.string("filepath"),
                EgressStorage.bucket(output) + EgressStorage.bucket(request.object("storage")));
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
        encoding.putInto(request);
        Json file = Json.builder()
                .put("file_type", audioOnly ? "OGG" : "MP4")
                .put("filepath", filepath)
                .build();
        return request.put("outputs", List.of(Json.builder().put("file", file).build()))
                .put("storage", EgressStorage.json(storage))
                .build();
    }

    /** {@code livekit.RoomCompositeEgressRequest}. */
    Json composite(String room, Storage storage) {
        Json.Builder request = Json.builder()
                .put("room_name", room)
                .putIfNotEmpty("layout", layout)
                .put("audio_only", audioOnly);
        encoding.putInto(request);
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
        encoding.putInto(request);
        return request.put("file_outputs", List.of(file(storage).build())).build();
    }

    /** {@code livekit.TrackEgressRequest}, on every server: the unified start would transcode, or needs to know the media. */
    Json track(String room, Storage storage) {
        Json.Builder direct = Json.builder().put("filepath", filepath);
        EgressStorage.putInto(direct, storage);
        return Json.builder()
                .put("room_name", room)
                .put("track_id", target)
                .put("file", direct.build())
                .build();
    }

    private Json.Builder file(Storage storage) {
        Json.Builder file =
                Json.builder().put("file_type", audioOnly ? "OGG" : "MP4").put("filepath", filepath);
        EgressStorage.putInto(file, storage);
        return file;
    }
}
