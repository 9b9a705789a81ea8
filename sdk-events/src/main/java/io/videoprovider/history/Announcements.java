package io.videoprovider.history;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.Delivery;
import io.videoprovider.inbox.Inbox;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Publishes what the reconciler has found, as events in the inbox. Thread-safe. */
final class Announcements {

    private final Inbox inbox;
    private final LongAdder published = new LongAdder();

    Announcements(Inbox inbox) {
        this.inbox = inbox;
    }

    /**
     * Returns the properties of an event.
     *
     * @param fact the deduplication key: equal for the same fact, which is announced until the history contains it
     */
    static EventInfo.Builder info(
            ProviderId provider, CallId call, @Nullable String sessionId, Instant at, String fact) {
        return EventInfo.builder(provider, Json.EMPTY)
                .origin(EventOrigin.RECONCILER)
                .call(call)
                .sessionId(sessionId)
                .occurredAt(at)
                .deduplicationKey("videoprovider:" + fact);
    }

    void publish(VideoEvent event) {
        switch (inbox.add(Delivery.of(event))) {
            case ACCEPTED -> published.increment();
            case FULL -> throw new UnavailableException("the inbox is full", ErrorDetails.none(), null);
            case DUPLICATE -> {
                // Announced before; the dispatcher has not handled it yet.
            }
        }
    }

    /** Returns the number of events that were not duplicates. */
    long published() {
        return published.sum();
    }
}
