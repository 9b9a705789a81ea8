package io.videoprovider.emulator.stream;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The sender of a request, according to its token.
 *
 * @param userId the user; empty for the application's own server
 * @param callCids the calls in which a call token makes its holder a member
 * @param role the role in those calls
 */
record Caller(String userId, List<String> callCids, String role, JsonNode claims) {

    boolean server() {
        return userId.isEmpty();
    }
}
