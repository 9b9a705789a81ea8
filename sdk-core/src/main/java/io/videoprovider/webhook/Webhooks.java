package io.videoprovider.webhook;

import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.VideoEvent;
import org.jspecify.annotations.Nullable;

/** Verifies webhooks and parses their events. Performs no I/O. Thread-safe. */
public interface Webhooks {

    /** The largest body that is accepted: 1 MiB. */
    int MAX_BODY_BYTES = 1 << 20;

    /**
     * Returns the provider whose webhooks this object verifies. By default null: the provider is not known before an event is parsed.
     */
    default @Nullable ProviderId provider() {
        return null;
    }

    /**
     * Verifies a webhook and parses its event. Checks in this order: size and completeness, headers, signature over the raw bytes in constant time,
     * issuer and algorithm, freshness with a leeway of 60 seconds in both directions, content.
     *
     * @return the verified event
     * @throws WebhookRejectedException if verification fails; respond with its {@code httpStatus()}
     */
    VideoEvent parse(WebhookRequest request);

    /**
     * Checks the headers of a webhook, before its body is read: that the signature is present and well-formed and belongs to a known key.
     * An endpoint that calls it first does not wait for the body of a request that {@link #parse} would reject anyway. A webhook that
     * passes is <strong>not verified</strong>. By default, all headers pass.
     *
     * @param request the request; its body is ignored and may be empty
     * @throws WebhookRejectedException if the headers are invalid
     */
    default void checkHeaders(WebhookRequest request) {}

    /**
     * Parses an event <strong>without verification</strong>, from bytes of trusted origin: a message of a queue that only the vendor
     * can write to, or a body that {@link #parse} has accepted. The same limits of size apply.
     *
     * <p>Besides the body of a webhook, this method reads what the vendor writes to queues. From Stream that is JSON, gzip in base64,
     * or either of them in the {@code Message} of an SNS envelope.
     *
     * @param body the bytes; not copied
     * @param deliveryId the id of the delivery if the body contains none (Stream sends it in a header); null if unknown
     * @return the event, with {@code signedBy()} null
     * @throws WebhookRejectedException if the body is too large or malformed
     */
    default VideoEvent parseWithoutVerification(byte[] body, @Nullable String deliveryId) {
        return parseWithoutVerification(body, deliveryId, null);
    }

    /**
     * Parses an event <strong>without verification</strong>, like {@link #parseWithoutVerification(byte[], String)}, from a body that {@link
     * #parse} has accepted before and that was stored since.
     *
     * @param body the bytes; not copied
     * @param deliveryId the id of the delivery if the body contains none; null if unknown
     * @param signedBy the name of the secret with which the webhook was signed, as {@link VideoEvent#signedBy} of the verified event
     *     returned it; null if no signature was verified
     * @return the event, with this {@code signedBy()}
     * @throws WebhookRejectedException if the body is too large or malformed
     */
    VideoEvent parseWithoutVerification(byte[] body, @Nullable String deliveryId, @Nullable String signedBy);
}
