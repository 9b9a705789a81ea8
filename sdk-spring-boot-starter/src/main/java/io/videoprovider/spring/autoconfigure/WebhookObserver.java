package io.videoprovider.spring.autoconfigure;

import io.videoprovider.inbox.IntakeAnswer;
import java.util.function.Supplier;

/** Stands around the intake of each webhook; apart from {@link WebhookObservations}, whose classes may not be there. */
interface WebhookObserver {

    /** Has a webhook taken in, and answers what the intake does. */
    IntakeAnswer observe(String provider, Supplier<IntakeAnswer> intake);
}
