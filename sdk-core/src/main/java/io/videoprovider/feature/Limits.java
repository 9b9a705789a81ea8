package io.videoprovider.feature;

/**
 * How large things may be at a provider. More is refused before any I/O.
 *
 * @param callIdCharacters of a call's id, with its type where the vendor has none
 * @param userIdCharacters of a user id
 * @param displayNameCharacters of a display name
 * @param callMetadataBytes of a call's title, start and custom data together, as JSON in UTF-8
 * @param participantMetadataBytes of a participant's metadata in UTF-8
 * @param attributesBytes of all names and values of a participant's attributes in UTF-8
 * @param messageBytes of a message's payload
 */
public record Limits(
        int callIdCharacters,
        int userIdCharacters,
        int displayNameCharacters,
        int callMetadataBytes,
        int participantMetadataBytes,
        int attributesBytes,
        int messageBytes) {}
