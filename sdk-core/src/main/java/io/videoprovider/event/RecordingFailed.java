package io.videoprovider.event;

import io.videoprovider.recording.Recording;

/**
 * A recording came to nothing; {@link Recording#failure} may say why.
 *
 * @param info what every event has
 * @param recording as it was then
 */
public record RecordingFailed(EventInfo info, Recording recording) implements RecordingEvent {}
