package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import io.videoprovider.error.WebhookRejectedException.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP response to a webhook.
 *
 * @param outcome the result of the intake
 * @param status the HTTP status
 * @param retryAfter the value of the {@code Retry-After} header, to be sent in seconds; null for no header
 * @param rejection the reason of a rejection; null unless the outcome is {@link Outcome#REJECTED}
 * @param type the vendor's name of the event; null if the webhook was rejected or could not be parsed
 * @param signedBy the name of the secret with which the webhook was signed, such as {@code devkey#1}; null if the webhook was rejected or
 *     could not be parsed
 */
public record IntakeResponse(
        Outcome outcome,
        int status,
        @Nullable Duration retryAfter,
        @Nullable Reason rejection,
        @Nullable String type,
        @Nullable String signedBy) {

    public IntakeResponse {
        Check.notNull("outcome", outcome);
    }

    /** The result of an intake. */
    public enum Outcome {
        /** The webhook is stored in the inbox. */
        ACCEPTED,
        /** The webhook is a repeated delivery. */
        DUPLICATE,
        /** Verification failed. The vendor delivers again only if the status is 503. */
        REJECTED,
        /** The inbox is full; the vendor must deliver again. */
        FULL,
        /** The intake or the inbox failed; the vendor must deliver again. */
        UNAVAILABLE
    }
}
