package io.videoprovider.spi;

import io.videoprovider.resilience.RetryBudget;
import io.videoprovider.resilience.RetryDecision.Reason;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The tokens of a {@link RetryBudget}. Thread-safe. */
final class RetryTokens {

    private final @Nullable RetryBudget budget;
    private final AtomicInteger left;

    RetryTokens(@Nullable RetryBudget budget) {
        this.budget = budget;
        this.left = new AtomicInteger(budget == null ? 0 : budget.capacity());
    }

    /** Returns the tokens that another attempt takes after a failure with this reason. */
    int cost(Reason reason) {
        if (budget == null) {
            return 0;
        }
        return reason == Reason.TIMEOUT ? budget.timeoutCost() : budget.retryCost();
    }

    /** Takes the tokens for another attempt. Returns false if too few are left. */
    boolean take(Reason reason) {
        int cost = cost(reason);
        return left.getAndUpdate(tokens -> tokens >= cost ? tokens - cost : tokens) >= cost;
    }

    /** Returns the number of remaining tokens. */
    int left() {
        return left.get();
    }

    /** Returns tokens after a success: those that the attempt took, or one for the first attempt. */
    void giveBack(int cost) {
        if (budget == null) {
            return;
        }
        int capacity = budget.capacity();
        // The usual case is a full bucket, which needs no write.
        if (left.get() < capacity) {
            left.updateAndGet(tokens -> Math.min(capacity, tokens + Math.max(1, cost)));
        }
    }
}
