package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code livekit.EgressInfo}.
 *
 * @param raw all fields; LiveKit redacts the storage keys in them
 */
public record EgressInfo(Json raw) {

    /** Its id, {@code EG_…}. */
    public String egressId() {
        return Wire.string(raw, "egress_id");
    }

    /** The incarnation of the room. */
    public String roomId() {
        return Wire.string(raw, "room_id");
    }

    /** The room's name; empty for an egress of a web page. */
    public String roomName() {
        return Wire.string(raw, "room_name");
    }

    /** {@code EGRESS_STARTING}, the default that webhooks leave out, {@code EGRESS_ACTIVE}, … */
    public String status() {
        String status = Wire.string(raw, "status");
        return status.isEmpty() ? "EGRESS_STARTING" : status;
    }

    /** When it became active; null before. */
    public @Nullable Instant startedAt() {
        return Wire.nanos(raw, "started_at");
    }

    /** When it was over; null before. */
    public @Nullable Instant endedAt() {
        return Wire.nanos(raw, "ended_at");
    }

    /** When it last changed. */
    public @Nullable Instant updatedAt() {
        return Wire.nanos(raw, "updated_at");
    }

    /** Why it failed; empty when it did not. */
    public String error() {
        return Wire.string(raw, "error");
    }

    /** Its files: whole ones, and playlists of segments. */
    public List<FileInfo> files() {
        return Stream.concat(
                        Wire.list(raw, "file_results", FileInfo::new).stream(),
                        Wire.list(raw, "segment_results", FileInfo::new).stream())
                .toList();
    }

    /** Whether it goes to streams, such as RTMP or HLS, and into no whole file. */
    public boolean streamsOnly() {
        return Wire.list(raw, "file_results", FileInfo::new).isEmpty()
                && !(streams().isEmpty() && segments().isEmpty());
    }

    /** The servers that it is pushed to. */
    public List<StreamInfo> streams() {
        return Wire.list(raw, "stream_results", StreamInfo::new);
    }

    /** Its playlists of segments. */
    public List<SegmentsInfo> segments() {
        return Wire.list(raw, "segment_results", SegmentsInfo::new);
    }

    /**
     * What was asked for, as the server repeats it, under its kind: {@code egress} (v2), {@code room_composite},
     * {@code participant}, {@code track}, {@code track_composite}, {@code web}; empty when this is not the kind.
     */
    public Json request(String kind) {
        return Wire.object(raw, kind);
    }

    /** {@code livekit.StreamInfo}. */
    public record StreamInfo(Json raw) {

        /** Where it goes; LiveKit redacts the stream key in it. */
        public String url() {
            return Wire.string(raw, "url");
        }

        /** {@code ACTIVE}, the default that webhooks leave out, {@code FINISHED} or {@code FAILED}. */
        public String status() {
            String status = Wire.string(raw, "status");
            return status.isEmpty() ? "ACTIVE" : status;
        }

        /** Why it failed; empty when it did not. */
        public String error() {
            return Wire.string(raw, "error");
        }
    }

    /** {@code livekit.FileInfo} or {@code livekit.SegmentsInfo}. */
    public record FileInfo(Json raw) {

        /** The file's name, or the playlist's. */
        public String filename() {
            String name = Wire.string(raw, "filename");
            return name.isEmpty() ? Wire.string(raw, "playlist_name") : name;
        }

        /** Where it is; empty before it is there. */
        public String location() {
            String location = Wire.string(raw, "location");
            return location.isEmpty() ? Wire.string(raw, "playlist_location") : location;
        }

        /** Bytes. */
        public long size() {
            return Wire.longNumber(raw, "size");
        }

        /** How long it plays. */
        public Duration duration() {
            return Wire.duration(raw, "duration");
        }
    }

    /** {@code livekit.SegmentsInfo}. */
    public record SegmentsInfo(Json raw) {

        /** Where the playlist of all segments is; empty before it is there. */
        public String playlistLocation() {
            return Wire.string(raw, "playlist_location");
        }

        /** Where the playlist of the last segments is; empty before it is there, or when there is none. */
        public String livePlaylistLocation() {
            return Wire.string(raw, "live_playlist_location");
        }
    }
}
