package io.videoprovider.inbox;

import io.videoprovider.error.WebhookRejectedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to answer the sender of a webhook.
 *
 * @param outcome what became of it
 * @param status the HTTP status to answer with
 * @param retryAfter the value of the {@code Retry-After} header, in seconds; null for none
 * @param rejection why it was rejected; null when it was not
 * @param type the vendor's name of the event; null when it was rejected or could not be read
 */
public record IntakeResponse(
        Outcome outcome,
        int status,
        @Nullable Duration retryAfter,
        WebhookRejectedException.@Nullable Reason rejection,
        @Nullable String type) {

    /** What became of a webhook. */
    public enum Outcome {
        /** It is in the inbox. */
        ACCEPTED,
        /** It was in the inbox before. */
        DUPLICATE,
        /** It must not be believed. */
        REJECTED,
        /** The inbox is full; the sender is to come again. */
        FULL,
        /** The inbox does not work; the sender is to come again. */
        UNAVAILABLE
    }
}
