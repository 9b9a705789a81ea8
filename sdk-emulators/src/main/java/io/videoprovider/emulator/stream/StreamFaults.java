package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.FaultPlans;

/**
 * The faults of a {@link StreamEmulator}; each one applies a given number of times.
 *
 * <p>A pattern is the vendor's name of an operation, such as {@code GetOrCreateCall}, or the event of a webhook; {@code *}
 * matches any characters. The oldest fault that matches is applied. Thread-safe.
 */
public final class StreamFaults {

    private final FaultPlans plans;

    StreamFaults(FaultPlans plans) {
        this.plans = plans;
    }

    /** Lets the next matching request fail. */
    public StreamFaults inject(String operation, StreamFault fault) {
        return inject(operation, 1, fault);
    }

    /**
     * Lets the next matching requests fail.
     *
     * @param operation the pattern, such as {@code StartRecording}, {@code *Call} or {@code *}
     * @param times the number of requests; {@link Integer#MAX_VALUE} for all
     * @param fault the failure
     */
    public StreamFaults inject(String operation, int times, StreamFault fault) {
        plans.request(operation, times, fault.fault);
        return this;
    }

    /** Drops the next matching webhooks. */
    public StreamFaults dropWebhooks(String event, int times) {
        plans.webhook(event, times, FaultPlans.Mishap.DROP);
        return this;
    }

    /** Sends the next matching webhooks twice, with the same id and body. */
    public StreamFaults duplicateWebhooks(String event, int times) {
        plans.webhook(event, times, FaultPlans.Mishap.DUPLICATE);
        return this;
    }

    /** Holds the next matching webhooks back until the next event of their call is sent. */
    public StreamFaults reorderWebhooks(String event, int times) {
        plans.webhook(event, times, FaultPlans.Mishap.REORDER);
        return this;
    }

    /** Removes all faults; sends webhooks that were held back. */
    public void clear() {
        plans.clear();
    }
}
