package io.videoprovider.feature;

/**
 * The largest sizes that a provider accepts, in bytes of UTF-8. Larger values are rejected before any I/O.
 *
 * @param callIdBytes the id of a call, together with its type where the vendor has no types
 * @param userIdBytes a user id
 * @param displayNameBytes a display name
 * @param callMetadataBytes title, start and custom data of a call together, as JSON
 * @param participantMetadataBytes the metadata of a participant
 * @param attributesBytes all names and values of a participant's attributes
 * @param messageBytes the payload of a message
 */
public record Limits(
        int callIdBytes,
        int userIdBytes,
        int displayNameBytes,
        int callMetadataBytes,
        int participantMetadataBytes,
        int attributesBytes,
        int messageBytes) {}
