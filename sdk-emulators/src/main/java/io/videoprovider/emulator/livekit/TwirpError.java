package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** An error response of the server: Twirp's JSON with a code. */
final class TwirpError extends Exception {

    private static final long serialVersionUID = 1;

    // Errors from inside the server pass through its RPC layer, which adds this prefix.
    private static final String WRAPPED = "twirp error unknown: ";

    private static final Map<String, Integer> STATUS = Map.ofEntries(
            Map.entry("canceled", 408),
            Map.entry("unknown", 500),
            Map.entry("invalid_argument", 400),
            Map.entry("malformed", 400),
            Map.entry("deadline_exceeded", 408),
            Map.entry("not_found", 404),
            Map.entry("bad_route", 404),
            Map.entry("already_exists", 409),
            Map.entry("permission_denied", 403),
            Map.entry("unauthenticated", 401),
            Map.entry("resource_exhausted", 429),
            Map.entry("failed_precondition", 412),
            Map.entry("aborted", 409),
            Map.entry("out_of_range", 400),
            Map.entry("unimplemented", 501),
            Map.entry("internal", 500),
            Map.entry("unavailable", 503),
            Map.entry("data_loss", 500));

    private final String code;
    private final transient Map<String, String> meta;

    private TwirpError(String code, String message, Map<String, String> meta) {
        super(message, null, false, false);
        this.code = code;
        this.meta = meta;
    }

    static TwirpError of(String code, String message) {
        return new TwirpError(code, message, Map.of());
    }

    static TwirpError wrapped(String code, String message) {
        return of(code, WRAPPED + message);
    }

    static TwirpError notFound(String what) {
        return wrapped("not_found", what + " does not exist");
    }

    static TwirpError invalid(String message) {
        return wrapped("invalid_argument", message);
    }

    /** Returns the error for an argument that exceeds its limit. */
    static TwirpError exceeds(String argument, long limit) {
        return argument(argument, Long.toString(limit));
    }

    static TwirpError argument(String argument, String message) {
        return new TwirpError("invalid_argument", argument + " " + message, Map.of("argument", argument));
    }

    static TwirpError badRoute(String message, String method, String path) {
        return new TwirpError("bad_route", message, Map.of("twirp_invalid_route", method + " " + path));
    }

    static TwirpError permissionsDenied() {
        return of("unauthenticated", "permissions denied");
    }

    /** Returns the error of a node or worker that does not exist. */
    static TwirpError noResponse() {
        return wrapped("unavailable", "no response from servers");
    }

    /** Returns the error of a stop whose worker does not respond within three seconds. */
    static TwirpError timedOut() {
        return wrapped("deadline_exceeded", "request timed out");
    }

    static TwirpError notConnected(String service) {
        return wrapped("internal", service + " not connected (redis required)");
    }

    /** Returns the error of a telephone call that was not accepted. */
    static TwirpError sip(String code, int status, String text) {
        return new TwirpError(
                code,
                "sip status " + status + ": " + text,
                Map.of("sip_status_code", Integer.toString(status), "sip_status", text, "error_details", "CAk="));
    }

    int status() {
        return STATUS.getOrDefault(code, 500);
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("code", code).put("msg", getMessage());
        if (!meta.isEmpty()) {
            ObjectNode node = json.putObject("meta");
            meta.forEach(node::put);
        }
        return json;
    }
}
