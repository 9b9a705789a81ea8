package io.videoprovider.recording;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;

/**
 * Records calls. Thread-safe. Besides the exceptions that they document, all methods may throw those of every remote operation: see
 * {@code VideoProvider}.
 *
 * <p>{@code io.videoprovider.broadcast.Broadcasts} sends a call to viewers outside of it. An optional feature: {@code
 * VideoProvider.broadcasts()}, or {@code VideoProvider.feature(Broadcasts.class)}.
 */
public interface Recordings {

    /**
     * Starts a recording, or returns the active recording with the same settings, so that a repeated call is not billed twice. If the
     * response is lost, the SDK looks for the recording before it fails; the error reports {@code outcomeUnknown} if that was not
     * possible. Two processes that start the same recording at the same moment may get two recordings on LiveKit, which does not
     * prevent it.
     *
     * <p>A recording of an earlier session of the call is never returned. Within one session, no provider reports that a recording
     * service has died: its recording stays active. After a {@link #stop} that failed with {@code outcomeUnknown}, the same provider
     * object requests a new recording; other processes do so after a stop of their own.
     *
     * @return the recording, usually {@link RecordingStatus#STARTING}
     * @throws NotFoundException if the call does not exist
     * @throws RecordingUnavailableException if no recording service is available
     * @throws UnsupportedFeatureException if the request contains an option that the provider does not support
     */
    Recording start(CallId call, RecordingRequest request);

    /**
     * Returns a recording.
     *
     * @throws NotFoundException if the recording does not exist, or no longer exists
     */
    Recording get(RecordingId id);

    /** Returns the recordings of a call that the provider reports, oldest first; empty for an unknown call. */
    Page<Recording> list(CallId call);

    /**
     * Changes the layout of a composite recording while it runs. On LiveKit, only a template of your own can react ({@link
     * Layout#custom}): it receives the name of the layout as metadata of its participant. Those of LiveKit do not change.
     *
     * @param layout the name of the layout, without a template and options
     * @return the recording
     * @throws NotFoundException if the recording does not exist, or its recorder is not in the call, for example because it still starts
     * @throws ConflictException if the recording has ended or is not composite
     * @throws InvalidRequestException if the layout has a template or options
     * @throws UnsupportedFeatureException if the provider does not support it ({@code Capability.RECORDING_CHANGE_LAYOUT})
     */
    Recording changeLayout(RecordingId id, Layout layout);

    /**
     * Stops a recording. Does nothing if the recording has ended. If its service has died, the request times out; a new recording can be started then.
     *
     * @return the recording, usually {@link RecordingStatus#STOPPING}
     * @throws NotFoundException if the recording does not exist, or no longer exists
     */
    Recording stop(RecordingId id);

    /**
     * Deletes all files of a recording that the provider hosts. Stop the recording and wait until it is {@link RecordingStatus#READY}:
     * files that become available later are not deleted. If the deletion fails, some of several files may be deleted; repeat it.
     * Stream does not keep the deletion: {@link #get} then returns {@link RecordingStatus#PROCESSING}, as for files that are not
     * available yet.
     *
     * @throws NotFoundException if the recording does not exist or has no files at the provider, also if they are in a storage of
     *     your own, or were deleted
     * @throws ConflictException if the recording is in progress
     * @throws UnsupportedFeatureException if the provider does not host files ({@code Capability.RECORDING_DELETE})
     */
    void delete(RecordingId id);
}
