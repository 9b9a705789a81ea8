package io.videoprovider.feature;

import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import java.util.Set;

/**
 * The features and limits of a provider, as data. Immutable. The table in {@code docs/capabilities.md} is generated from it.
 *
 * @param provider the provider
 * @param supported the options that requests may contain
 * @param features the optional features
 * @param limits the largest sizes
 * @param semantics the differences in behaviour
 */
public record Capabilities(
        ProviderId provider,
        Set<Capability> supported,
        Set<Class<? extends Feature>> features,
        Limits limits,
        Semantics semantics) {

    public Capabilities {
        Check.notNull("provider", provider);
        Check.notNull("limits", limits);
        Check.notNull("semantics", semantics);
        supported = Check.setOf("supported", supported);
        features = Check.setOf("features", features);
    }

    /** Returns whether requests may contain an option. */
    public boolean has(Capability capability) {
        return supported.contains(Check.notNull("capability", capability));
    }

    /**
     * Requires an option.
     *
     * @param option the name of the option in the message
     * @throws UnsupportedFeatureException if the provider does not support the option
     */
    public void require(Capability capability, String option) {
        Check.notNull("option", option);
        if (!has(capability)) {
            throw new UnsupportedFeatureException(
                    provider, "does not support " + option + " (" + capability + " is not in its capabilities)");
        }
    }
}
