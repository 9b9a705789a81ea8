package io.videoprovider.event;

import io.videoprovider.participant.Track;

/** A participant published or unpublished a track. */
public sealed interface TrackEvent extends VideoEvent permits TrackPublished, TrackUnpublished {

    /** Returns the user who publishes the track. */
    String userId();

    /** Returns the id of the user's connection. */
    String connectionId();

    /** Returns the track. */
    Track track();
}
