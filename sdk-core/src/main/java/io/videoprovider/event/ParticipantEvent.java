package io.videoprovider.event;

import io.videoprovider.participant.Participant;

/** Somebody came or went. */
public sealed interface ParticipantEvent extends VideoEvent
        permits ParticipantJoined, ParticipantLeft, ParticipantAborted {

    /** Who. */
    Participant participant();
}
