package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.spi.EnumNames;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code livekit.EgressInfo}.
 *
 * @param raw all fields; LiveKit redacts storage keys
 */
public record EgressInfo(Json raw) {

    private static final EnumNames STATUS = EnumNames.of(
            "EGRESS_STARTING",
            "EGRESS_ACTIVE",
            "EGRESS_ENDING",
            "EGRESS_COMPLETE",
            "EGRESS_FAILED",
            "EGRESS_ABORTED",
            "EGRESS_LIMIT_REACHED");

    public EgressInfo {
        Check.notNull("raw", raw);
    }

    /** Returns the id, {@code EG_…}. */
    public String egressId() {
        return Wire.string(raw, "egress_id");
    }

    /** Returns the sid of the room. */
    public String roomId() {
        return Wire.string(raw, "room_id");
    }

    /** Returns the name of the room; empty for an egress of a web page. */
    public String roomName() {
        return Wire.string(raw, "room_name");
    }

    /** Returns {@code EGRESS_STARTING} (the default, which webhooks omit), {@code EGRESS_ACTIVE}, … */
    public String status() {
        String status = Wire.enumName(raw, "status", STATUS);
        return status.isEmpty() ? "EGRESS_STARTING" : status;
    }

    /** Returns the time at which the egress became active; null before. */
    public @Nullable Instant startedAt() {
        return Wire.nanos(raw, "started_at");
    }

    /** Returns the time of the end; null before. */
    public @Nullable Instant endedAt() {
        return Wire.nanos(raw, "ended_at");
    }

    /** Returns the time of the last change. */
    public @Nullable Instant updatedAt() {
        return Wire.nanos(raw, "updated_at");
    }

    /** Returns the error message; empty without an error. */
    public String error() {
        return Wire.string(raw, "error");
    }

    /** Returns the files and the playlists of segments. */
    public List<FileInfo> files() {
        return Stream.concat(
                        Wire.list(raw, "file_results", FileInfo::new).stream(),
                        Wire.list(raw, "segment_results", FileInfo::new).stream())
                .toList();
    }

    /** Returns whether the egress writes only streams or segments, and no file. */
    public boolean streamsOnly() {
        return Wire.list(raw, "file_results", FileInfo::new).isEmpty()
                && !(streams().isEmpty() && segments().isEmpty());
    }

    /** Returns the destinations of streams. */
    public List<StreamInfo> streams() {
        return Wire.list(raw, "stream_results", StreamInfo::new);
    }

    /** Returns the playlists of segments. */
    public List<SegmentsInfo> segments() {
        return Wire.list(raw, "segment_results", SegmentsInfo::new);
    }

    /**
     * Returns the request as the server repeats it.
     *
     * @param kind {@code egress} (unified), {@code room_composite}, {@code participant}, {@code track}, {@code track_composite}
     *     or {@code web}
     * @return the request; empty if the egress was started by a request of another kind
     */
    public Json request(String kind) {
        return Wire.object(raw, Check.notNull("kind", kind));
    }

    /** {@code livekit.StreamInfo}. */
    public record StreamInfo(Json raw) {

        private static final EnumNames STATUS = EnumNames.of("ACTIVE", "FINISHED", "FAILED");

        public StreamInfo {
            Check.notNull("raw", raw);
        }

        /** Returns the id of the destination in the request; empty for one without an id, and from servers before protocol 1.54. */
        public String id() {
            return Wire.string(raw, "id");
        }

        /** Returns the destination; LiveKit redacts the stream key. */
        public String url() {
            return Wire.string(raw, "url");
        }

        /** Returns {@code ACTIVE} (the default, which webhooks omit), {@code FINISHED} or {@code FAILED}. */
        public String status() {
            String status = Wire.enumName(raw, "status", STATUS);
            return status.isEmpty() ? "ACTIVE" : status;
        }

        /** Returns the error message; empty without an error. */
        public String error() {
            return Wire.string(raw, "error");
        }
    }

    /** {@code livekit.FileInfo} or {@code livekit.SegmentsInfo}. */
    public record FileInfo(Json raw) {

        public FileInfo {
            Check.notNull("raw", raw);
        }

        /** Returns the name of the file or playlist. */
        public String filename() {
            String name = Wire.string(raw, "filename");
            return name.isEmpty() ? Wire.string(raw, "playlist_name") : name;
        }

        /** Returns the location of the file or playlist; empty before the upload. */
        public String location() {
            String location = Wire.string(raw, "location");
            return location.isEmpty() ? Wire.string(raw, "playlist_location") : location;
        }

        /** Returns the size in bytes. */
        public long size() {
            return Math.max(0, Wire.longNumber(raw, "size"));
        }

        /** Returns the playing time. */
        public Duration duration() {
            return Wire.duration(raw, "duration", ChronoUnit.NANOS);
        }
    }

    /** {@code livekit.SegmentsInfo}. */
    public record SegmentsInfo(Json raw) {

        public SegmentsInfo {
            Check.notNull("raw", raw);
        }

        /** Returns the location of the playlist of all segments; empty before the upload. */
        public String playlistLocation() {
            return Wire.string(raw, "playlist_location");
        }

        /** Returns the location of the playlist of the last segments; empty before the upload or without such a playlist. */
        public String livePlaylistLocation() {
            return Wire.string(raw, "live_playlist_location");
        }
    }
}
