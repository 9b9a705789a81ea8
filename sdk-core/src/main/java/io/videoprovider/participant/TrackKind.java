package io.videoprovider.participant;

import io.videoprovider.error.Check;

/**
 * The source of a track: {@link #MICROPHONE}, {@link #CAMERA}, {@link #SCREEN_SHARE} or {@link #SCREEN_SHARE_AUDIO}. An open value: vendors
 * may add kinds, and LiveKit reports {@code unknown} for a track without a source.
 *
 * @param name the name in lower case, such as {@code camera}
 */
public record TrackKind(String name) {

    /** A camera. */
    public static final TrackKind CAMERA = new TrackKind("camera");

    /** A microphone. */
    public static final TrackKind MICROPHONE = new TrackKind("microphone");

    /** A screen share. */
    public static final TrackKind SCREEN_SHARE = new TrackKind("screen_share");

    /** The audio of a screen share. */
    public static final TrackKind SCREEN_SHARE_AUDIO = new TrackKind("screen_share_audio");

    public TrackKind {
        Check.text("track kind", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
