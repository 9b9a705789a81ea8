package io.videoprovider.spi;

import io.videoprovider.error.ProviderException;
import io.videoprovider.error.VideoException;
import okhttp3.Request;

/**
 * The vendor's part of one operation: builds the request of each attempt and reads its response. {@link OperationPipeline#execute}
 * calls it on the thread of its caller, one method at a time, so an implementation may keep state between attempts. It is used
 * for one operation only.
 */
public interface VendorCall<T> {

    /**
     * Returns the request of one attempt: URL, body, credentials that are valid now, and {@link Attempt#requestId}. Called before
     * each attempt, a second time if the attempt had to wait for the rate limit, and once more if the caller set an idempotency
     * key. Performs no I/O. The pipeline adds the headers of {@code RequestOptions} and sends the request once.
     */
    Request request(Attempt attempt);

    /**
     * Returns target and payload of the operation. An idempotency key recognizes an operation by them: they must be equal for a
     * repetition, also in another process, and different for everything else. Called only if the caller set a key.
     *
     * <p>The default is method, path, query and body of the request, the fields of a {@link JsonBody} in alphabetical order. A call
     * whose requests contain times or random values leaves those out.
     *
     * @param request from {@link #request}, with another request id
     */
    default byte[] content(Request request) {
        return RequestContent.of(request);
    }

    /**
     * Reads the response to one attempt. Called for every status. Any exception other than {@link VideoException} becomes the cause of
     * a {@link ProviderException}, without another attempt.
     *
     * @throws VideoException if the response is an error, with the type for its meaning; {@link Attempt#refused} and
     *     {@link Attempt#uncertain} create its details, and their {@code retryable} allows another attempt
     */
    T read(HttpResponse response, Attempt attempt);

    /**
     * Chooses another host, if there is one. Called after an attempt failed and before the next one, and if the circuit breaker of
     * the host rejected an attempt.
     *
     * @param attempt the next attempt; its timeout also limits the search for another host
     * @return whether the next attempt goes to a host that this operation has not used yet
     */
    default boolean failOver(VideoException failure, Attempt attempt) {
        return false;
    }
}
