package io.videoprovider.stream.client;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.NotFoundException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations on recordings of Stream calls, with Stream's names. {@link StreamClient#recordings} returns it. Thread-safe. */
public final class RecordingClient {

    private final StreamTransport transport;

    RecordingClient(StreamTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code StartRecording}.
     *
     * @param recordingType {@code composite}, {@code individual} or {@code raw}
     * @param externalStorage the name of a storage; null for Stream's own
     */
    public void startRecording(CallId call, String recordingType, @Nullable String externalStorage) {
        Json body = Json.builder()
                .put("recording_external_storage", externalStorage)
                .build();
        transport.call(StreamOperation.START_RECORDING, body, call, Check.notNull("recordingType", recordingType));
    }

    /**
     * {@code StopRecording}. Also succeeds if an earlier attempt stopped it and its response was lost.
     *
     * @throws ConflictException if it is not running
     */
    public void stopRecording(CallId call, String recordingType) {
        transport.stop(StreamOperation.STOP_RECORDING, call, Check.notNull("recordingType", recordingType));
    }

    /** {@code ListRecordings}: returns the files that are ready, of all sessions. */
    public List<CallRecording> listRecordings(CallId call) {
        return transport.call(StreamOperation.LIST_RECORDINGS, null, call).objects("recordings").stream()
                .map(CallRecording::new)
                .toList();
    }

    /**
     * {@code DeleteRecording}: deletes a file that Stream hosts. Also succeeds if an earlier attempt deleted it and its response was
     * lost.
     *
     * @param session the session of the call
     * @param filename the name of the file, without a path
     * @throws NotFoundException if Stream does not host the file
     */
    public void deleteRecording(CallId call, String session, String filename) {
        Check.notNull("session", session);
        Check.notNull("filename", filename);
        try {
            transport.call(StreamOperation.DELETE_RECORDING, null, call, session, filename);
        } catch (NotFoundException deletedAlready) {
            if (!deletedAlready.outcomeUnknown()) {
                throw deletedAlready;
            }
        }
    }
}
