package io.videoprovider.error;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Base class of all exceptions of this SDK. Unchecked. The subtype is the kind of failure, {@link #details} contains the details. Messages
 * contain provider, operation, status and request id, and no secrets: no token, no key, no body of a response.
 */
public class VideoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorDetails details;

    /**
     * Creates an exception.
     *
     * @param problem the failure in one sentence, without a secret
     */
    public VideoException(String problem, ErrorDetails details, @Nullable Throwable cause) {
        super(render(problem, details), cause);
        this.details = details;
    }

    private static String render(String problem, ErrorDetails details) {
        Check.notNull("problem", problem);
        Check.notNull("details", details);
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

    /** Returns all details of the failure. */
    public ErrorDetails details() {
        // Details are not serialized; the message contains them.
        return details == null ? ErrorDetails.none() : details;
    }

    /** Returns the provider; null if the failure has no provider. */
    public @Nullable ProviderId provider() {
        return details().provider();
    }

    /** Returns the vendor's name of the operation; null if none was started. */
    public @Nullable String operation() {
        return details().operation();
    }

    /** Returns the HTTP status of the last response; null if there was none. */
    public @Nullable Integer status() {
        return details().status();
    }

    /** Returns the vendor's error code; null if there was none. */
    public @Nullable String code() {
        return details().code();
    }

    /** Returns the id that was sent with every attempt; null if nothing was sent. */
    public @Nullable String requestId() {
        return details().requestId();
    }

    /** Returns the number of attempts; 0 if the request was rejected before any I/O. */
    public int attempts() {
        return details().attempts();
    }

    /**
     * Returns further details by the vendor's names, such as {@code sip_status_code} of a telephone call on LiveKit; empty if there are
     * none.
     */
    public Map<String, String> vendorFields() {
        return details().vendorFields();
    }

    /** Returns whether the same request may succeed later. */
    public boolean retryable() {
        return details().retryable();
    }

    /** Returns the delay that the vendor requested; null if it did not. */
    public @Nullable Duration retryAfter() {
        return details().retryAfter();
    }

    /**
     * Returns whether the operation may have taken effect although it failed. Verify the state before you repeat the operation: a
     * second recording would be billed, too.
     */
    public boolean outcomeUnknown() {
        return details().outcomeUnknown();
    }
}
