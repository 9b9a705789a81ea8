package io.videoprovider.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast, as an event tells of it.
 *
 * @param id LiveKit's id of the egress; the name of Stream's RTMP broadcast, or {@code hls}, of which a call has one at most
 * @param protocol {@code rtmp}, {@code hls}, {@code srt}, … in lower case; {@code ""} when the vendor did not say
 * @param live whether it goes out now
 * @param destinations where it goes, as far as the vendor tells
 * @param playlistUrl what the audience's players open; null when it is none, or the vendor did not say
 * @param failure why it failed, in the vendor's words; null when it did not, or the vendor did not say
 */
public record BroadcastSnapshot(
        String id,
        String protocol,
        boolean live,
        List<Destination> destinations,
        @Nullable String playlistUrl,
        @Nullable String failure) {

    public BroadcastSnapshot {
        destinations = List.copyOf(destinations);
    }

    /**
     * A server that it is sent to.
     *
     * @param url its address, the key in it redacted by the vendor
     * @param status {@code active}, {@code finished}, {@code failed}, … in lower case
     * @param failure why it failed, in the vendor's words; null when it did not
     */
    public record Destination(
            String url, String status, @Nullable String failure) {

        /** Leaves the URL out, which may hold a key. */
        @Override
        public String toString() {
            return "Destination[" + status + (failure == null ? "" : ", " + failure) + "]";
        }
    }

    /** Leaves the playlist's URL out: vendors sign URLs, and whoever has one can watch. */
    @Override
    public String toString() {
        return "BroadcastSnapshot[" + id + ", protocol=" + protocol + ", live=" + live + ", destinations="
                + destinations + ", failure=" + failure + "]";
    }
}
