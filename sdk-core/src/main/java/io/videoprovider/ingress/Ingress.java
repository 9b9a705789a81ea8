package io.videoprovider.ingress;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A way into a call. Whoever holds the key can send in the user's name: hand it to the one encoder it was made for.
 * {@link #toString} leaves it out. Immutable. Components may be added in a minor release: read it by its accessors.
 *
 * @param id which ingress
 * @param call into which call
 * @param userId as whom
 * @param protocol what the encoder speaks
 * @param url where it sends to; of SRT the whole address, key included. Null when the server was not told where its ingress
 *     is (LiveKit)
 * @param streamKey the stream key of RTMP, the bearer token of WHIP; that of SRT is in the address already
 * @param expiresAt the last moment at which the key works; null for as long as the ingress is kept
 * @param raw the vendor's own answer
 */
public record Ingress(
        IngressId id,
        CallId call,
        String userId,
        IngressProtocol protocol,
        @Nullable String url,
        String streamKey,
        @Nullable Instant expiresAt,
        Json raw) {

    @Override
    public String toString() {
        return "Ingress[" + id + ": " + userId + " into " + call + " by " + protocol
                + (url == null ? "" : " at " + url.replaceFirst("\\?.*", "?██"))
                + (expiresAt == null ? "" : " until " + expiresAt) + ", key=██]";
    }
}
