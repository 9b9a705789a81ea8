package io.videoprovider.spring.autoconfigure.inbox;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of events that are handled concurrently. Handlers that use the database must leave connections to the inbox, which
 * otherwise accepts webhooks as slowly as handlers return connections.
 *
 * @param connections the size of the connection pool that inbox and handlers share; null if unlimited or unknown
 */
record HandlerConcurrency(@Nullable Integer connections) {

    private static final Logger log = LoggerFactory.getLogger(HandlerConcurrency.class);

    private static final int DEFAULT = 64;

    /** One connection for the dispatcher and two for webhooks. */
    private static final int RESERVED = 3;

    /** Returns the configured number; if it is null, the default for the connection pool. */
    int orDefault(@Nullable Integer configured) {
        if (connections == null) {
            return configured == null ? DEFAULT : configured;
        }
        int fitting = Math.max(1, Math.min(DEFAULT, connections - RESERVED));
        if (configured == null) {
            log.info(
                    "events are handled {} at a time, because the connection pool has {} connections",
                    fitting,
                    connections);
            return fitting;
        }
        if (configured > connections - RESERVED) {
            log.warn(
                    "handlers that use the database delay webhooks: the connection pool has {} connections, but"
                            + " videoprovider.inbox.concurrency is {}. It should be at most {}, or the pool have {} connections",
                    connections,
                    configured,
                    fitting,
                    configured + RESERVED);
        }
        return configured;
    }
}
