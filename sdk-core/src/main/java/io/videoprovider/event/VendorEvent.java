package io.videoprovider.event;

/**
 * An event that one vendor alone has. Its types are in the vendor's own module, such as {@code StreamOnlyEvent}. It may be
 * about no call.
 */
public non-sealed interface VendorEvent extends VideoEvent {}
