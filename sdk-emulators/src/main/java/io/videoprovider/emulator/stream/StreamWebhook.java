package io.videoprovider.emulator.stream;

import java.net.URI;
import java.time.Instant;

/**
 * One attempt of the emulator to deliver a webhook.
 *
 * @param id the {@code X-WEBHOOK-ID}: the same for every attempt
 * @param event its type, such as {@code call.session_started}
 * @param callCid the call of the event, such as {@code default:standup}; empty if it has none
 * @param body the JSON as it was signed, before compression
 * @param url the URL of the receiver
 * @param attempt 1 for the first
 * @param status the status of the response; 0 if there was none
 * @param at the time when the attempt ended
 */
public record StreamWebhook(
        String id, String event, String callCid, String body, URI url, int attempt, int status, Instant at) {

    /** Omits the body, which may contain stream keys. */
    @Override
    public String toString() {
        return event + " " + id + " (call '" + callCid + "', attempt " + attempt + ", status " + status + ")";
    }
}
