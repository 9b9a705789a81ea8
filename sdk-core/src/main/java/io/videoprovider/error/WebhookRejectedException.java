package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/**
 * A webhook that must not be believed. Answer the sender with {@link #httpStatus}; nothing of the body is in the message.
 */
public class WebhookRejectedException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** Why a webhook was rejected, and the HTTP status to answer with. */
    public enum Reason {
        /** The header that carries the signature is missing or is there twice. */
        MISSING_SIGNATURE(401),
        /** The signature does not fit the body, or is of the wrong kind. */
        BAD_SIGNATURE(401),
        /** Its issuer is an API key that this provider does not know, or no longer. */
        UNKNOWN_KEY(401),
        /** It is older than it may be: a replay, or the receiver's clock is ahead. */
        STALE(401),
        /** It is from the future: the receiver's clock is behind. */
        NOT_YET_VALID(401),
        /** The body is larger than the intake accepts. */
        TOO_LARGE(413),
        /** The body is not what the vendor sends: no JSON, no whole gzip, a time beyond the calendar. */
        MALFORMED(400);

        private final int httpStatus;

        Reason(int httpStatus) {
            this.httpStatus = httpStatus;
        }
    }

    private final Reason reason;

    /** Creates the exception; {@code problem} says more than the reason, without a secret. */
    public WebhookRejectedException(ProviderId provider, Reason reason, String problem, @Nullable Throwable cause) {
        super("webhook rejected, " + reason + ": " + problem, ErrorDetails.at(provider), cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** The HTTP status to answer the sender with. */
    public int httpStatus() {
        return reason.httpStatus;
    }
}
