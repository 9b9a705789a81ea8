package io.videoprovider.broadcast;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast as the provider knows it. Immutable. Components may be added in a minor release: read it by its accessors.
 *
 * @param id which broadcast
 * @param call of which call
 * @param sessionId of which incarnation of the call; null when the vendor did not say
 * @param kind how it gets to who watches
 * @param status where it stands
 * @param playlistUrl what players of HLS open; null while the vendor has not told, and for what is pushed. A query in it may
 *     be a key: {@link #toString} leaves it out
 * @param startedAt when the first of it was sent; null when the vendor did not say
 * @param endedAt when the last of it was; null while it goes on, and when the vendor did not say
 * @param failure why it failed, in the vendor's words, which may quote an address; null when it did not
 * @param raw the vendor's own answer
 */
public record Broadcast(
        BroadcastId id,
        CallId call,
        @Nullable String sessionId,
        BroadcastKind kind,
        BroadcastStatus status,
        @Nullable String playlistUrl,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String failure,
        Json raw) {

    @Override
    public String toString() {
        return "Broadcast[" + id + " of " + call + ", " + kind + ", " + status
                + (playlistUrl == null ? "" : " at " + playlistUrl.replaceFirst("\\?.*", "?██"))
                + (failure == null ? "" : ", " + failure.replaceAll("(rtmps?|srt)://\\S+", "$1://██")) + "]";
    }
}
