package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import tools.jackson.databind.node.ObjectNode;

/** An error of the API: the vendor's code, the HTTP status that belongs to it, and the reason. */
final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1;

    static final int INTERNAL = -1;
    static final int BAD_KEY = 2;
    static final int INPUT = 4;
    static final int UNAUTHENTICATED = 5;
    static final int RATE_LIMITED = 9;
    static final int NOT_FOUND = 16;
    static final int NOT_ALLOWED = 17;
    static final int TOKEN_EXPIRED = 40;
    static final int TOKEN_NOT_YET_VALID = 41;
    static final int TOKEN_BEFORE_ISSUE = 42;
    static final int TOKEN_SIGNATURE = 43;

    private final int code;
    private final int status;
    private final ObjectNode exceptionFields;

    private ApiError(int code, int status, String reason, ObjectNode exceptionFields) {
        super(reason, null, false, false);
        this.code = code;
        this.status = status;
        this.exceptionFields = exceptionFields;
    }

    static ApiError of(int code, String reason) {
        int status = switch (code) {
            case INTERNAL -> 500;
            case BAD_KEY, UNAUTHENTICATED, TOKEN_EXPIRED, TOKEN_NOT_YET_VALID, TOKEN_BEFORE_ISSUE, TOKEN_SIGNATURE ->
                401;
            case RATE_LIMITED -> 429;
            case NOT_FOUND -> 404;
            case NOT_ALLOWED -> 403;
            default -> 400;
        };
        return new ApiError(code, status, reason, Json.object());
    }

    static ApiError input(String reason) {
        return of(INPUT, reason);
    }

    /** Returns the error for an invalid field of the request. */
    static ApiError field(String field, String reason) {
        return new ApiError(INPUT, 400, field + " " + reason, Json.object().put(field, field + " " + reason));
    }

    static ApiError notFound(String reason) {
        return of(NOT_FOUND, reason);
    }

    int code() {
        return code;
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    ObjectNode json(String operation, String duration) {
        return json(code, status, operation + " failed with error: \"" + reason() + "\"", exceptionFields, duration);
    }

    static ObjectNode json(int code, int status, String message, ObjectNode exceptionFields, String duration) {
        ObjectNode json = Json.object()
                .put("code", code)
                .put("message", message)
                .put("StatusCode", status)
                .put("duration", duration)
                .put("more_info", "https://getstream.io/chat/docs/api_errors_response");
        json.putArray("details");
        if (!exceptionFields.isEmpty()) {
            json.set("exception_fields", exceptionFields);
        }
        return json;
    }
}
