package io.videoprovider.event;

import io.videoprovider.participant.Participant;

/** A participant joined or left. */
public sealed interface ParticipantEvent extends VideoEvent
        permits ParticipantJoined, ParticipantLeft, ParticipantAborted {

    /** Returns the participant. */
    Participant participant();
}
