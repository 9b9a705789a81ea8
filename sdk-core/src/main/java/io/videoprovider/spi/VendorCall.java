package io.videoprovider.spi;

import io.videoprovider.error.VideoException;
import okhttp3.Request;

/** How one attempt is put on the wire and its answer understood: the part of an operation that each vendor writes. */
public interface VendorCall<T> {

    /** The request of one attempt, with a token that is good for it. Its body is one-shot: nothing below repeats it unasked. */
    Request request(Attempt attempt);

    /**
     * Understands the answer.
     *
     * @throws VideoException if it is a failure, of the type that says what it means
     */
    T read(HttpResponse answer, Attempt attempt);

    /**
     * Told that an attempt failed, or that the circuit breaker of its host let none through, and that another one may follow:
     * the time to choose another host, if there is one.
     *
     * @param attempt its timeout is what looking for another host may take
     * @return whether the next attempt asks a host that this operation has not asked yet
     */
    default boolean failOver(VideoException failure, Attempt attempt) {
        return false;
    }
}
