package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.inbox.IntakeResponse;
import java.util.function.Supplier;

/** Observes the intake of each webhook. Separate from {@link WebhookObservations}, which requires Micrometer. */
interface WebhookObserver {

    /** Observes nothing. */
    WebhookObserver NONE = (provider, intake) -> intake.get();

    /** Runs the intake and returns its response. */
    IntakeResponse observe(String provider, Supplier<IntakeResponse> intake);
}
