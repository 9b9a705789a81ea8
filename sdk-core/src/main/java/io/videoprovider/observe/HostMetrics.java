package io.videoprovider.observe;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of one of a vendor's hosts.
 *
 * @param host the name and the port
 * @param circuit the state of the circuit breaker; null if there is none
 */
public record HostMetrics(String host, @Nullable Circuit circuit) {

    public HostMetrics {
        Check.notNull("host", host);
    }

    /** The state of a circuit breaker. */
    public enum Circuit {
        /** All attempts are permitted. */
        CLOSED,
        /** No attempt is permitted; ends with the first attempt after the configured time. */
        OPEN,
        /** A few attempts are permitted, to test the host. */
        HALF_OPEN
    }
}
