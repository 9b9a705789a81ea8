package io.videoprovider.error;

/**
 * The id of a provider: a lower-case name such as {@code livekit}. An open value: a provider outside of this SDK has its own.
 *
 * @param value 1 to 64 characters
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
