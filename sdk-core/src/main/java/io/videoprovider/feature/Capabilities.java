package io.videoprovider.feature;

import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import java.util.Set;

/**
 * What a provider can do, as data. Immutable. The table in {@code docs/capabilities.md} is generated from it.
 *
 * @param provider which provider
 * @param supported what requests may ask for
 * @param features its optional features
 * @param limits how large things may be
 * @param semantics what the same words mean there
 */
public record Capabilities(
        ProviderId provider,
        Set<Capability> supported,
        Set<Class<? extends Feature>> features,
        Limits limits,
        Semantics semantics) {

    public Capabilities {
        supported = Set.copyOf(supported);
        features = Set.copyOf(features);
    }

    /** Whether requests may ask for this. */
    public boolean has(Capability capability) {
        return supported.contains(capability);
    }

    /**
     * Refuses what is not there.
     *
     * @param asked what the request asks for, for the message
     * @throws UnsupportedFeatureException if requests may not ask for this
     */
    public void require(Capability capability, String asked) {
        if (!has(capability)) {
            throw new UnsupportedFeatureException(
                    provider, "does not support " + asked + " (" + capability + " is not in its capabilities)");
        }
    }
}
