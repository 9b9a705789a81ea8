package io.videoprovider.ingress;

import io.videoprovider.error.Check;

/**
 * The id of an ingress. Store its value as it is; its format is the provider's own.
 *
 * @param value 1 to 2048 characters
 */
public record IngressId(String value) {

    public IngressId {
        Check.id("ingress id", value, 2048);
    }

    @Override
    public String toString() {
        return value;
    }
}
