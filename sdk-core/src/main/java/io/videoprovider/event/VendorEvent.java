package io.videoprovider.event;

/**
 * An event outside of the portable ones: one that only one vendor has, of a type in the vendor's module, such as {@code StreamOnlyEvent}; or
 * one that the SDK derives, such as {@code CallSummary} of the call history. {@link #call} may be null.
 */
public non-sealed interface VendorEvent extends VideoEvent {}
