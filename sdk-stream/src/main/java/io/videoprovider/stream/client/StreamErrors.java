package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.spi.Attempt;
import io.videoprovider.spi.ErrorText;
import io.videoprovider.spi.HttpResponse;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Maps status and error code of Stream's error responses to exceptions. */
final class StreamErrors {

    /** Code 4 means an invalid request or a conflict with the present state; only these words distinguish them. */
    private static final Pattern STATE =
            Pattern.compile("no active session|not running|already running|already started|is not being|is already");

    private StreamErrors() {}

    static VideoException of(HttpResponse response, Attempt attempt) {
        Json error = response.json();
        return error == null || !error.has("code") ? plain(response, attempt) : coded(error, response, attempt);
    }

    private static VideoException coded(Json error, HttpResponse response, Attempt attempt) {
        String code = Long.toString(error.number("code"));
        String text = ErrorText.sanitize(error.string("message"));
        boolean mayRetry = !error.bool("unrecoverable");
        return switch (code) {
            case "2", "3", "5", "40", "41", "42", "43" ->
                new AuthenticationException(text, attempt.refused(response, code, false), null);
            case "17", "60", "70", "99" ->
                new PermissionDeniedException(text, attempt.refused(response, code, false), null);
            case "16" -> new NotFoundException(text, attempt.refused(response, code, false), null);
            case "9", "71" -> new RateLimitedException(text, attempt.refused(response, code, mayRetry), null);
            case "4" ->
                STATE.matcher(text).find()
                        ? new ConflictException(text, attempt.refused(response, code, false), null)
                        : new InvalidRequestException(text, attempt.refused(response, code, false), null);
            case "6" -> new ConflictException(text, attempt.refused(response, code, false), null);
            case "18", "19", "20", "21", "22", "24" ->
                new InvalidRequestException(text, attempt.refused(response, code, false), null);
            case "23" -> new DeadlineExceededException(text, attempt.uncertain(response, code, mayRetry), null);
            default -> plain(text, code, mayRetry, response, attempt);
        };
    }

    private static VideoException plain(HttpResponse response, Attempt attempt) {
        return plain("unexpected response; it may come from a proxy", null, true, response, attempt);
    }

    /** Maps by the status only: for an unknown code, or a response that is not JSON. */
    private static VideoException plain(
            String text, @Nullable String code, boolean mayRetry, HttpResponse response, Attempt attempt) {
        int status = response.status();
        return switch (status) {
            case 400, 413, 414, 422, 431 ->
                new InvalidRequestException(text, attempt.refused(response, code, false), null);
            case 401 -> new AuthenticationException(text, attempt.refused(response, code, false), null);
            case 403 -> new PermissionDeniedException(text, attempt.refused(response, code, false), null);
            case 404 ->
                code == null
                        ? new ProviderException(text, attempt.refused(response, null, false), null)
                        : new NotFoundException(text, attempt.refused(response, code, false), null);
            case 408 -> new DeadlineExceededException(text, attempt.uncertain(response, code, mayRetry), null);
            case 409 -> new ConflictException(text, attempt.refused(response, code, false), null);
            case 429 -> new RateLimitedException(text, attempt.refused(response, code, mayRetry), null);
            case 500, 502, 503, 504 ->
                new UnavailableException(text, attempt.uncertain(response, code, mayRetry), null);
            default -> new ProviderException(text, attempt.unexpected(response, code), null);
        };
    }
}
