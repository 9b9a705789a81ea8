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
 * @param headers all headers by lower-case name; {@code authorization} holds the token
 * @param body the body as text; JSON for a message in protocol buffers
 * @param claims what the token says, if it was valid; the grants are under {@code video} and {@code sip}
 * @param processed whether the server went about it: false when a fault answered in its place
 * @param at when it arrived
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

    /** Method and path only: headers and body may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
