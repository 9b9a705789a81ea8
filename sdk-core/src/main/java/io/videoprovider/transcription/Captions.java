package io.videoprovider.transcription;

import io.videoprovider.common.CallId;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Feature;

/**
 * Live captions: the clients of participants receive what is spoken as text. Thread-safe. An optional feature: {@code
 * video.require(Captions.class)}. Besides the exceptions that they document, all methods may throw those of every remote operation: see
 * {@code VideoProvider}.
 */
public interface Captions extends Feature {

    /**
     * Starts captions. Does nothing if they are active; their language stays: stop them first to change it. If the response is lost, the
     * SDK looks whether captions are active before it fails; the error reports {@code outcomeUnknown} if that was not possible.
     *
     * @throws NotFoundException if the call does not exist
     * @throws ConflictException if the provider cannot caption the call now, such as one without participants
     * @throws InvalidRequestException if the provider does not support the language
     */
    void start(CallId call, CaptionRequest request);

    /**
     * Returns whether captions are active.
     *
     * @throws NotFoundException if the call does not exist
     */
    boolean active(CallId call);

    /**
     * Stops captions. Does nothing if none are active.
     *
     * @throws NotFoundException if the call does not exist
     */
    void stop(CallId call);
}
