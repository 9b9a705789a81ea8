package io.videoprovider.resilience;

import io.videoprovider.error.Check;

/**
 * How much trying again all operations of a provider may do together: a bucket of tokens. Each further attempt takes some,
 * each success gives some back, so that retries end when most of what is tried fails, and a provider in trouble is not
 * buried under them.
 *
 * @param capacity how many tokens there are at the most, and at the beginning; 1 to 1 000 000
 * @param retryCost what a further attempt takes; given back when it succeeds. 1 to the capacity
 * @param timeoutCost the same for an attempt after a timeout, which held a thread and a connection all the while
 */
public record RetryBudget(int capacity, int retryCost, int timeoutCost) {

    /** 500 tokens, 5 for a further attempt, 10 after a timeout; a success at the first attempt gives one back. */
    public static final RetryBudget DEFAULT = new RetryBudget(500, 5, 10);

    public RetryBudget {
        Check.between("capacity", capacity, 1, 1_000_000);
        Check.between("retryCost", retryCost, 1, capacity);
        Check.between("timeoutCost", timeoutCost, 1, capacity);
    }
}
