package io.videoprovider.feature;

/**
 * How large things may be at a provider, in bytes of UTF-8. More is refused before any I/O.
 *
 * @param callIdBytes of a call's id, with its type where the vendor has none
 * @param userIdBytes of a user id
 * @param displayNameBytes of a display name
 * @param callMetadataBytes of a call's title, start and custom data together, as JSON
 * @param participantMetadataBytes of a participant's metadata
 * @param attributesBytes of all names and values of a participant's attributes
 * @param messageBytes of a message's payload
 */
public record Limits(
        int callIdBytes,
        int userIdBytes,
        int displayNameBytes,
        int callMetadataBytes,
        int participantMetadataBytes,
        int attributesBytes,
        int messageBytes) {}
