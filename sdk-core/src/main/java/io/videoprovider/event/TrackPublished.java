package io.videoprovider.event;

import io.videoprovider.participant.Track;

/**
 * Somebody publishes a track.
 *
 * @param info what every event has
 * @param userId who
 * @param connectionId their connection
 * @param track what
 */
public record TrackPublished(EventInfo info, String userId, String connectionId, Track track) implements TrackEvent {}
