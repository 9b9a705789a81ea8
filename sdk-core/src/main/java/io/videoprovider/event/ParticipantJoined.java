package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.participant.Participant;

/**
 * A participant joined the call.
 *
 * @param info the properties that every event has
 * @param participant the participant
 */
public record ParticipantJoined(EventInfo info, Participant participant) implements ParticipantEvent {

    public ParticipantJoined {
        Check.notNull("info", info);
        Check.notNull("participant", participant);
    }
}
