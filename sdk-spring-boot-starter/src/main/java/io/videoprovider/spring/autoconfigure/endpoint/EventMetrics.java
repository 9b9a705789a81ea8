package io.videoprovider.spring.autoconfigure.endpoint;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of the inbox, the handlers, the call history and the reconciler, without references to the types of {@code videoprovider-events}, which is optional.
 *
 * @param inbox returns the metrics of the inbox; null without an inbox
 * @param handlers returns the metrics of each handler
 * @param history returns the numbers of entries; null without a history
 * @param reconciler returns the metrics of the reconciler; null without one
 */
record EventMetrics(
        Supplier<@Nullable Object> inbox,
        Supplier<List<?>> handlers,
        Supplier<@Nullable Object> history,
        Supplier<@Nullable Object> reconciler) {

    /** Metrics of an application without events. */
    static final EventMetrics NONE = new EventMetrics(() -> null, List::of, () -> null, () -> null);
}
