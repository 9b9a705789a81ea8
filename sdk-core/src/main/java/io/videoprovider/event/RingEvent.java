package io.videoprovider.event;

/** Members of a call are called and respond. */
public sealed interface RingEvent extends VideoEvent
        permits RingStarted, RingNotified, RingAccepted, RingRejected, RingMissed {}
