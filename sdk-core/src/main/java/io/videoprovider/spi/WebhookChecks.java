package io.videoprovider.spi;

import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.util.List;

/** Checks of webhooks that are common to all vendors. A provider calls them before it verifies the signature. */
public final class WebhookChecks {

    private WebhookChecks() {}

    /**
     * Returns the body of a request.
     *
     * @throws WebhookRejectedException if the body is larger than {@value Webhooks#MAX_BODY_BYTES} bytes, or has fewer bytes than the
     *     headers announce
     */
    public static byte[] body(ProviderId provider, WebhookRequest request) {
        byte[] body = size(provider, Check.notNull("request", request).body());
        if (body.length < announced(request)) {
            throw new WebhookRejectedException(
                    provider,
                    Reason.INCOMPLETE_BODY,
                    "the body has " + body.length + " bytes, fewer than the headers announce",
                    null);
        }
        return body;
    }

    /** Returns the least number of bytes that the body must have. */
    private static long announced(WebhookRequest request) {
        List<String> length = request.header("Content-Length");
        if (length.size() == 1 && length.get(0).matches("[0-9]{1,18}")) {
            return Long.parseLong(length.get(0));
        }
        return request.header("Transfer-Encoding").isEmpty() ? 0 : 1;
    }

    /**
     * Returns a body without headers.
     *
     * @throws WebhookRejectedException if it is larger than {@value Webhooks#MAX_BODY_BYTES} bytes
     */
    public static byte[] size(ProviderId provider, byte[] body) {
        Check.notNull("provider", provider);
        if (Check.notNull("body", body).length > Webhooks.MAX_BODY_BYTES) {
            throw new WebhookRejectedException(
                    provider,
                    Reason.TOO_LARGE,
                    "the body has " + body.length + " bytes; the limit is " + Webhooks.MAX_BODY_BYTES,
                    null);
        }
        return body;
    }
}
