package io.videoprovider.ingress;

import io.videoprovider.error.Check;

/**
 * Which ingress. Store its value as it is; what it is made of is the provider's business.
 *
 * @param value 1 to 512 characters
 */
public record IngressId(String value) {

    public IngressId {
        Check.id("ingress id", value, 512);
    }

    @Override
    public String toString() {
        return value;
    }
}
