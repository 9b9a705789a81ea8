package io.videoprovider.spring;

import io.videoprovider.livekit.LiveKitVideoProvider;

/** Customizes the builder of the LiveKit provider. Beans are applied in order, after the properties. */
@FunctionalInterface
public interface LiveKitBuilderCustomizer {

    /** Customizes the builder. Overrides the properties. */
    void customize(LiveKitVideoProvider.Builder builder);
}
