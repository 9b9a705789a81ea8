package io.videoprovider.spi;

import io.videoprovider.resilience.RetryClass;
import java.time.Duration;

/**
 * Definition of a remote operation. A client declares all of its operations in one enum, so that each retry class is decided in
 * one place. Immutable.
 */
public interface Operation {

    /** Returns the vendor's name of the operation, which errors, logs and metrics show. */
    String operationName();

    /** Returns the retry class: the failures after which the operation may be sent again. */
    RetryClass retryClass();

    /** Returns the timeout of one attempt, from connecting to the last byte of the response, unless the caller sets another. */
    Duration timeout();
}
