package io.videoprovider.observe;

import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;

/**
 * The start of an operation.
 *
 * @param provider the provider
 * @param operation the vendor's name of the operation, such as {@code CreateRoom}
 * @param requestId the id that is sent with every attempt; the only value of high cardinality
 */
public record OperationStart(ProviderId provider, String operation, String requestId) {

    public OperationStart {
        Check.notNull("provider", provider);
        Check.notNull("operation", operation);
        Check.notNull("requestId", requestId);
    }
}
