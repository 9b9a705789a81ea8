package io.videoprovider.observe;

/**
 * An operation that starts.
 *
 * @param provider the provider's id
 * @param operation the vendor's name of the operation, such as {@code CreateRoom}
 * @param requestId the id that is sent with every attempt; the one value here of high cardinality
 */
public record OperationStart(String provider, String operation, String requestId) {}
