package io.videoprovider.event;

import io.videoprovider.participant.Participant;

/**
 * Somebody is no longer in the call.
 *
 * @param info what every event has
 * @param participant who, as they were
 * @param reason why, in the vendor's words in lower case, such as {@code participant_removed}; {@code ""} when it did not say
 */
public record ParticipantLeft(EventInfo info, Participant participant, String reason) implements ParticipantEvent {}
