package io.videoprovider.webhook;

import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.VideoEvent;

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
}
