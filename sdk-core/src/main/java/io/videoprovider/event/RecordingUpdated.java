package io.videoprovider.event;

import io.videoprovider.recording.Recording;

/**
 * A recording moved on. Vendors leave steps out: one may never see it recording.
 *
 * @param info what every event has
 * @param recording as it was then
 */
public record RecordingUpdated(EventInfo info, Recording recording) implements VideoEvent {}
