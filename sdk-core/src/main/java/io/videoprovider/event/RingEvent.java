package io.videoprovider.event;

/** Somebody is being called, and answers or not. */
public sealed interface RingEvent extends VideoEvent
        permits RingStarted, RingNotified, RingAccepted, RingRejected, RingMissed {}
