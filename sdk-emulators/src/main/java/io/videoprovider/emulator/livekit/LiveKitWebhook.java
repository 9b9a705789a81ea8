package io.videoprovider.emulator.livekit;

import java.net.URI;
import java.time.Instant;

/**
 * One attempt of the emulator to deliver a webhook.
 *
 * @param id the event's id, {@code EV_…}: the same for every attempt
 * @param event its type, such as {@code room_started}
 * @param room the name of the room; empty if the event has none
 * @param body the body as it was sent
 * @param url the URL of the receiver
 * @param attempt 1 for the first
 * @param status the status of the response; 0 if there was none
 * @param at the time when the attempt ended
 */
public record LiveKitWebhook(
        String id, String event, String room, String body, URI url, int attempt, int status, Instant at) {

    /** Omits the body, which may contain a room's TURN password. */
    @Override
    public String toString() {
        return event + " " + id + " (room '" + room + "', attempt " + attempt + ", status " + status + ")";
    }
}
