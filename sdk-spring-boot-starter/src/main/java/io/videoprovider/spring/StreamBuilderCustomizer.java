package io.videoprovider.spring;

import io.videoprovider.stream.StreamVideoProvider;

/** Customizes the builder of the Stream provider. Beans are applied in order, after the properties. */
@FunctionalInterface
public interface StreamBuilderCustomizer {

    /** Customizes the builder. Overrides the properties. */
    void customize(StreamVideoProvider.Builder builder);
}
