package io.videoprovider.event;

import io.videoprovider.recording.Recording;

/**
 * A recording takes nothing more in; its files are not there yet.
 *
 * @param info what every event has
 * @param recording as it was then
 */
public record RecordingStopped(EventInfo info, Recording recording) implements RecordingEvent {}
