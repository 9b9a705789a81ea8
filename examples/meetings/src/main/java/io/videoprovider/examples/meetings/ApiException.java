package io.videoprovider.examples.meetings;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A response other than success, as a problem body (RFC 9457). Its detail is shown to users. */
final class ApiException extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates a response.
     *
     * @param reason the kind of problem, for the page
     */
    ApiException(HttpStatus status, String reason, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
        getBody().setProperty("reason", reason);
    }

    /** An id that does not exist, or that the caller may not see: the response does not disclose which. */
    static ApiException notFound(String subject) {
        return new ApiException(HttpStatus.NOT_FOUND, "not-found", subject + " does not exist, or you have no access");
    }

    static ApiException notHost() {
        return new ApiException(HttpStatus.FORBIDDEN, "not-host", "only hosts of the meeting may do this");
    }

    ApiException with(String name, Object value) {
        getBody().setProperty(name, value);
        return this;
    }

    ApiException retryAfter(Duration wait) {
        getHeaders()
                .set(
                        HttpHeaders.RETRY_AFTER,
                        String.valueOf(Math.max(1, wait.plusMillis(999).toSeconds())));
        return this;
    }
}
