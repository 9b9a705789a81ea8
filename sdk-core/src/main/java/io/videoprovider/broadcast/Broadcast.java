package io.videoprovider.broadcast;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast as the provider reports it. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param id the id of the broadcast
 * @param call the call that is broadcast
 * @param sessionId the session of the call; null if not reported
 * @param kind whether the broadcast is HLS or pushed
 * @param status the current state
 * @param playlistUrl the HLS playlist for players; null until the vendor reports it, and for a pushed broadcast. Its query may be a
 *     secret: {@link #toString} masks it
 * @param startedAt the start; null if not reported
 * @param endedAt the end; null before it, and if not reported
 * @param failure the failure of the broadcast or of one of its destinations, in the vendor's words, which may contain an address;
 *     null for none
 * @param raw the vendor's response
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

    public Broadcast {
        Check.notNull("id", id);
        Check.notNull("call", call);
        Check.notNull("kind", kind);
        Check.notNull("status", status);
        Check.notNull("raw", raw);
    }

    /** Returns the HLS playlist. Jackson omits it by default. */
    @Override
    @Transient
    public @Nullable String playlistUrl() {
        return playlistUrl;
    }

    /** Returns the failure. Jackson omits it by default. */
    @Override
    @Transient
    public @Nullable String failure() {
        return failure;
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }

    @Override
    public String toString() {
        return "Broadcast[" + id + " of " + call + ", " + kind + ", " + status
                + (playlistUrl == null ? "" : " at " + playlistUrl.replaceFirst("\\?.*", "?██"))
                + (failure == null ? "" : ", " + failure.replaceAll("(rtmps?|srt)://\\S+", "$1://██")) + "]";
    }
}
