package io.videoprovider.broadcast;

import io.videoprovider.error.Check;

/**
 * The id of a broadcast. Store its value as it is; its format is the provider's own.
 *
 * @param value 1 to 2048 characters
 */
public record BroadcastId(String value) {

    public BroadcastId {
        Check.id("broadcast id", value, 2048);
    }

    @Override
    public String toString() {
        return value;
    }
}
