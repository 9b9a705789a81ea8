package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ErrorDetails;
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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps status and Twirp code of LiveKit's error responses to exceptions. */
final class LiveKitErrors {

    /** Prefix that self-hosted servers add to errors from their internal bus. */
    private static final String WRAPPED = "twirp error unknown: ";

    /**
     * Operations that the server forwards without looking up their target. If the target does not respond, the server reports
     * {@code unavailable} after some seconds; a retry would take as long and fail in the same way.
     */
    private static final Set<String> FORWARDED = Set.of(
            "MutePublishedTrack",
            "UpdateSubscriptions",
            "SendData",
            "PerformRpc",
            "ListDispatch",
            "DeleteDispatch",
            "CreateSIPParticipant",
            "TransferSIPParticipant",
            "ForwardParticipant",
            "MoveParticipant",
            "StartEgress",
            "StartRoomCompositeEgress",
            "StartWebEgress",
            "StartParticipantEgress",
            "StartTrackCompositeEgress",
            "StartTrackEgress");

    private static final String SIP_STATUS_CODE = "sip_status_code";

    private LiveKitErrors() {}

    /** Status of LiveKit Cloud in a region in which the project is not allowed. */
    static final int NOT_IN_THIS_REGION = 451;

    /**
     * Returns the exception for an error response.
     *
     * @param severalRegions whether another region may serve the request
     */
    static VideoException of(HttpResponse response, Attempt attempt, boolean severalRegions) {
        if (response.status() == NOT_IN_THIS_REGION) {
            return new ProviderException(
                    "the project is not allowed in this region", attempt.refused(response, null, severalRegions), null);
        }
        Json twirp = response.json();
        return twirp == null || !twirp.has("code")
                ? plain(response, null, attempt)
                : twirp(twirp, response, attempt, severalRegions);
    }

    private static VideoException twirp(Json error, HttpResponse response, Attempt attempt, boolean severalRegions) {
        String code = error.string("code");
        String text = text(error.string("msg"));
        return switch (code) {
            case "invalid_argument", "malformed", "out_of_range" ->
                new InvalidRequestException(text, details(attempt.refused(response, code, false), error), null);
            // The token is valid, but a grant is missing. An invalid token is rejected in plain text.
            case "unauthenticated", "permission_denied" ->
                new PermissionDeniedException(text, details(attempt.refused(response, code, false), error), null);
            case "not_found" ->
                new NotFoundException(text, details(attempt.refused(response, code, false), error), null);
            case "bad_route" ->
                new ProviderException(
                        "the server does not support this operation, which may need a newer version: " + text,
                        details(attempt.refused(response, code, false), error),
                        null);
            case "already_exists", "aborted", "failed_precondition" ->
                new ConflictException(text, details(attempt.refused(response, code, false), error), null);
            case "resource_exhausted" ->
                new RateLimitedException(text, details(attempt.refused(response, code, true), error), null);
            case "canceled" ->
                new DeadlineExceededException(text, details(attempt.uncertain(response, code, false), error), null);
            case "deadline_exceeded" ->
                new DeadlineExceededException(text, details(attempt.uncertain(response, code, true), error), null);
            case "unavailable" ->
                new UnavailableException(
                        text,
                        details(
                                attempt.uncertain(
                                        response,
                                        code,
                                        severalRegions
                                                || !FORWARDED.contains(
                                                        attempt.operation().operationName())),
                                error),
                        null);
            // "not implemented", "… not connected (redis required)": a retry would fail in the same way.
            case "internal", "unknown", "unimplemented", "data_loss", "dataloss" ->
                new ProviderException(text, details(attempt.uncertain(response, code, false), error), null);
            // Not a code of Twirp: the JSON of a proxy, mapped by its status.
            default -> plain(response, code, attempt);
        };
    }

    /** Returns the details with Twirp's {@code meta}. */
    private static ErrorDetails details(ErrorDetails details, Json error) {
        Map<String, String> meta = new LinkedHashMap<>();
        error.stringMap("meta").forEach((name, value) -> {
            // error_details is the whole error again, in binary.
            if (!name.equals("error_details")) {
                meta.put(name, ErrorText.sanitize(value));
            }
        });
        ErrorDetails complete = meta.isEmpty() ? details : details.withVendorFields(meta);
        // The telephone network responded: another attempt would call the person again.
        return meta.containsKey(SIP_STATUS_CODE) ? complete.withRetryable(false) : complete;
    }

    private static VideoException plain(HttpResponse response, @Nullable String code, Attempt attempt) {
        return switch (response.status()) {
            case 401 ->
                new AuthenticationException(unauthorized(response), attempt.refused(response, code, false), null);
            case 403 -> new PermissionDeniedException("forbidden", attempt.refused(response, code, false), null);
            case 404 ->
                new ProviderException(
                        "the URL is not that of a LiveKit server, or the server does not have this service",
                        attempt.refused(response, code, false),
                        null);
            case 408 ->
                new DeadlineExceededException("the server timed out", attempt.uncertain(response, code, true), null);
            case 413 ->
                new InvalidRequestException("the request is too large", attempt.refused(response, code, false), null);
            case 429 -> new RateLimitedException("too many requests", attempt.refused(response, code, true), null);
            case 500, 502, 503, 504 ->
                new UnavailableException("the server or a proxy failed", attempt.uncertain(response, code, true), null);
            default ->
                new ProviderException(
                        "unexpected response; check that the URL is that of a LiveKit server",
                        attempt.unexpected(response, code),
                        null);
        };
    }

    /**
     * Returns the problem of a plain-text 401. The text of servers before 1.13.6 repeats the whole token, so only the known reason behind it
     * is quoted.
     */
    private static String unauthorized(HttpResponse response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (body.startsWith("invalid API key")) {
            return "the API key is unknown to the server";
        }
        int reason = body.lastIndexOf(", error: ");
        if (body.startsWith("invalid token") && reason >= 0) {
            return rejected(body.substring(reason + ", error: ".length()));
        }
        String withoutToken = "invalid authorization token: ";
        if (body.startsWith(withoutToken)) {
            return rejected(body.substring(withoutToken.length()));
        }
        return "the server rejected the credentials";
    }

    private static String rejected(String reason) {
        return "the server rejected the token; check the API secret and both clocks: " + text(reason);
    }

    private static String text(String vendor) {
        return ErrorText.sanitize(vendor.startsWith(WRAPPED) ? vendor.substring(WRAPPED.length()) : vendor);
    }
}
