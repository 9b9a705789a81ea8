package io.videoprovider.event;

import io.videoprovider.participant.Track;

/**
 * A participant unpublished a track.
 *
 * @param info the properties that every event has
 * @param userId the participant
 * @param connectionId the id of the participant's connection
 * @param track the track
 */
public record TrackUnpublished(EventInfo info, String userId, String connectionId, Track track) implements TrackEvent {}
