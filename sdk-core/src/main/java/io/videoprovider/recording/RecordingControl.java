package io.videoprovider.recording;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.token.Permission;
import io.videoprovider.token.VerifiedToken;

/**
 * Recordings of one call, on behalf of a participant: for an endpoint that lets hosts record. The caller's token must be for that call and
 * contain {@link Permission#RECORD}; {@code Role.HOST} has it. Immutable and thread-safe.
 *
 * <pre>{@code
 * VerifiedToken caller = video.tokens().verify(token);
 * new RecordingControl(video.recordings(), caller).start(call, RecordingRequest.composite().build());
 * }</pre>
 *
 * <p>The token must have been verified by the provider that {@code recordings} belongs to. {@code Tokens.verify} does not detect that a
 * user was removed from the call: such a token is valid until it expires.
 */
public final class RecordingControl {

    private final Recordings recordings;
    private final VerifiedToken caller;

    /**
     * Creates the control of one caller.
     *
     * @param recordings the recordings of the provider that verified the token
     * @param caller the verified token of the caller
     */
    public RecordingControl(Recordings recordings, VerifiedToken caller) {
        this.recordings = Check.notNull("recordings", recordings);
        this.caller = Check.notNull("caller", caller);
    }

    /**
     * Starts a recording: see {@link Recordings#start}.
     *
     * @throws PermissionDeniedException if the caller must not record this call; thrown before any I/O
     */
    public Recording start(CallId call, RecordingRequest request) {
        Check.notNull("request", request);
        require(call);
        return recordings.start(call, request);
    }

    /**
     * Returns the recordings of a call: see {@link Recordings#list}.
     *
     * @throws PermissionDeniedException if the caller must not record this call; thrown before any I/O
     */
    public Page<Recording> list(CallId call) {
        require(call);
        return recordings.list(call);
    }

    /**
     * Returns a recording of a call.
     *
     * @throws PermissionDeniedException if the caller must not record this call; thrown before any I/O
     * @throws NotFoundException if the recording does not exist, or is that of another call
     */
    public Recording get(CallId call, RecordingId id) {
        Check.notNull("id", id);
        require(call);
        Recording recording = recordings.get(id);
        if (!recording.call().equals(call)) {
            // The same error as for an id that does not exist: the caller learns nothing about other calls.
            throw new NotFoundException("the call has no such recording", ErrorDetails.none(), null);
        }
        return recording;
    }

    /**
     * Stops a recording of a call: see {@link Recordings#stop}. Reads the recording first.
     *
     * @throws PermissionDeniedException if the caller must not record this call; thrown before any I/O
     * @throws NotFoundException if the recording does not exist, or is that of another call, which is not stopped
     */
    public Recording stop(CallId call, RecordingId id) {
        return recordings.stop(get(call, id).id());
    }

    /**
     * Changes the layout of a recording of a call: see {@link Recordings#changeLayout}. Reads the recording first.
     *
     * @throws PermissionDeniedException if the caller must not record this call; thrown before any I/O
     * @throws NotFoundException if the recording does not exist, or is that of another call, which is not changed
     */
    public Recording changeLayout(CallId call, RecordingId id, Layout layout) {
        Check.notNull("layout", layout);
        return recordings.changeLayout(get(call, id).id(), layout);
    }

    private void require(CallId call) {
        Check.notNull("call", call);
        if (!call.equals(caller.call())) {
            throw new PermissionDeniedException("the caller's token is not for this call", ErrorDetails.none(), null);
        }
        if (!caller.permissions().contains(Permission.RECORD)) {
            throw new PermissionDeniedException(
                    "the caller's token does not contain the permission RECORD", ErrorDetails.none(), null);
        }
    }
}
