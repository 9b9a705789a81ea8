package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * Metrics of an inbox. The first four cover all instances that share the inbox. The last three are counters of one inbox
 * object since its creation.
 *
 * @param waiting the number of deliveries that wait
 * @param claimed the number of deliveries that are being handled
 * @param deadLetters the number of dead letters
 * @param oldestAge the age of the oldest delivery that waits or is being handled; zero if there is none
 * @param accepted the number of accepted deliveries
 * @param duplicates the number of deliveries dropped as duplicates
 * @param committed the number of committed deliveries
 */
public record InboxMetrics(
        long waiting,
        long claimed,
        long deadLetters,
        Duration oldestAge,
        long accepted,
        long duplicates,
        long committed) {

    public InboxMetrics {
        Check.notNull("oldestAge", oldestAge);
    }
}
