package io.videoprovider.event;

import io.videoprovider.recording.Recording;

/**
 * A recording was asked for and is about to begin, or has begun.
 *
 * @param info what every event has
 * @param recording as it was then
 */
public record RecordingStarted(EventInfo info, Recording recording) implements RecordingEvent {}
