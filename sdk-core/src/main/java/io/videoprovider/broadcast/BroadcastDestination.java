package io.videoprovider.broadcast;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that a broadcast is pushed to. Whoever knows the key, or an address that holds one, can send in its owner's name:
 * {@link #toString} shows the protocol and the host.
 *
 * @param url {@code rtmp}, {@code rtmps} or {@code srt}, at most 2048 characters
 * @param streamKey what RTMP puts behind the address; null where the address holds it already, as with SRT always
 */
public record BroadcastDestination(String url, @Nullable String streamKey) {

    private static final Pattern URL = Pattern.compile("(rtmps?|srt)://(?:[^\\s/?#@]*@)?([^\\s/?#@]+)(?:[/?#]\\S*)?");

    public BroadcastDestination {
        Check.atMost("url", Check.text("url", url), 2048);
        if (!URL.matcher(url).matches()) {
            throw new InvalidRequestException("url", "is no address that begins with rtmp://, rtmps:// or srt://");
        }
        if (streamKey != null) {
            Check.atMost("streamKey", Check.text("streamKey", streamKey), 1024);
            if (streamKey.chars().anyMatch(Character::isWhitespace)) {
                throw new InvalidRequestException("streamKey", "has white space in it");
            }
            if (bySrt(url)) {
                throw new InvalidRequestException(
                        "streamKey", "is for RTMP; that of SRT is the streamid in the address");
            }
        }
    }

    /** A server that takes RTMP: {@code rtmp("rtmps://live.example.com/app", "key")}. */
    public static BroadcastDestination rtmp(String url, String streamKey) {
        return new BroadcastDestination(url, Check.text("streamKey", streamKey));
    }

    /** A server that takes SRT: {@code srt("srt://live.example.com:9000?streamid=key")}. */
    public static BroadcastDestination srt(String url) {
        return new BroadcastDestination(url, null);
    }

    /** Whether it takes SRT, otherwise RTMP. */
    public boolean bySrt() {
        return bySrt(url);
    }

    private static boolean bySrt(String url) {
        return url.startsWith("srt:");
    }

    /** The protocol and the host. */
    @Override
    public String toString() {
        Matcher parts = URL.matcher(url);
        String shown = parts.matches() ? parts.group(1) + "://" + parts.group(2) : "";
        return "BroadcastDestination[" + shown + "/██]";
    }
}
