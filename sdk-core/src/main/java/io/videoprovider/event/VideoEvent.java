package io.videoprovider.event;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a call. Immutable. Sealed, to be switched on: by group or by type. What one vendor alone has is a
 * {@link VendorEvent}, what this version does not know an {@link UnknownEvent}; every other event has a {@link #call}. Minor
 * releases may add types: have a default branch.
 *
 * <p>Deliveries repeat, get lost and change their order: neither vendor promises more.
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

    /** What every event has. */
    EventInfo info();

    /** Who sent it. */
    default ProviderId provider() {
        return info().provider();
    }

    /** The vendor's name of the event. */
    default String type() {
        return info().type();
    }

    /** The same for each delivery of the same event; {@code ""} when the vendor gave none. */
    default @Nullable String deliveryId() {
        return info().deliveryId();
    }

    /**
     * The same for each event that says the same, also when the vendor gave it a new delivery id; {@code ""} when only the
     * delivery id tells.
     */
    default @Nullable String deduplicationKey() {
        return info().deduplicationKey();
    }

    /** When it happened, as exact as the vendor says. */
    default @Nullable Instant occurredAt() {
        return info().occurredAt();
    }

    /** Which call; null when it is about none. */
    default @Nullable CallId call() {
        return info().call();
    }

    /** Which incarnation of the call; null when the vendor did not say. */
    default @Nullable String sessionId() {
        return info().sessionId();
    }

    /** Which secret had signed it, such as {@code devkey#1}; null when no signature was checked. */
    default @Nullable String signedBy() {
        return info().signedBy();
    }

    /** The vendor's own words. */
    default Json raw() {
        return info().raw();
    }
}
