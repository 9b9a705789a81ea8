package io.videoprovider.event;

/**
 * An event that only one vendor has. Its types are in the vendor's module, such as {@code StreamOnlyEvent}. {@link #call} may be
 * null.
 */
public non-sealed interface VendorEvent extends VideoEvent {}
