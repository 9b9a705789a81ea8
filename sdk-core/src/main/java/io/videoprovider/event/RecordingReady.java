package io.videoprovider.event;

import io.videoprovider.recording.Recording;

/**
 * A recording is over and its files are there. Stream says so for each file.
 *
 * @param info what every event has
 * @param recording as it was then
 */
public record RecordingReady(EventInfo info, Recording recording) implements RecordingEvent {}
