package io.videoprovider.inbox;

/**
 * What a handler did since its dispatcher was made.
 *
 * @param name its name
 * @param succeeded how many events it handled
 * @param failed how many times it threw something
 * @param postponed how many times it was not called because its circuit breaker was open
 * @param open whether its circuit breaker is open now
 */
public record HandlerMetrics(String name, long succeeded, long failed, long postponed, boolean open) {}
