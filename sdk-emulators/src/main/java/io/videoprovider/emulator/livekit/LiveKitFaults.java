package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.FaultPlans;
import io.videoprovider.error.Check;
import java.time.Duration;

/**
 * The faults of a {@link LiveKitEmulator}; each one applies a given number of times.
 *
 * <p>A pattern is {@code Service/Method} or {@code Method} for calls, and the event for webhooks; {@code *} matches any
 * characters. The oldest fault that matches is applied. Thread-safe.
 */
public final class LiveKitFaults {

    private final FaultPlans plans;
    private Duration clockSkew = Duration.ZERO;

    LiveKitFaults(FaultPlans plans) {
        this.plans = plans;
    }

    /** Lets the next matching request fail. */
    public LiveKitFaults inject(String rpc, LiveKitFault fault) {
        return inject(rpc, 1, fault);
    }

    /**
     * Lets the next matching requests fail.
     *
     * @param rpc the pattern, such as {@code CreateRoom}, {@code Egress/*} or {@code *}
     * @param times the number of requests; {@link Integer#MAX_VALUE} for all
     * @param fault the failure
     */
    public LiveKitFaults inject(String rpc, int times, LiveKitFault fault) {
        plans.request(rpc, times, fault.fault);
        return this;
    }

    /** Drops the next matching webhooks. */
    public LiveKitFaults dropWebhooks(String event, int times) {
        return plan(event, times, FaultPlans.Mishap.DROP);
    }

    /** Sends the next matching webhooks twice, with the same id and body. */
    public LiveKitFaults duplicateWebhooks(String event, int times) {
        return plan(event, times, FaultPlans.Mishap.DUPLICATE);
    }

    /** Holds the next matching webhooks back until the next event of their room or egress is sent. */
    public LiveKitFaults reorderWebhooks(String event, int times) {
        return plan(event, times, FaultPlans.Mishap.REORDER);
    }

    /** Sets an offset of the server's clock, by which tokens of webhooks are issued later, or earlier if it is negative. */
    public synchronized LiveKitFaults skewWebhookClock(Duration skew) {
        clockSkew = Check.notNull("skew", skew);
        return this;
    }

    /** Removes all faults; sends webhooks that were held back. */
    public void clear() {
        synchronized (this) {
            clockSkew = Duration.ZERO;
        }
        plans.clear();
    }

    private LiveKitFaults plan(String event, int times, FaultPlans.Mishap mishap) {
        plans.webhook(event, times, mishap);
        return this;
    }

    synchronized Duration webhookClockSkew() {
        return clockSkew;
    }
}
