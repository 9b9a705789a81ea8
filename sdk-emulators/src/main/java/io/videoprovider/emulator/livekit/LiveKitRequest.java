package io.videoprovider.emulator.livekit;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A request that the emulator received.
 *
 * @param method the HTTP method
 * @param path the path without the query, double slashes collapsed
 * @param rpc {@code Service/Method} for a call of the API, empty for anything else
 * @param headers all headers by lower-case name; {@code authorization} contains the token
 * @param body the body as text; JSON for a message in protocol buffers
 * @param claims the claims of a valid token; the grants are under {@code video} and {@code sip}
 * @param processed whether the server processed the request: false if a fault responded instead
 * @param at the time of arrival
 */
public record LiveKitRequest(
        String method,
        String path,
        String rpc,
        Map<String, List<String>> headers,
        String body,
        Map<String, Object> claims,
        boolean processed,
        Instant at) {

    /** Returns method and path only, because headers and body may contain secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
