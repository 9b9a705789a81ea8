package io.videoprovider.recording;

import io.videoprovider.error.Check;

/**
 * The id of a recording. Store its value as it is; its format is the provider's own.
 *
 * @param value 1 to 512 characters
 */
public record RecordingId(String value) {

    public RecordingId {
        Check.id("recording id", value, 512);
    }

    @Override
    public String toString() {
        return value;
    }
}
