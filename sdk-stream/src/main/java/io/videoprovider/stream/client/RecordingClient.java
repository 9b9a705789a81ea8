package io.videoprovider.stream.client;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.NotFoundException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations on recordings, transcriptions and captions of Stream calls, with Stream's names. {@link StreamClient#recordings} returns it. Thread-safe. */
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
        transport.delete(
                StreamOperation.DELETE_RECORDING,
                transport
                        .target(StreamOperation.DELETE_RECORDING, call, session, filename)
                        .build());
    }

    /**
     * {@code StartTranscription}.
     *
     * @param body {@code language}, {@code transcription_external_storage}, {@code enable_closed_captions}
     * @throws ConflictException if a transcription is active, or no one is in the call
     */
    public void startTranscription(CallId call, Json body) {
        transport.call(StreamOperation.START_TRANSCRIPTION, Check.notNull("body", body), call);
    }

    /**
     * {@code StopTranscription}. Also succeeds if an earlier attempt stopped it and its response was lost.
     *
     * @param body {@code stop_closed_captions}
     * @throws ConflictException if none is active
     */
    public void stopTranscription(CallId call, Json body) {
        transport.stop(StreamOperation.STOP_TRANSCRIPTION, Check.notNull("body", body), call);
    }

    /** {@code ListTranscriptions}: returns the files that are ready, of all sessions. */
    public List<CallRecording> listTranscriptions(CallId call) {
        return transport.call(StreamOperation.LIST_TRANSCRIPTIONS, null, call).objects("transcriptions").stream()
                .map(CallRecording::new)
                .toList();
    }

    /**
     * {@code DeleteTranscription}. Also succeeds if an earlier attempt deleted the file and its response was lost.
     *
     * @param session the session of the call
     * @param filename the name of the file
     * @throws NotFoundException if the file does not exist
     */
    public void deleteTranscription(CallId call, String session, String filename) {
        Check.notNull("session", session);
        Check.notNull("filename", filename);
        transport.delete(
                StreamOperation.DELETE_TRANSCRIPTION,
                transport
                        .target(StreamOperation.DELETE_TRANSCRIPTION, call, session, filename)
                        .build());
    }

    /**
     * {@code StartClosedCaptions}.
     *
     * @param body {@code language}, {@code enable_transcription}, {@code external_storage}, {@code speech_segment_config}
     * @throws ConflictException if captions are active, or no one is in the call
     */
    public void startClosedCaptions(CallId call, Json body) {
        transport.call(StreamOperation.START_CLOSED_CAPTIONS, Check.notNull("body", body), call);
    }

    /**
     * {@code StopClosedCaptions}. Also succeeds if an earlier attempt stopped them and its response was lost.
     *
     * @param body {@code stop_transcription}
     * @throws ConflictException if none are active
     */
    public void stopClosedCaptions(CallId call, Json body) {
        transport.stop(StreamOperation.STOP_CLOSED_CAPTIONS, Check.notNull("body", body), call);
    }

    /**
     * {@code SendClosedCaption}: shows a caption to all participants. Never sent again after a lost response.
     *
     * @param caption {@code speaker_id} and {@code text}, which are required, {@code language}, {@code start_time}, {@code end_time},
     *     {@code service}, {@code translated}, {@code user_id}
     */
    public void sendClosedCaption(CallId call, Json caption) {
        Check.notNull("call", call);
        StreamUserId.check("speaker_id", Check.notNull("caption", caption).string("speaker_id"));
        transport.call(StreamOperation.SEND_CLOSED_CAPTION, caption, call);
    }

    /**
     * {@code StartFrameRecording}: takes pictures of the call in intervals that its settings define. Each is announced by a webhook.
     *
     * @param externalStorage the name of a storage; null for Stream's own
     */
    public void startFrameRecording(CallId call, @Nullable String externalStorage) {
        Json body = Json.builder()
                .put("recording_external_storage", externalStorage)
                .build();
        transport.call(StreamOperation.START_FRAME_RECORDING, body, call);
    }

    /**
     * {@code StopFrameRecording}. Also succeeds if an earlier attempt stopped it and its response was lost.
     *
     * @throws ConflictException if it is not running
     */
    public void stopFrameRecording(CallId call) {
        transport.stop(StreamOperation.STOP_FRAME_RECORDING, call);
    }
}
