package io.videoprovider.broadcast;

import io.videoprovider.error.Check;

/**
 * Which broadcast. Store its value as it is; what it is made of is the provider's business.
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
