package io.videoprovider.feature;

/**
 * Marks the interface of an optional feature. {@code provider.feature(Messages.class)} looks it up. A provider that has a feature
 * supports all of its methods, except those that need a {@link Capability} which it does not have.
 */
public interface Feature {}
