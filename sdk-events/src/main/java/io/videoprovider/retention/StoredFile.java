package io.videoprovider.retention;

/**
 * A file that exists in a store. Immutable.
 *
 * @param bytes the size in bytes
 */
public record StoredFile(long bytes) {}
