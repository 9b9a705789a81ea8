package io.videoprovider.emulator.stream;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Who asks, as the token says.
 *
 * @param userId the user; empty for the application's own server
 * @param callCids the calls in which a call token makes its bearer a member
 * @param role the role in those calls
 */
record Caller(String userId, List<String> callCids, String role, JsonNode claims) {

    boolean server() {
        return userId.isEmpty();
    }
}
