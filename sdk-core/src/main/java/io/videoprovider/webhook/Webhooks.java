package io.videoprovider.webhook;

import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.VideoEvent;
import org.jspecify.annotations.Nullable;

/** Turns webhooks into events, without any network. Thread-safe. */
public interface Webhooks {

    /** The largest body that is looked at: 1 MiB. */
    int MAX_BODY_BYTES = 1 << 20;

    /**
     * Verifies a webhook and reads its event. The checks, in their order: size, headers, signature over the raw bytes in
     * constant time, issuer and algorithm, freshness with 60 seconds of leeway both ways, content.
     *
     * @return the event; verified, or this throws
     * @throws WebhookRejectedException if it must not be believed; answer with its {@code httpStatus()}
     */
    VideoEvent parse(WebhookRequest request);

    /**
     * Reads an event <strong>without verifying anything</strong>, from bytes whose origin is trusted otherwise: a message of a
     * queue that only the vendor can write to, or a body that {@link #parse} let in before. The same limits of size hold.
     *
     * <p>Besides the body of a webhook this reads what the vendor puts into queues: from Stream that is JSON, gzip in base64,
     * and either of them in the {@code Message} of an SNS envelope.
     *
     * @param body the bytes; not copied
     * @param deliveryId the delivery's id where the body has none (Stream sends it in a header); {@code ""} when it is not known
     * @return what {@code parse} would have returned, but that {@code signedBy()} is null
     * @throws WebhookRejectedException if it is too large, or not what the vendor sends
     */
    VideoEvent parseWithoutVerification(byte[] body, @Nullable String deliveryId);
}
