package io.videoprovider.transcription;

import io.videoprovider.error.Check;

/**
 * The id of a transcription. Store its value as it is; its format is the provider's own.
 *
 * @param value 1 to 512 characters
 */
public record TranscriptionId(String value) {

    public TranscriptionId {
        Check.id("transcription id", value, 512);
    }

    @Override
    public String toString() {
        return value;
    }
}
