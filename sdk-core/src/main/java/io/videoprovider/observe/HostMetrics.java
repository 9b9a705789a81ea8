package io.videoprovider.observe;

import org.jspecify.annotations.Nullable;

/**
 * How one of a vendor's hosts is thought of.
 *
 * @param host its name and port
 * @param circuit its circuit breaker's state; null when there is none
 */
public record HostMetrics(String host, @Nullable Circuit circuit) {

    /** What a circuit breaker lets through. */
    public enum Circuit {
        /** Everything. */
        CLOSED,
        /** Nothing, for its time; it stays so until the first attempt after that. */
        OPEN,
        /** Some, to find out whether the host is back. */
        HALF_OPEN
    }
}
