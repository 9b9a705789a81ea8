package io.videoprovider.resilience;

import io.videoprovider.error.Check;

/**
 * Limits the retries of all operations of a provider together with a bucket of tokens. A retry takes tokens, a success gives some
 * back. Retries therefore stop when most attempts fail, so that they do not add load to a failing provider. Immutable and thread-safe.
 */
public final class RetryBudget {

    /** 500 tokens; a retry costs 5, after a timeout 10; a success at the first attempt gives one back. */
    public static final RetryBudget DEFAULT = builder().build();

    private final int capacity;
    private final int retryCost;
    private final int timeoutCost;

    private RetryBudget(Builder builder) {
        this.capacity = Check.between("capacity", builder.capacity, 1, 1_000_000);
        this.retryCost = Check.between("retryCost", builder.retryCost, 1, capacity);
        this.timeoutCost = Check.between("timeoutCost", builder.timeoutCost, 1, capacity);
    }

    /** Returns a new builder with the values of {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the largest number of tokens, which is also the initial one. */
    public int capacity() {
        return capacity;
    }

    /** Returns the tokens that a retry takes, and gives back when it succeeds. */
    public int retryCost() {
        return retryCost;
    }

    /** Returns the tokens that a retry after a timeout takes, and gives back when it succeeds. */
    public int timeoutCost() {
        return timeoutCost;
    }

    @Override
    public String toString() {
        return "RetryBudget[capacity=" + capacity + ", retryCost=" + retryCost + ", timeoutCost=" + timeoutCost + "]";
    }

    /** Builds a {@link RetryBudget}. Not thread-safe. */
    public static final class Builder {

        private int capacity = 500;
        private int retryCost = 5;
        private int timeoutCost = 10;

        private Builder() {}

        /** Sets the largest number of tokens; 1 to 1 000 000. */
        public Builder capacity(int capacity) {
            this.capacity = capacity;
            return this;
        }

        /** Sets the tokens that a retry takes; 1 to the capacity. */
        public Builder retryCost(int retryCost) {
            this.retryCost = retryCost;
            return this;
        }

        /** Sets the tokens that a retry after a timeout takes; 1 to the capacity. A timeout held a thread and a connection. */
        public Builder timeoutCost(int timeoutCost) {
            this.timeoutCost = timeoutCost;
            return this;
        }

        /**
         * Builds the budget.
         *
         * @throws io.videoprovider.error.InvalidRequestException if a value is outside of its limits
         */
        public RetryBudget build() {
            return new RetryBudget(this);
        }
    }
}
