package io.videoprovider.recording;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;

/**
 * Records calls. Thread-safe. Besides what each method names, all may throw what every remote operation may: see
 * {@code VideoProvider}.
 */
public interface Recordings {

    /**
     * Starts a recording, or returns the one that is already going on by the same request: two would be a bill. After an
     * answer that was lost the provider is asked what it records before anything else; {@code outcomeUnknown} on the error
     * says when even that could not tell. Two processes that start the same recording at the same moment may still get two
     * where the vendor itself does not prevent it (LiveKit).
     *
     * @return the recording, usually {@link RecordingStatus#STARTING}
     * @throws NotFoundException if the provider knows no such call
     * @throws RecordingUnavailableException if the provider has nobody to record
     * @throws UnsupportedFeatureException if the request asks for what the provider has not
     */
    Recording start(CallId call, RecordingRequest request);

    /**
     * Looks up a recording.
     *
     * @throws NotFoundException if the provider does not know it (any more)
     */
    Recording get(RecordingId id);

    /** The recordings of a call that the provider knows, oldest first; of a call it does not know, none. */
    Page<Recording> list(CallId call);

    /**
     * Stops a recording. One that is over already is no error.
     *
     * @return the recording after that, usually {@link RecordingStatus#STOPPING}
     * @throws NotFoundException if the provider does not know it (any more)
     */
    Recording stop(RecordingId id);
}
