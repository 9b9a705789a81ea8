package io.videoprovider.event;

import io.videoprovider.participant.Participant;

/**
 * Somebody is in the call.
 *
 * @param info what every event has
 * @param participant who
 */
public record ParticipantJoined(EventInfo info, Participant participant) implements ParticipantEvent {}
