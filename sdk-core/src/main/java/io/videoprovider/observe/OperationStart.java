package io.videoprovider.observe;

import io.videoprovider.error.ProviderId;

/**
 * An operation that starts.
 *
 * @param provider the provider's id
 * @param operation the vendor's name of the operation, such as {@code CreateRoom}
 * @param requestId the id that is sent with every attempt; the one value here of high cardinality
 */
public record OperationStart(ProviderId provider, String operation, String requestId) {}
