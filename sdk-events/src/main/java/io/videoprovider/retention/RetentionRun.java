package io.videoprovider.retention;

/**
 * Result of one run of {@link Retention}. Immutable.
 *
 * @param acquired whether the run had the lease; another instance runs if not
 * @param scheduled the recordings whose expiry was determined by the policy or has changed
 * @param deleted the recordings whose files were deleted; in a dry run, those whose files would be deleted
 * @param failed the recordings whose files could not be deleted; they are retried later
 */
public record RetentionRun(boolean acquired, int scheduled, int deleted, int failed) {}
