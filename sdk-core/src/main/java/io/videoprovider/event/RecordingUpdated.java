package io.videoprovider.event;

import io.videoprovider.recording.Recording;

/**
 * A recording moved on, in a way that has no type of its own: on LiveKit it now really records.
 *
 * @param info what every event has
 * @param recording as it was then
 */
public record RecordingUpdated(EventInfo info, Recording recording) implements RecordingEvent {}
