package io.videoprovider.emulator.stream;

import java.net.URI;
import java.time.Instant;

/**
 * One attempt of the emulator to deliver a webhook.
 *
 * @param id the {@code X-WEBHOOK-ID}: the same for every attempt
 * @param event its type, such as {@code call.session_started}
 * @param callCid the call that it is about, such as {@code default:standup}; empty if it is about none
 * @param body the JSON as it was signed, before compression
 * @param url where it was sent
 * @param attempt 1 for the first
 * @param status what the receiver answered, 0 if it did not
 * @param at when the attempt ended
 */
public record StreamWebhook(
        String id, String event, String callCid, String body, URI url, int attempt, int status, Instant at) {

    /** Without the body: it may hold stream keys. */
    @Override
    public String toString() {
        return event + " " + id + " (call '" + callCid + "', attempt " + attempt + ", answered " + status + ")";
    }
}
