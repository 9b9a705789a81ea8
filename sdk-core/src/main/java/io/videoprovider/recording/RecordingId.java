package io.videoprovider.recording;

import io.videoprovider.error.Check;

/**
 * Which recording. Store its value as it is; what it is made of is the provider's business.
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
