package io.videoprovider.transcription;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Feature;

/**
 * Transcribes calls into files; {@link TranscriptReader} reads them. Thread-safe. An optional feature: {@code
 * video.require(Transcriptions.class)}. Besides the exceptions that they document, all methods may throw those of every remote operation:
 * see {@code VideoProvider}.
 *
 * <p>All files of one session of a call are one transcription, also if it was stopped and started again in that session.
 */
public interface Transcriptions extends Feature {

    /**
     * Starts a transcription, or returns the active one, whose language and storage stay, so that a repeated call is not billed twice. If
     * the response is lost, the SDK looks for the transcription before it fails; the error reports {@code outcomeUnknown} if that was not
     * possible.
     *
     * @return the transcription, usually {@link TranscriptionStatus#STARTING} or {@link TranscriptionStatus#TRANSCRIBING}
     * @throws NotFoundException if the call does not exist
     * @throws ConflictException if the provider cannot transcribe the call now, such as one without participants
     * @throws InvalidRequestException if the provider does not support the language
     * @throws UnsupportedFeatureException if the provider does not support the storage
     */
    Transcription start(CallId call, TranscriptionRequest request);

    /**
     * Returns a transcription.
     *
     * @throws NotFoundException if the transcription does not exist, or no longer exists
     */
    Transcription get(TranscriptionId id);

    /** Returns the transcriptions of a call that the provider reports, oldest first; empty for an unknown call. */
    Page<Transcription> list(CallId call);

    /**
     * Stops a transcription. Does nothing if it has ended.
     *
     * @return the transcription, usually {@link TranscriptionStatus#STOPPING} or {@link TranscriptionStatus#PROCESSING}
     * @throws NotFoundException if the transcription does not exist, or no longer exists
     */
    Transcription stop(TranscriptionId id);

    /**
     * Deletes the files of a transcription that the provider hosts. Does not stop it: files that become available later are not
     * deleted. If the deletion fails, some of several files may be deleted; repeat it.
     *
     * @throws NotFoundException if the transcription does not exist or has no files at the provider: they are not available yet, are
     *     in a storage of your own, or were deleted
     */
    void delete(TranscriptionId id);
}
