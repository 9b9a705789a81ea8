package io.videoprovider.resilience;

/**
 * What may be done when an operation fails: declared for each operation, beside its definition. An operation that was
 * certainly never carried out (the request did not leave, or the provider turned it away unread) may be tried again in every
 * class but for errors that would come again.
 */
public enum RetryClass {
    /** Changes nothing. Tried again after a lost answer. */
    READ(true),
    /** The second time has the effect of the first. Tried again after a lost answer. */
    IDEMPOTENT(true),
    /** Carries a key by which the provider knows the second time from a first. Tried again after a lost answer. */
    KEYED(true),
    /** Makes another thing each time. After a lost answer one looks first, and never repeats blindly. */
    CHECK_THEN_ACT(false),
    /** Makes another thing each time, and nothing tells. Never tried again after a lost answer. */
    NEVER(false);

    private final boolean repeatable;

    RetryClass(boolean repeatable) {
        this.repeatable = repeatable;
    }

    /** Whether the request may be sent again although the first may have taken effect. */
    public boolean repeatable() {
        return repeatable;
    }
}
