package io.videoprovider.resilience;

/**
 * The retries that are permitted after a failure of an operation. Each operation declares its class next to its definition. An
 * operation that was certainly not executed (the request was not sent, or the provider rejected it unread) may be retried in
 * every class, except after errors that would occur again.
 */
public enum RetryClass {
    /** Changes nothing. Retried after a lost response. */
    READ(true),
    /** A repetition has the same effect. Retried after a lost response. */
    IDEMPOTENT(true),
    /** Contains a key by which the provider recognizes a repetition. Retried after a lost response. */
    KEYED(true),
    /** Creates another object each time. After a lost response the SDK looks for the object before it repeats the operation. */
    CHECK_THEN_ACT(false),
    /** Creates another object each time, which cannot be looked up. Never retried after a lost response. */
    NEVER(false);

    private final boolean repeatable;

    RetryClass(boolean repeatable) {
        this.repeatable = repeatable;
    }

    /** Returns whether the request may be sent again although the first one may have taken effect. */
    public boolean repeatable() {
        return repeatable;
    }
}
