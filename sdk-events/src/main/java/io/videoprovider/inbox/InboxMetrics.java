package io.videoprovider.inbox;

import java.time.Duration;

/**
 * How an inbox stands. The first four are about all instances that share it; the last three count what this object did since
 * it was made.
 *
 * @param waiting how many deliveries wait and are not being handled
 * @param claimed how many are being handled
 * @param dead how many dead letters there are
 * @param oldest how long the oldest that is neither handled nor dead has been here; zero when there is none
 * @param accepted how many deliveries were accepted
 * @param duplicates how many were dropped as duplicates
 * @param committed how many were committed
 */
public record InboxMetrics(
        long waiting, long claimed, long dead, Duration oldest, long accepted, long duplicates, long committed) {}
