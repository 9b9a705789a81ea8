package io.videoprovider.event;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event of a call. Immutable. The sealed hierarchy allows switches by group or by type. An event outside of the portable ones is a {@link
 * VendorEvent}, an event of an unknown type an {@link UnknownEvent}; every other event has a {@link #call}. Minor releases
 * may add types: write a default branch.
 *
 * <p>Deliveries may be repeated, lost and reordered.
 */
public sealed interface VideoEvent
        permits CallEvent,
                ParticipantEvent,
                TrackEvent,
                MemberEvent,
                RecordingEvent,
                TranscriptionEvent,
                CaptionEvent,
                BroadcastEvent,
                IngressEvent,
                RingEvent,
                ModerationEvent,
                MessageEvent,
                StatisticsReady,
                VendorEvent,
                UnknownEvent {

    /** Returns the properties that every event has. */
    EventInfo info();

    /** Returns the provider that sent the event. */
    default ProviderId provider() {
        return info().provider();
    }

    /** Returns the vendor's name of the event. */
    default String type() {
        return info().type();
    }

    /** Returns the id that all deliveries of the event have; null if not reported. */
    default @Nullable String deliveryId() {
        return info().deliveryId();
    }

    /**
     * Returns a deduplication key derived from the event's content: the same event with a new delivery id has the same key. Null if only
     * the delivery id identifies the event.
     */
    default @Nullable String deduplicationKey() {
        return info().deduplicationKey();
    }

    /** Returns the time of the event, with the vendor's precision; null if not reported. */
    default @Nullable Instant occurredAt() {
        return info().occurredAt();
    }

    /** Returns the call; null if the event belongs to none. */
    default @Nullable CallId call() {
        return info().call();
    }

    /** Returns the session of the call; null if not reported. */
    default @Nullable String sessionId() {
        return info().sessionId();
    }

    /** Returns whether the vendor or this SDK created the event. */
    default EventOrigin origin() {
        return info().origin();
    }

    /** Returns the secret with which the event was signed, such as {@code devkey#1}; null if no signature was verified. */
    default @Nullable String signedBy() {
        return info().signedBy();
    }

    /** Returns the vendor's event. */
    default Json raw() {
        return info().raw();
    }
}
