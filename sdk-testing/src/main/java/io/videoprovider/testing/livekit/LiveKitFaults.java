package io.videoprovider.testing.livekit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong in a {@link LiveKitEmulator}, until it went wrong often enough.
 *
 * <p>Patterns name calls as {@code Service/Method} or only {@code Method}, and webhooks by their event; {@code *} stands
 * for any characters. The oldest fault that matches wins. Thread-safe.
 */
public final class LiveKitFaults {

    enum Mishap {
        NONE,
        DROP,
        DUPLICATE,
        REORDER
    }

    /** Something planned for the next requests or webhooks that match. */
    private static final class Plan<T> {
        private final Pattern pattern;
        private final T what;
        private int left;

        Plan(String glob, int times, T what) {
            if (times < 1) {
                throw new IllegalArgumentException("at least once, not " + times);
            }
            this.pattern = Pattern.compile("(.*/)?" + Pattern.quote(glob).replace("*", "\\E.*\\Q"));
            this.what = what;
            this.left = times;
        }
    }

    private final List<Plan<LiveKitFault>> requests = new ArrayList<>();
    private final List<Plan<Mishap>> webhooks = new ArrayList<>();
    private Duration clockSkew = Duration.ZERO;
    private @Nullable Consumer<LiveKitFaults> whenCleared;

    LiveKitFaults() {}

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
    public synchronized LiveKitFaults inject(String rpc, int times, LiveKitFault fault) {
        requests.add(new Plan<>(rpc, times, Objects.requireNonNull(fault, "fault")));
        return this;
    }

    /** The next matching webhooks are never sent. */
    public LiveKitFaults dropWebhooks(String event, int times) {
        return plan(event, times, Mishap.DROP);
    }

    /** The next matching webhooks are sent twice, with the same id and body. */
    public LiveKitFaults duplicateWebhooks(String event, int times) {
        return plan(event, times, Mishap.DUPLICATE);
    }

    /** The next matching webhooks are held back until the next event of their room or egress has overtaken them. */
    public LiveKitFaults reorderWebhooks(String event, int times) {
        return plan(event, times, Mishap.REORDER);
    }

    /** The server's clock is off: tokens of webhooks are issued this much later, or earlier if negative. */
    public synchronized LiveKitFaults skewWebhookClock(Duration skew) {
        clockSkew = Objects.requireNonNull(skew, "skew");
        return this;
    }

    /** Nothing goes wrong any more; webhooks that were held back are sent. */
    public void clear() {
        Consumer<LiveKitFaults> action;
        synchronized (this) {
            requests.clear();
            webhooks.clear();
            clockSkew = Duration.ZERO;
            action = whenCleared;
        }
        if (action != null) {
            action.accept(this);
        }
    }

    private synchronized LiveKitFaults plan(String event, int times, Mishap mishap) {
        webhooks.add(new Plan<>(event, times, mishap));
        return this;
    }

    synchronized void whenCleared(Consumer<LiveKitFaults> action) {
        whenCleared = action;
    }

    synchronized @Nullable LiveKitFault forRequest(String rpc) {
        return take(requests, rpc);
    }

    synchronized Mishap webhookMishap(String event) {
        Mishap mishap = take(webhooks, event);
        return mishap == null ? Mishap.NONE : mishap;
    }

    synchronized Duration webhookClockSkew() {
        return clockSkew;
    }

    private static <T> @Nullable T take(List<Plan<T>> plans, String name) {
        Optional<Plan<T>> next = plans.stream()
                .filter(plan -> plan.pattern.matcher(name).matches())
                .findFirst();
        next.filter(plan -> plan.left != Integer.MAX_VALUE && --plan.left == 0).ifPresent(plans::remove);
        return next.map(plan -> plan.what).orElse(null);
    }
}
