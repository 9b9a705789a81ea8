package io.videoprovider.spring;

import io.videoprovider.livekit.LiveKitVideoProvider;

/** Customizes the LiveKit provider before it is built. Beans are applied in their order, after the properties. */
@FunctionalInterface
public interface LiveKitBuilderCustomizer {

    /** Changes the builder. What it sets wins over the properties. */
    void customize(LiveKitVideoProvider.Builder builder);
}
