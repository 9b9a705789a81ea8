package io.videoprovider.inbox;

import io.videoprovider.error.Check;

/**
 * Counters of a handler since its dispatcher was created.
 *
 * @param name the name of the handler
 * @param succeeded the number of events that it handled
 * @param failed the number of calls that threw
 * @param postponed the number of events postponed because the circuit breaker was open
 * @param circuitOpen whether the circuit breaker is open now
 */
public record HandlerMetrics(String name, long succeeded, long failed, long postponed, boolean circuitOpen) {

    public HandlerMetrics {
        Check.notNull("name", name);
    }
}
