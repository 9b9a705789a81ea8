package io.videoprovider.ingress;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An ingress: an address and a key with which an encoder sends into a call. The key is a secret of one encoder, which sends in the
 * user's name; {@link #toString} masks it. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param id the id of the ingress
 * @param call the call that receives the stream
 * @param userId the user as which the stream takes part
 * @param protocol the protocol of the encoder
 * @param url the address for the encoder; for SRT it includes the key. Null if the LiveKit server has no ingress address configured
 * @param streamKey the stream key of RTMP, or the bearer token of WHIP; for SRT it is also part of the address
 * @param expiresAt the end of the key's validity; null if it is valid as long as the ingress exists
 * @param raw the vendor's response
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

    public Ingress {
        Check.notNull("id", id);
        Check.notNull("call", call);
        Check.notNull("userId", userId);
        Check.notNull("protocol", protocol);
        Check.notNull("streamKey", streamKey);
        Check.notNull("raw", raw);
    }

    /** Returns the address for the encoder. Jackson omits it by default. */
    @Override
    @Transient
    public @Nullable String url() {
        return url;
    }

    /** Returns the key. Jackson omits it by default. */
    @Override
    @Transient
    public String streamKey() {
        return streamKey;
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }

    @Override
    public String toString() {
        return "Ingress[" + id + ": " + userId + " into " + call + " by " + protocol
                + (url == null ? "" : " at " + url.replaceFirst("\\?.*", "?██"))
                + (expiresAt == null ? "" : " until " + expiresAt) + ", key=██]";
    }
}
