package io.videoprovider.spring;

import io.videoprovider.common.Json;
import java.util.Map;

/**
 * What a client asks the token endpoint for, in the words of LiveKit's token sources. Nothing of it was checked.
 *
 * @param provider the id of the provider in the path
 * @param roomName the call; {@code ""} when the client did not say
 * @param participantIdentity who the client says it is; {@code ""} when it did not say
 * @param participantName what the others are to see; {@code ""} when it did not say
 * @param participantMetadata any text; {@code ""} when it did not say
 * @param participantAttributes key-value pairs
 * @param raw the whole request, with what has no word here, such as {@code room_config}
 */
public record TokenEndpointRequest(
        String provider,
        String roomName,
        String participantIdentity,
        String participantName,
        String participantMetadata,
        Map<String, String> participantAttributes,
        Json raw) {}
