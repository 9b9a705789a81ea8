package io.videoprovider.event;

import io.videoprovider.participant.Track;

/** Somebody began or ceased to publish a track. */
public sealed interface TrackEvent extends VideoEvent permits TrackPublished, TrackUnpublished {

    /** Who. */
    String userId();

    /** Their connection. */
    String connectionId();

    /** What. */
    Track track();
}
