package io.videoprovider.retention;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one {@link Retention} since its creation. The number of recordings whose deletion has failed so far is in {@code
 * CallHistory.counts()}, for all instances. Immutable.
 *
 * @param deleted the recordings whose files were deleted
 * @param failed the failed attempts to delete files of a recording
 * @param failedRuns the runs that failed, because the storage of the history was unavailable
 * @param lastRunAt the end of the last run that had the lease and succeeded; null before the first one
 */
public record RetentionMetrics(
        long deleted,
        long failed,
        long failedRuns,
        @Nullable Instant lastRunAt) {}
