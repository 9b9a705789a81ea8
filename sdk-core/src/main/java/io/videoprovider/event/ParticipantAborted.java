package io.videoprovider.event;

import io.videoprovider.participant.Participant;

/**
 * Somebody tried to join and was gone before their media connected; no {@link ParticipantJoined} tells of them.
 *
 * @param info what every event has
 * @param participant who
 * @param reason why, in the vendor's words in lower case, such as {@code participant_removed}; {@code ""} when it did not say
 */
public record ParticipantAborted(EventInfo info, Participant participant, String reason) implements ParticipantEvent {}
