package io.videoprovider.spring.autoconfigure.endpoint;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of the inbox and of the handlers, without references to the types of {@code videoprovider-events}, which is optional.
 *
 * @param inbox returns the metrics of the inbox; null without an inbox
 * @param handlers returns the metrics of each handler
 */
record EventMetrics(Supplier<@Nullable Object> inbox, Supplier<List<?>> handlers) {

    /** Metrics of an application without events. */
    static final EventMetrics NONE = new EventMetrics(() -> null, List::of);
}
