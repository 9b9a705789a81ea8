package io.videoprovider.broadcast;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that a broadcast is pushed to. Immutable and thread-safe. The stream key, and an address that contains one, are secrets:
 * {@link #toString} shows the protocol and the host only.
 */
public final class BroadcastDestination {

    private static final Pattern ADDRESS =
            Pattern.compile("(rtmps?|srt)://(?:[^\\s/?#@]*@)?([^\\s/?#@]+)(?:[/?#]\\S*)?");

    private final String url;
    private final @Nullable String streamKey;

    private BroadcastDestination(String url, @Nullable String streamKey) {
        this.url = Check.atMost("url", Check.text("url", url), 2048);
        this.streamKey =
                streamKey == null ? null : Check.atMost("streamKey", Check.credential("streamKey", streamKey), 1024);
        if (!ADDRESS.matcher(url).matches()) {
            throw new InvalidRequestException("url", "must be an address that begins with rtmp://, rtmps:// or srt://");
        }
        if (streamKey != null && bySrt()) {
            throw new InvalidRequestException(
                    "streamKey", "must not be set for SRT; SRT carries it as the streamid in the address");
        }
    }

    /**
     * Creates a destination that receives RTMP: {@code rtmp("rtmps://live.example.com/app", "key")}.
     *
     * @param url the address, at most 2048 characters
     * @param streamKey the stream key, 1 to 1024 characters without white space
     * @throws InvalidRequestException if a value is outside of its limits
     */
    public static BroadcastDestination rtmp(String url, String streamKey) {
        return new BroadcastDestination(url, Check.text("streamKey", streamKey));
    }

    /**
     * Creates a destination that receives RTMP, with the stream key in the address: {@code rtmp("rtmps://live.example.com/app/key")}.
     *
     * @param url the address, at most 2048 characters
     * @throws InvalidRequestException if the address is not one of RTMP
     */
    public static BroadcastDestination rtmp(String url) {
        BroadcastDestination destination = new BroadcastDestination(url, null);
        if (destination.bySrt()) {
            throw new InvalidRequestException("url", "must begin with rtmp:// or rtmps://; use srt(url) for SRT");
        }
        return destination;
    }

    /**
     * Creates a destination that receives SRT: {@code srt("srt://live.example.com:9000?streamid=key")}.
     *
     * @param url the address, at most 2048 characters
     * @throws InvalidRequestException if the address is not one of SRT
     */
    public static BroadcastDestination srt(String url) {
        BroadcastDestination destination = new BroadcastDestination(url, null);
        if (!destination.bySrt()) {
            throw new InvalidRequestException("url", "must begin with srt://; use rtmp(url) for RTMP");
        }
        return destination;
    }

    /** Returns the address, which may contain a secret. */
    public String url() {
        return url;
    }

    /** Returns the stream key of RTMP, a secret; null if the address contains it. */
    public @Nullable String streamKey() {
        return streamKey;
    }

    /** Returns whether the destination receives SRT; otherwise it receives RTMP. */
    public boolean bySrt() {
        return url.startsWith("srt:");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BroadcastDestination that
                && url.equals(that.url)
                && Objects.equals(streamKey, that.streamKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(url, streamKey);
    }

    /** Shows the protocol and the host. */
    @Override
    public String toString() {
        Matcher parts = ADDRESS.matcher(url);
        String shown = parts.matches() ? parts.group(1) + "://" + parts.group(2) : "";
        return "BroadcastDestination[" + shown + "/██]";
    }
}
