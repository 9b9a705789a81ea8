package io.videoprovider.resilience;

import io.videoprovider.error.Check;

/**
 * Limits the retries of all operations of a provider together with a bucket of tokens. A retry takes tokens, a success gives some
 * back. Retries therefore stop when most attempts fail, so that they do not add load to a failing provider.
 *
 * @param capacity the largest number of tokens, which is also the initial one; 1 to 1 000 000
 * @param retryCost the tokens that a retry takes, and gives back when it succeeds; 1 to the capacity
 * @param timeoutCost the same for a retry after a timeout, which held a thread and a connection; 1 to the capacity
 */
public record RetryBudget(int capacity, int retryCost, int timeoutCost) {

    /** 500 tokens; a retry costs 5, after a timeout 10; a success at the first attempt gives one back. */
    public static final RetryBudget DEFAULT = new RetryBudget(500, 5, 10);

    public RetryBudget {
        Check.between("capacity", capacity, 1, 1_000_000);
        Check.between("retryCost", retryCost, 1, capacity);
        Check.between("timeoutCost", timeoutCost, 1, capacity);
    }
}
