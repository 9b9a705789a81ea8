package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.inbox.IntakeResponse;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Observes the intake of each webhook. Separate from {@link WebhookObservations}, which requires Micrometer. */
interface WebhookObserver {

    /** Observes nothing. */
    WebhookObserver NONE = new WebhookObserver() {
        @Override
        public IntakeResponse observe(String provider, Function<@Nullable String, IntakeResponse> intake) {
            return intake.apply(null);
        }
    };

    /** Runs the intake with the trace of the webhook, a W3C {@code traceparent} or null, and returns its response. */
    IntakeResponse observe(String provider, Function<@Nullable String, IntakeResponse> intake);
}
