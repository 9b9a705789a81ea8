package io.videoprovider.spi;

import io.videoprovider.resilience.RetryClass;
import java.time.Duration;

/** A remote operation by its definition: the vendor's name of it, what may be done when it fails, how long one attempt may take. */
public interface Operation {

    /** The vendor's name of it, as errors, logs and metrics show it. */
    String operationName();

    /** What may be done when it fails. */
    RetryClass retryClass();

    /** How long one attempt may take. */
    Duration timeout();
}
