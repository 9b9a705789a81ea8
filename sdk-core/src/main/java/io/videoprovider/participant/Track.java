package io.videoprovider.participant;

import io.videoprovider.common.Json;

/**
 * Something that a participant publishes.
 *
 * @param id the vendor's id
 * @param kind what it shows or sounds
 * @param muted whether it is muted
 * @param raw the vendor's own words
 */
public record Track(String id, TrackKind kind, boolean muted, Json raw) {}
