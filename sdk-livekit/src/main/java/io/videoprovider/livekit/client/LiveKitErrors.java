package io.videoprovider.livekit.client;

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
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** LiveKit's failures as types: the one table from status and Twirp code to exception. */
final class LiveKitErrors {

    /** How OSS servers begin the text of an error that came over their internal bus. */
    private static final String WRAPPED = "twirp error unknown: ";

    /**
     * Operations that the server passes on without looking whether the target is there. When nobody answers it says
     * {@code unavailable} after some seconds; asking again would cost as many and end the same.
     */
    private static final Set<String> SILENCE_MEANS_NOBODY = Set.of(
            "MutePublishedTrack",
            "UpdateSubscriptions",
            "SendData",
            "PerformRpc",
            "ListDispatch",
            "ForwardParticipant",
            "MoveParticipant",
            "StartEgress",
            "StartRoomCompositeEgress",
            "StartWebEgress",
            "StartParticipantEgress",
            "StartTrackCompositeEgress",
            "StartTrackEgress");

    private LiveKitErrors() {}

    /** What LiveKit Cloud answers where a project is bound to other regions. */
    static final int NOT_IN_THIS_REGION = 451;

    /**
     * What an answer that is no success means.
     *
     * @param severalRegions whether another region may be asked
     */
    static VideoException of(HttpResponse answer, Attempt attempt, boolean severalRegions) {
        if (answer.status() == NOT_IN_THIS_REGION) {
            return new ProviderException(
                    "the project is not allowed in this region", attempt.refused(answer, null, severalRegions), null);
        }
        Json twirp = answer.json();
        return twirp == null || !twirp.has("code")
                ? plain(answer, null, attempt)
                : twirp(twirp, answer, attempt, severalRegions);
    }

    private static VideoException twirp(Json error, HttpResponse answer, Attempt attempt, boolean severalRegions) {
        String code = error.string("code");
        String text = text(error.string("msg"));
        return switch (code) {
            case "invalid_argument", "malformed", "out_of_range" ->
                new InvalidRequestException(text, attempt.refused(answer, code, false), null);
            // The server says so when the token is good and a grant is missing; a bad token is refused in plain text.
            case "unauthenticated", "permission_denied" ->
                new PermissionDeniedException(text, attempt.refused(answer, code, false), null);
            case "not_found" -> new NotFoundException(text, attempt.refused(answer, code, false), null);
            case "bad_route" ->
                new ProviderException(
                        "the server does not support this operation, which may need a newer version: " + text,
                        attempt.refused(answer, code, false),
                        null);
            case "already_exists", "aborted", "failed_precondition" ->
                new ConflictException(text, attempt.refused(answer, code, false), null);
            case "resource_exhausted" -> new RateLimitedException(text, attempt.refused(answer, code, true), null);
            case "canceled" -> new DeadlineExceededException(text, attempt.uncertain(answer, code, false), null);
            case "deadline_exceeded" ->
                new DeadlineExceededException(text, attempt.uncertain(answer, code, true), null);
            case "unavailable" ->
                new UnavailableException(
                        text,
                        attempt.uncertain(
                                answer,
                                code,
                                severalRegions
                                        || !SILENCE_MEANS_NOBODY.contains(
                                                attempt.operation().operationName())),
                        null);
            // "not implemented", "… not connected (redis required)": the same the next time.
            case "internal", "unknown", "unimplemented", "data_loss", "dataloss" ->
                new ProviderException(text, attempt.uncertain(answer, code, false), null);
            // No code of Twirp's: the JSON of a proxy, which means what its status says.
            default -> plain(answer, code, attempt);
        };
    }

    private static VideoException plain(HttpResponse answer, @Nullable String code, Attempt attempt) {
        return switch (answer.status()) {
            case 401 -> new AuthenticationException(unauthorized(answer), attempt.refused(answer, code, false), null);
            case 403 -> new PermissionDeniedException("forbidden", attempt.refused(answer, code, false), null);
            case 404 ->
                new ProviderException(
                        "the URL is not that of a LiveKit server, or the server does not have this service",
                        attempt.refused(answer, code, false),
                        null);
            case 408 ->
                new DeadlineExceededException("the server timed out", attempt.uncertain(answer, code, true), null);
            case 413 ->
                new InvalidRequestException("the request is too large", attempt.refused(answer, code, false), null);
            case 429 -> new RateLimitedException("too many requests", attempt.refused(answer, code, true), null);
            case 500, 502, 503, 504 ->
                new UnavailableException("the server or a proxy failed", attempt.uncertain(answer, code, true), null);
            default ->
                new ProviderException(
                        "unexpected response; check that the URL is that of a LiveKit server",
                        attempt.uncertain(answer, code, false),
                        null);
        };
    }

    /** What a plain-text 401 means. It may repeat the whole token, so none of it is quoted but the known reason behind it. */
    private static String unauthorized(HttpResponse answer) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        if (body.startsWith("invalid API key")) {
            return "the API key is unknown to the server";
        }
        int reason = body.lastIndexOf(", error: ");
        if (body.startsWith("invalid token") && reason >= 0) {
            return "the server rejected the token; check the API secret and both clocks: "
                    + text(body.substring(reason + ", error: ".length()));
        }
        return "the server rejected the credentials";
    }

    private static String text(String vendor) {
        return ErrorText.sanitize(vendor.startsWith(WRAPPED) ? vendor.substring(WRAPPED.length()) : vendor);
    }
}
