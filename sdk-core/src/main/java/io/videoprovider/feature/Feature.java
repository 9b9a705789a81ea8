package io.videoprovider.feature;

/**
 * Marks an interface of something that only some providers can do. Look one up with {@code provider.feature(Messages.class)};
 * a provider that has it can do all of it: there are no methods that exist and throw.
 */
public interface Feature {}
