package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.FaultPlans;
import java.time.Duration;
import java.util.Objects;

/**
 * What is to go wrong in a {@link LiveKitEmulator}, until it went wrong often enough.
 *
 * <p>Patterns name calls as {@code Service/Method} or only {@code Method}, and webhooks by their event; {@code *} stands
 * for any characters. The oldest fault that matches wins. Thread-safe.
 */
public final class LiveKitFaults {

    private final FaultPlans plans;
    private Duration clockSkew = Duration.ZERO;

    LiveKitFaults(FaultPlans plans) {
        this.plans = plans;
    }

    /** The next matching request fails. */
    public LiveKitFaults inject(String rpc, LiveKitFault fault) {
        return inject(rpc, 1, fault);
    }

    /**
     * The next matching requests fail.
     *
     * @param rpc the pattern, such as {@code CreateRoom}, {@code Egress/*} or {@code *}
     * @param times how many; {@link Integer#MAX_VALUE} for all
     * @param fault how
     */
    public LiveKitFaults inject(String rpc, int times, LiveKitFault fault) {
        plans.request(rpc, times, fault.fault);
        return this;
    }

    /** The next matching webhooks are never sent. */
    public LiveKitFaults dropWebhooks(String event, int times) {
        return plan(event, times, FaultPlans.Mishap.DROP);
    }

    /** The next matching webhooks are sent twice, with the same id and body. */
    public LiveKitFaults duplicateWebhooks(String event, int times) {
        return plan(event, times, FaultPlans.Mishap.DUPLICATE);
    }

    /** The next matching webhooks are held back until the next event of their room or egress has overtaken them. */
    public LiveKitFaults reorderWebhooks(String event, int times) {
        return plan(event, times, FaultPlans.Mishap.REORDER);
    }

    /** The server's clock is off: tokens of webhooks are issued this much later, or earlier if negative. */
    public synchronized LiveKitFaults skewWebhookClock(Duration skew) {
        clockSkew = Objects.requireNonNull(skew, "skew");
        return this;
    }

    /** Nothing goes wrong any more; webhooks that were held back are sent. */
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
