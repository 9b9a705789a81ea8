package io.videoprovider.event;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.ProviderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every event has.
 *
 * @param provider who sent it
 * @param type the vendor's name of the event, such as {@code participant_joined}
 * @param deliveryId the same for each delivery of the same event; {@code ""} when the vendor gave none
 * @param occurredAt when it happened, as exact as the vendor says
 * @param call which call; null when it is about none
 * @param sessionId which incarnation of the call; null when the vendor did not say
 * @param raw the vendor's own words
 */
public record EventInfo(
        ProviderId provider,
        String type,
        String deliveryId,
        Instant occurredAt,
        @Nullable CallId call,
        @Nullable String sessionId,
        Json raw) {}
