package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.stream.client.CallRecording;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps transcriptions of Stream calls. */
final class TranscriptionMapper {

    private TranscriptionMapper() {}

    /**
     * The parts of a transcription id.
     *
     * @param session the session; empty for the latest one, if an event did not report it
     */
    record TranscriptionKey(CallId call, String session) {

        private static final String KIND = "transcription";

        static TranscriptionKey parse(TranscriptionId id, ProviderId provider) {
            CallPartId parts = CallPartId.parse(id.value(), List.of(KIND));
            if (parts == null || !parts.text().equals(id.value())) {
                throw new NotFoundException(
                        "the id is not that of a Stream transcription", ErrorDetails.at(provider), null);
            }
            return new TranscriptionKey(parts.call(), parts.detail());
        }

        TranscriptionId id() {
            return new TranscriptionId(new CallPartId(call, KIND, session).text());
        }
    }

    /** Returns whether a transcription runs. Without a session nothing is transcribed, regardless of the reported state. */
    static boolean runs(CallResponse call) {
        return !call.currentSessionId().isEmpty() && call.transcribing();
    }

    /** Returns a transcription by the state of the call and the call's files, which are ordered by start. */
    static Transcription transcription(TranscriptionKey key, CallResponse call, List<CallRecording> files) {
        List<CallRecording> own = files.stream()
                .filter(file -> file.sessionId().equals(key.session()))
                .toList();
        boolean runs = runs(call) && call.currentSessionId().equals(key.session());
        TranscriptionStatus ended = own.isEmpty() ? TranscriptionStatus.PROCESSING : TranscriptionStatus.READY;
        return transcription(key, runs ? TranscriptionStatus.TRANSCRIBING : ended, own, null, call.raw());
    }

    static Transcription transcription(
            TranscriptionKey key,
            TranscriptionStatus status,
            List<CallRecording> files,
            @Nullable String failure,
            Json raw) {
        boolean over = status == TranscriptionStatus.READY && !files.isEmpty();
        return new Transcription(
                key.id(),
                key.call(),
                key.session().isEmpty() ? null : key.session(),
                status,
                files.isEmpty() ? null : files.get(0).startTime(),
                over ? files.get(files.size() - 1).endTime() : null,
                files.stream().map(RecordingMapper::file).toList(),
                failure,
                raw);
    }
}
