package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.participant.Participant;
import org.jspecify.annotations.Nullable;

/**
 * A participant left the call.
 *
 * @param info the properties that every event has
 * @param participant the participant before leaving
 * @param reason the reason, in the vendor's words in lower case, such as {@code participant_removed}; null if not reported
 */
public record ParticipantLeft(
        EventInfo info, Participant participant, @Nullable String reason) implements ParticipantEvent {

    public ParticipantLeft {
        Check.notNull("info", info);
        Check.notNull("participant", participant);
    }
}
