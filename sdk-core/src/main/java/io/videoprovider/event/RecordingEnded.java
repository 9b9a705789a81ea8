package io.videoprovider.event;

import io.videoprovider.recording.Recording;

/**
 * A recording is over, ready or failed.
 *
 * @param info what every event has
 * @param recording as it was then
 */
public record RecordingEnded(EventInfo info, Recording recording) implements VideoEvent {}
