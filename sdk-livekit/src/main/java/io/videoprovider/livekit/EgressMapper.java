package io.videoprovider.livekit;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps LiveKit egresses to recordings and broadcasts. */
final class EgressMapper {

    private EgressMapper() {}

    static Recording recording(EgressInfo info) {
        return new Recording(
                new RecordingId(info.egressId()),
                CallMapper.callId(info.roomName()),
                emptyToNull(info.roomId()),
                kind(info),
                status(info),
                info.status().equals("EGRESS_LIMIT_REACHED"),
                info.startedAt(),
                info.endedAt(),
                info.files().stream().map(EgressMapper::file).toList(),
                emptyToNull(info.error()),
                info.raw());
    }

    private static RecordingKind kind(EgressInfo info) {
        if (info.raw().has("participant") || info.request("egress").has("media")) {
            return RecordingKind.PARTICIPANT;
        }
        return info.raw().has("track") ? RecordingKind.TRACK : RecordingKind.COMPOSITE;
    }

    static RecordingStatus status(EgressInfo info) {
        return switch (info.status()) {
            case "EGRESS_STARTING" -> RecordingStatus.STARTING;
            case "EGRESS_ACTIVE" -> RecordingStatus.RECORDING;
            case "EGRESS_ENDING" -> RecordingStatus.STOPPING;
            // At a limit the server stops the egress and completes the file.
            case "EGRESS_COMPLETE", "EGRESS_LIMIT_REACHED" -> RecordingStatus.READY;
            case "EGRESS_FAILED", "EGRESS_ABORTED" -> RecordingStatus.FAILED;
            default -> RecordingStatus.UNKNOWN;
        };
    }

    private static RecordingFile file(EgressInfo.FileInfo file) {
        return new RecordingFile(
                file.filename(),
                emptyToNull(file.location()),
                file.size() == 0 ? null : file.size(),
                file.duration().isZero() ? null : file.duration());
    }

    static Broadcast broadcast(EgressInfo info) {
        return new Broadcast(
                new BroadcastId(info.egressId()),
                CallMapper.callId(info.roomName()),
                emptyToNull(info.roomId()),
                info.segments().isEmpty() ? BroadcastKind.PUSH : BroadcastKind.HLS,
                broadcastStatus(info),
                first(info.segments().stream()
                        .flatMap(segments -> Stream.of(segments.livePlaylistLocation(), segments.playlistLocation()))),
                info.startedAt(),
                info.endedAt(),
                first(Stream.concat(
                        Stream.of(info.error()), info.streams().stream().map(EgressInfo.StreamInfo::error))),
                info.raw());
    }

    private static BroadcastStatus broadcastStatus(EgressInfo info) {
        return switch (status(info)) {
            case STARTING -> BroadcastStatus.STARTING;
            case RECORDING -> BroadcastStatus.LIVE;
            case STOPPING -> BroadcastStatus.STOPPING;
            case READY -> BroadcastStatus.ENDED;
            case FAILED -> BroadcastStatus.FAILED;
            default -> BroadcastStatus.UNKNOWN;
        };
    }

    private static @Nullable String first(Stream<String> texts) {
        return texts.filter(text -> !text.isEmpty()).findFirst().orElse(null);
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
