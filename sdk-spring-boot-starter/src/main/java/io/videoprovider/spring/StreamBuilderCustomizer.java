package io.videoprovider.spring;

import io.videoprovider.stream.StreamVideoProvider;

/** Customizes the Stream provider before it is built. Beans are applied in their order, after the properties. */
@FunctionalInterface
public interface StreamBuilderCustomizer {

    /** Changes the builder. What it sets wins over the properties. */
    void customize(StreamVideoProvider.Builder builder);
}
