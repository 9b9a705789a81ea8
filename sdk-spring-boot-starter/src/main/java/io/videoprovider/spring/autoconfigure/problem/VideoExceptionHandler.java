package io.videoprovider.spring.autoconfigure.problem;

import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.ProviderClosedException;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.error.WebhookRejectedException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Responds to exceptions of the SDK with a problem body (RFC 9457). A vendor's text goes to the log only. A refusal without an
 * operation is one of the SDK, about the caller; one of a vendor is about the credentials or the rate of this application.
 */
@RestControllerAdvice
@Order(0)
class VideoExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(VideoExceptionHandler.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> handle(VideoException e) {
        ProblemDetail problem = problem(e);
        boolean ofSender = e instanceof WebhookRejectedException || e instanceof UnsupportedFeatureException;
        if (problem.getStatus() >= 500 && !ofSender) {
            log.warn("a request failed with HTTP {}", problem.getStatus(), e);
        } else {
            log.debug("a request was refused with HTTP {}", problem.getStatus(), e);
        }
        ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.getStatus());
        Duration wait = e.retryAfter();
        if (wait != null) {
            response.header(
                    HttpHeaders.RETRY_AFTER,
                    String.valueOf(Math.max(1, wait.plusMillis(999).toSeconds())));
        }
        return response.body(problem);
    }

    private static ProblemDetail problem(VideoException e) {
        boolean ofCaller = e.operation() == null;
        if (e instanceof InvalidRequestException invalid && invalid.field() != null) {
            ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, "invalid-request", String.valueOf(e.getMessage()));
            problem.setProperty("field", invalid.field());
            return problem;
        }
        if (e instanceof WebhookRejectedException rejected) {
            return problem(HttpStatus.valueOf(rejected.httpStatus()), "webhook-rejected", "the webhook is rejected");
        }
        if (e instanceof AuthenticationException && ofCaller) {
            return problem(HttpStatus.UNAUTHORIZED, "authentication", "the token is not valid");
        }
        if (e instanceof PermissionDeniedException && ofCaller) {
            return problem(HttpStatus.FORBIDDEN, "permission-denied", "access is denied");
        }
        if (e instanceof NotFoundException) {
            return problem(HttpStatus.NOT_FOUND, "not-found", "this does not exist, or you have no access");
        }
        if (e instanceof ConflictException) {
            return problem(HttpStatus.CONFLICT, "conflict", "this is not possible in the present state");
        }
        if (e instanceof RateLimitedException && ofCaller) {
            return problem(HttpStatus.TOO_MANY_REQUESTS, "rate-limited", "too many requests");
        }
        if (e instanceof UnsupportedFeatureException) {
            return problem(
                    HttpStatus.NOT_IMPLEMENTED, "unsupported-feature", "the video provider does not support this");
        }
        if (e instanceof RecordingUnavailableException) {
            return problem(HttpStatus.SERVICE_UNAVAILABLE, "recording-unavailable", "no recorder is available");
        }
        if (e instanceof DeadlineExceededException) {
            return problem(HttpStatus.GATEWAY_TIMEOUT, "unavailable", "the video provider did not respond in time");
        }
        if (e instanceof UnavailableException
                || e instanceof RateLimitedException
                || e instanceof InterruptedOperationException
                || e instanceof ProviderClosedException) {
            return problem(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "the video provider is not available");
        }
        return problem(HttpStatus.BAD_GATEWAY, "provider-error", "the video provider failed");
    }

    private static ProblemDetail problem(HttpStatus status, String reason, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("reason", reason);
        return problem;
    }
}
