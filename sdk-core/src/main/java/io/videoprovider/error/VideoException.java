package io.videoprovider.error;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything that this SDK throws. Unchecked; the sub-type says what kind of failure it is, {@link #details}
 * what is known about it. Messages name the provider, the operation, the status and the request id, and never hold a
 * secret: no token, no key, no body of an answer.
 */
public class VideoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorDetails details;

    /**
     * Creates an exception.
     *
     * @param problem what went wrong, in one sentence without a secret
     */
    public VideoException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(render(problem, details), cause);
        this.details = details;
    }

    private static String render(String problem, ErrorDetails details) {
        StringBuilder message = new StringBuilder();
        if (details.provider() != null) {
            message.append(details.provider());
            if (details.operation() != null) {
                message.append(' ').append(details.operation());
            }
            message.append(": ");
        }
        message.append(problem);
        List<String> facts = new ArrayList<>();
        if (details.status() != null) {
            facts.add("HTTP " + details.status());
        }
        if (details.code() != null) {
            facts.add(details.code());
        }
        if (details.requestId() != null) {
            facts.add("request " + details.requestId());
        }
        if (details.attempts() > 0) {
            facts.add("attempt " + details.attempts());
        }
        if (details.outcomeUnknown()) {
            facts.add("outcome unknown: it may have taken effect");
        }
        return facts.isEmpty()
                ? message.toString()
                : message.append(" [")
                        .append(String.join(", ", facts))
                        .append(']')
                        .toString();
    }

    /** Everything known about the failure. */
    public ErrorDetails details() {
        // The details of a deserialised exception are gone; its message still holds them.
        return details == null ? ErrorDetails.none() : details;
    }

    /** The provider's id; null when the failure has nothing to do with one. */
    public @Nullable ProviderId provider() {
        return details().provider();
    }

    /** The vendor's name of the operation; null when none was begun. */
    public @Nullable String operation() {
        return details().operation();
    }

    /** The HTTP status of the last answer; 0 when there was none. */
    public @Nullable Integer status() {
        return details().status();
    }

    /** The vendor's own error code; null when it gave none. */
    public @Nullable String code() {
        return details().code();
    }

    /** The id that was sent with every attempt; null when nothing was sent. */
    public @Nullable String requestId() {
        return details().requestId();
    }

    /** How often the request was tried; 0 when it was refused before any I/O. */
    public int attempts() {
        return details().attempts();
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
        return details().retryable();
    }

    /** How long the vendor asked to wait; null when it did not. */
    public @Nullable Duration retryAfter() {
        return details().retryAfter();
    }

    /**
     * Whether the operation may have taken effect although it failed. Look the thing up before doing it again: two
     * recordings are a bill.
     */
    public boolean outcomeUnknown() {
        return details().outcomeUnknown();
    }
}
