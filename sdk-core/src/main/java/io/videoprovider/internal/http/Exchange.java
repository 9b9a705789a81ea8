package io.videoprovider.internal.http;

import io.videoprovider.error.VideoException;
import okhttp3.Request;

/** How one attempt is put on the wire and its answer understood: the part of an operation that each vendor writes. */
public interface Exchange<T> {

    /** The request of one attempt, signed afresh. Its body is one-shot: nothing below repeats it unasked. */
    Request request(Attempt attempt);

    /**
     * Understands the answer.
     *
     * @throws VideoException if it is a failure, of the type that says what it means
     */
    T read(HttpAnswer answer, Attempt attempt);
}
