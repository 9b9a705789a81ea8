package io.videoprovider.error;

import org.jspecify.annotations.Nullable;

/** A webhook that failed verification. Respond with {@link #httpStatus}. The message contains nothing of the body. */
public class WebhookRejectedException extends VideoException {

    private static final long serialVersionUID = 1L;

    /** The reason of the rejection, with the HTTP status of the response. */
    public enum Reason {
        /** The header with the signature is missing, or was sent twice. */
        MISSING_SIGNATURE(401),
        /** The signature does not match the body, or has the wrong algorithm. */
        BAD_SIGNATURE(401),
        /** The issuer is an API key that is unknown to this provider, or whose secrets have expired. */
        UNKNOWN_KEY(401),
        /** The webhook is too old: a replay, or the receiver's clock is fast. */
        STALE(401),
        /** The webhook is from the future: the receiver's clock is slow. */
        NOT_YET_VALID(401),
        /** The body exceeds the limit. */
        TOO_LARGE(413),
        /** The body is not valid: not JSON, incomplete gzip, or a time out of range. */
        MALFORMED(400),
        /**
         * The body has fewer bytes than its headers announce: a filter or a framework has read it before, or it did not arrive in time.
         * The status lets the vendor deliver again.
         */
        INCOMPLETE_BODY(503);

        private final int httpStatus;

        Reason(int httpStatus) {
            this.httpStatus = httpStatus;
        }
    }

    private final Reason reason;

    /** Creates the exception; {@code problem} adds details to the reason and must not contain a secret. */
    public WebhookRejectedException(ProviderId provider, Reason reason, String problem, @Nullable Throwable cause) {
        super(
                "webhook rejected, " + Check.notNull("reason", reason) + ": " + Check.notNull("problem", problem),
                ErrorDetails.at(provider),
                cause);
        this.reason = reason;
    }

    /** Returns the reason. */
    public Reason reason() {
        return reason;
    }

    /** Returns the HTTP status of the response to the sender. */
    public int httpStatus() {
        return reason.httpStatus;
    }
}
