package io.videoprovider.event;

import io.videoprovider.participant.Track;

/**
 * Somebody no longer publishes a track.
 *
 * @param info what every event has
 * @param userId who
 * @param connectionId their connection
 * @param track what
 */
public record TrackUnpublished(EventInfo info, String userId, String connectionId, Track track) implements TrackEvent {}
