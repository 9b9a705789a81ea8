package io.videoprovider.event;

import io.videoprovider.error.Check;
import io.videoprovider.participant.Participant;
import org.jspecify.annotations.Nullable;

/**
 * A participant disconnected before the media connection was established; {@link ParticipantJoined} was not sent.
 *
 * @param info the properties that every event has
 * @param participant the participant
 * @param reason the reason, in the vendor's words in lower case, such as {@code participant_removed}; null if not reported
 */
public record ParticipantAborted(
        EventInfo info, Participant participant, @Nullable String reason) implements ParticipantEvent {

    public ParticipantAborted {
        Check.notNull("info", info);
        Check.notNull("participant", participant);
    }
}
