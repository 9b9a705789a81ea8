package io.videoprovider.emulator.stream;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A request that the emulator received.
 *
 * @param method the HTTP method
 * @param path the path without the query, as received
 * @param operation the vendor's name of the operation, such as {@code GetOrCreateCall}; empty if it is not in the API
 * @param query the parameters of the query
 * @param headers all headers by lower-case name; {@code authorization} contains the token
 * @param body the body as text
 * @param claims the claims of a valid token
 * @param processed whether the server processed the request: false if a fault responded instead
 * @param at the time of arrival
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

    /** Returns method and path only, because headers and body may contain secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
