package io.videoprovider.emulator.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The planned faults of the next requests and webhooks; each one applies a given number of times. Thread-safe. */
public final class FaultPlans {

    /** The kinds of webhook faults. */
    public enum Mishap {
        NONE,
        DROP,
        DUPLICATE,
        REORDER
    }

    /** A fault for the next requests or webhooks that match. */
    private static final class Plan<T> {
        private final Pattern pattern;
        private final T what;
        private int left;

        Plan(String glob, int times, T what) {
            if (times < 1) {
                throw new IllegalArgumentException("times must be at least 1, was " + times);
            }
            this.pattern = Pattern.compile("(.*/)?" + Pattern.quote(glob).replace("*", "\\E.*\\Q"));
            this.what = Objects.requireNonNull(what, "fault");
            this.left = times;
        }
    }

    private final List<Plan<Fault>> requests = new ArrayList<>();
    private final List<Plan<Mishap>> webhooks = new ArrayList<>();
    private Runnable whenCleared = () -> {};

    public synchronized void request(String pattern, int times, Fault fault) {
        requests.add(new Plan<>(pattern, times, fault));
    }

    public synchronized void webhook(String event, int times, Mishap mishap) {
        webhooks.add(new Plan<>(event, times, mishap));
    }

    public synchronized void whenCleared(Runnable action) {
        whenCleared = action;
    }

    public void clear() {
        Runnable action;
        synchronized (this) {
            requests.clear();
            webhooks.clear();
            action = whenCleared;
        }
        action.run();
    }

    public synchronized @Nullable Fault forRequest(String name) {
        return take(requests, name);
    }

    public synchronized Mishap forWebhook(String event) {
        Mishap mishap = take(webhooks, event);
        return mishap == null ? Mishap.NONE : mishap;
    }

    private static <T> @Nullable T take(List<Plan<T>> plans, String name) {
        Optional<Plan<T>> next = plans.stream()
                .filter(plan -> plan.pattern.matcher(name).matches())
                .findFirst();
        next.filter(plan -> plan.left != Integer.MAX_VALUE && --plan.left == 0).ifPresent(plans::remove);
        return next.map(plan -> plan.what).orElse(null);
    }
}
