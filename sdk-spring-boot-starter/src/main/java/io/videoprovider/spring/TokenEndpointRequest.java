package io.videoprovider.spring;

import io.videoprovider.common.Json;
import java.util.Map;

/**
 * Request of a client to the token endpoint, with the field names of LiveKit token sources. Its content is not validated.
 *
 * @param provider the id of the provider in the path
 * @param roomName the call; {@code ""} if not set
 * @param participantIdentity the user id that the client claims; {@code ""} if not set
 * @param participantName the display name; {@code ""} if not set
 * @param participantMetadata arbitrary text; {@code ""} if not set
 * @param participantAttributes key-value pairs
 * @param raw the complete request, including other fields such as {@code room_config}
 */
public record TokenEndpointRequest(
        String provider,
        String roomName,
        String participantIdentity,
        String participantName,
        String participantMetadata,
        Map<String, String> participantAttributes,
        Json raw) {}
