package io.videoprovider.error;

/**
 * Which provider: a lower-case name such as {@code livekit}. An open value, so that a provider from elsewhere needs no
 * change here.
 *
 * @param value the name
 */
public record ProviderId(String value) {

    /** LiveKit, open source and cloud. */
    public static final ProviderId LIVEKIT = new ProviderId("livekit");

    /** Stream Video, getstream.io. */
    public static final ProviderId STREAM = new ProviderId("stream");

    public ProviderId {
        Check.id("provider", value, 64);
    }

    @Override
    public String toString() {
        return value;
    }
}
