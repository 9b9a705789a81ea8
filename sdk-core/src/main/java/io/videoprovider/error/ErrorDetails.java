package io.videoprovider.error;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Details of a failed operation. Immutable.
 *
 * @param provider the provider; null if the failure has no provider
 * @param operation the vendor's name of the operation, such as {@code CreateRoom}; null if none was started
 * @param status the HTTP status of the last response; null if there was none
 * @param code the vendor's error code; null if there was none
 * @param requestId the id that was sent with every attempt; null if nothing was sent
 * @param attempts the number of attempts; 0 if the request was rejected before any I/O
 * @param retryable whether the same request may succeed later
 * @param retryAfter the delay that the vendor requested; null if it did not
 * @param outcomeUnknown whether the operation may have taken effect: the request was sent, and no definite response was received
 * @param vendorFields further details by the vendor's names, such as LiveKit's {@code sip_status_code}; empty if there are none. They
 *     contain no secrets
 */
public record ErrorDetails(
        @Nullable ProviderId provider,
        @Nullable String operation,
        @Nullable Integer status,
        @Nullable String code,
        @Nullable String requestId,
        int attempts,
        boolean retryable,
        @Nullable Duration retryAfter,
        boolean outcomeUnknown,
        Map<String, String> vendorFields) {

    public ErrorDetails {
        vendorFields = Check.copyOf("vendorFields", vendorFields);
    }

    /** Creates details without the vendor's further fields. */
    public ErrorDetails(
            @Nullable ProviderId provider,
            @Nullable String operation,
            @Nullable Integer status,
            @Nullable String code,
            @Nullable String requestId,
            int attempts,
            boolean retryable,
            @Nullable Duration retryAfter,
            boolean outcomeUnknown) {
        this(provider, operation, status, code, requestId, attempts, retryable, retryAfter, outcomeUnknown, Map.of());
    }

    private static final ErrorDetails NONE = new ErrorDetails(null, null, null, null, null, 0, false, null, false);

    /** Returns the details of a failure before any I/O. */
    public static ErrorDetails none() {
        return NONE;
    }

    /** Returns the details of a failure of a provider before any I/O. */
    public static ErrorDetails at(ProviderId provider) {
        return new ErrorDetails(Check.notNull("provider", provider), null, null, null, null, 0, false, null, false);
    }

    /** Returns a copy with another value of {@code outcomeUnknown}. */
    public ErrorDetails withOutcomeUnknown(boolean unknown) {
        return new ErrorDetails(
                provider, operation, status, code, requestId, attempts, retryable, retryAfter, unknown, vendorFields);
    }

    /** Returns a copy with another value of {@code retryable}. */
    public ErrorDetails withRetryable(boolean mayRetry) {
        return new ErrorDetails(
                provider,
                operation,
                status,
                code,
                requestId,
                attempts,
                mayRetry,
                retryAfter,
                outcomeUnknown,
                vendorFields);
    }

    /** Returns a copy with other fields of the vendor. */
    public ErrorDetails withVendorFields(Map<String, String> vendorFields) {
        return new ErrorDetails(
                provider,
                operation,
                status,
                code,
                requestId,
                attempts,
                retryable,
                retryAfter,
                outcomeUnknown,
                vendorFields);
    }
}
