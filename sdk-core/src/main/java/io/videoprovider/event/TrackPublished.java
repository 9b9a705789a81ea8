package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.participant.Track;

/**
 * A participant published a track.
 *
 * @param info the properties that every event has
 * @param userId the participant
 * @param connectionId the id of the participant's connection
 * @param track the track
 */
public record TrackPublished(EventInfo info, String userId, String connectionId, Track track) implements TrackEvent {

    public TrackPublished {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
        Check.notNull("connectionId", connectionId);
        Check.notNull("track", track);
    }
}
