package io.videoprovider.emulator.livekit;

import java.net.URI;
import java.time.Instant;

/**
 * One attempt of the emulator to deliver a webhook.
 *
 * @param id the event's id, {@code EV_…}: the same for every attempt
 * @param event its type, such as {@code room_started}
 * @param room the name of the room it is about, empty if it is about none
 * @param body the body as it was sent
 * @param url where it was sent
 * @param attempt 1 for the first
 * @param status what the receiver answered, 0 if it did not
 * @param at when the attempt ended
 */
public record LiveKitWebhook(
        String id, String event, String room, String body, URI url, int attempt, int status, Instant at) {

    /** Without the body: it may hold a room's TURN password. */
    @Override
    public String toString() {
        return event + " " + id + " (room '" + room + "', attempt " + attempt + ", answered " + status + ")";
    }
}
