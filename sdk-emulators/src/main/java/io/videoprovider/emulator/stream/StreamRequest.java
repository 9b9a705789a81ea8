package io.videoprovider.emulator.stream;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A request that the emulator received.
 *
 * @param method the HTTP method
 * @param path the path without the query, as it came
 * @param operation the vendor's name for it, such as {@code GetOrCreateCall}; empty for what is not in the API
 * @param query the parameters of the query
 * @param headers all headers by lower-case name; {@code authorization} holds the token
 * @param body the body as text
 * @param claims what the token says, if it was valid
 * @param processed whether the server went about it: false when a fault answered in its place
 * @param at when it arrived
 */
public record StreamRequest(
        String method,
        String path,
        String operation,
        Map<String, String> query,
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
