package io.videoprovider.history;

/**
 * Numbers of entries in the history.
 *
 * @param ringingCalls the calls that ring
 * @param openSessions the sessions that have not ended
 * @param unreachableCalls the calls with an open session whose provider cannot be reached
 * @param activeRecordings the recordings that have not reached a final state
 * @param activeBroadcasts the broadcasts that have not reached a final state
 * @param failedDeletions the recordings whose files could not be deleted so far
 */
public record HistoryCounts(
        long ringingCalls,
        long openSessions,
        long unreachableCalls,
        long activeRecordings,
        long activeBroadcasts,
        long failedDeletions) {}
