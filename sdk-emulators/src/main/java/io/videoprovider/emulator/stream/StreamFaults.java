package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.FaultPlans;

/**
 * What is to go wrong in a {@link StreamEmulator}, until it went wrong often enough.
 *
 * <p>Patterns name operations as the vendor does, such as {@code GetOrCreateCall}, and webhooks by their event; {@code *}
 * stands for any characters. The oldest fault that matches wins. Thread-safe.
 */
public final class StreamFaults {

    private final FaultPlans plans;

    StreamFaults(FaultPlans plans) {
        this.plans = plans;
    }

    /** The next matching request fails. */
    public StreamFaults inject(String operation, StreamFault fault) {
        return inject(operation, 1, fault);
    }

    /**
     * The next matching requests fail.
     *
     * @param operation the pattern, such as {@code StartRecording}, {@code *Call} or {@code *}
     * @param times how many; {@link Integer#MAX_VALUE} for all
     * @param fault how
     */
    public StreamFaults inject(String operation, int times, StreamFault fault) {
        plans.request(operation, times, fault.fault);
        return this;
    }

    /** The next matching webhooks are never sent. */
    public StreamFaults dropWebhooks(String event, int times) {
        plans.webhook(event, times, FaultPlans.Mishap.DROP);
        return this;
    }

    /** The next matching webhooks are sent twice, with the same id and body. */
    public StreamFaults duplicateWebhooks(String event, int times) {
        plans.webhook(event, times, FaultPlans.Mishap.DUPLICATE);
        return this;
    }

    /** The next matching webhooks are held back until the next event of their call has overtaken them. */
    public StreamFaults reorderWebhooks(String event, int times) {
        plans.webhook(event, times, FaultPlans.Mishap.REORDER);
        return this;
    }

    /** Nothing goes wrong any more; webhooks that were held back are sent. */
    public void clear() {
        plans.clear();
    }
}
