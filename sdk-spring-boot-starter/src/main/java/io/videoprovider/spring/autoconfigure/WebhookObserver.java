package io.videoprovider.spring.autoconfigure;

import io.videoprovider.inbox.IntakeResponse;
import java.util.function.Supplier;

/** Stands around the intake of each webhook; apart from {@link WebhookObservations}, whose classes may not be there. */
interface WebhookObserver {

    /** Has a webhook taken in, and answers what the intake does. */
    IntakeResponse observe(String provider, Supplier<IntakeResponse> intake);
}
