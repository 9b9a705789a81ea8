package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.participant.Track;

/**
 * A participant unpublished a track.
 *
 * @param info the properties that every event has
 * @param userId the participant
 * @param connectionId the id of the participant's connection
 * @param track the track
 */
public record TrackUnpublished(EventInfo info, String userId, String connectionId, Track track) implements TrackEvent {

    public TrackUnpublished {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
        Check.notNull("connectionId", connectionId);
        Check.notNull("track", track);
    }
}
