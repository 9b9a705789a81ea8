package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.recording.Storage;
import io.videoprovider.spi.ListItems;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.stream.TranscriptionMapper.TranscriptionKey;
import io.videoprovider.stream.client.CallRecording;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.RecordingClient;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionRequest;
import io.videoprovider.transcription.TranscriptionStatus;
import io.videoprovider.transcription.Transcriptions;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Transcriptions of Stream calls. Stream assigns no ids to them and runs one at a time. All files of one session of a call are one
 * transcription here.
 */
final class StreamTranscriptions implements Transcriptions {

    private final StreamClient client;
    private final SessionEvidence sessions;
    private final Capabilities capabilities;
    private final RequestChecks checks;

    StreamTranscriptions(
            StreamClient client, SessionEvidence sessions, Capabilities capabilities, RequestChecks checks) {
        this.client = client;
        this.sessions = sessions;
        this.capabilities = capabilities;
        this.checks = checks;
    }

    private RecordingClient transcriptions() {
        return client.recordings();
    }

    @Override
    public Transcription start(CallId call, TranscriptionRequest request) {
        CallMapper.checked(call, capabilities);
        checks.check(request);
        return sessions.start(
                client,
                call,
                new SessionEvidence.Startable<>(
                        target(call), TranscriptionMapper::runs, now -> running(call, now), now -> {}, now -> {
                            transcriptions().startTranscription(call, body(request));
                            return running(call, now);
                        }));
    }

    private static Transcription running(CallId call, CallResponse now) {
        return TranscriptionMapper.transcription(
                new TranscriptionKey(call, now.currentSessionId()),
                TranscriptionStatus.TRANSCRIBING,
                List.of(),
                null,
                now.raw());
    }

    private static Json body(TranscriptionRequest request) {
        return Json.builder()
                .put("language", request.language())
                .put(
                        "transcription_external_storage",
                        request.storage() instanceof Storage.Named named ? named.name() : null)
                .build();
    }

    private static String target(CallId call) {
        return new TranscriptionKey(call, "").id().value();
    }

    @Override
    public Transcription get(TranscriptionId id) {
        TranscriptionKey key = key(id);
        CallResponse now = client.calls().getCall(key.call());
        List<CallRecording> files = files(key.call());
        return TranscriptionMapper.transcription(
                new TranscriptionKey(key.call(), session(key, now, files)), now, files);
    }

    private TranscriptionKey key(TranscriptionId id) {
        TranscriptionKey key = TranscriptionKey.parse(Check.notNull("id", id), capabilities.provider());
        CallMapper.checked(key.call(), capabilities);
        return key;
    }

    /** Returns the session of the id, or else the latest one. */
    private static String session(TranscriptionKey key, CallResponse now, List<CallRecording> files) {
        if (!key.session().isEmpty()) {
            return key.session();
        }
        return now.currentSessionId().isEmpty() && !files.isEmpty()
                ? files.get(files.size() - 1).sessionId()
                : now.currentSessionId();
    }

    /** Returns all files of a call, ordered by start. */
    private List<CallRecording> files(CallId call) {
        return transcriptions().listTranscriptions(call).stream()
                .sorted(Comparator.comparing(
                        CallRecording::startTime, Comparator.nullsLast(Comparator.<Instant>naturalOrder())))
                .toList();
    }

    @Override
    public Page<Transcription> list(CallId call) {
        CallMapper.checked(call, capabilities);
        CallResponse now;
        try {
            now = client.calls().getCall(call);
        } catch (NotFoundException e) {
            return Page.of(List.of());
        }
        List<CallRecording> files = files(call);
        Set<String> found = new LinkedHashSet<>();
        files.forEach(file -> found.add(file.sessionId()));
        if (TranscriptionMapper.runs(now)) {
            found.add(now.currentSessionId());
        }
        return Page.of(ListItems.map(
                "stream ListTranscriptions",
                found,
                session -> TranscriptionMapper.transcription(new TranscriptionKey(call, session), now, files)));
    }

    @Override
    public Transcription stop(TranscriptionId id) {
        Transcription present = get(id);
        if (present.status() != TranscriptionStatus.TRANSCRIBING) {
            return present;
        }
        // If the stop fails, the next start does not rely on the state of a transcription that may be dead.
        sessions.remove(target(present.call()));
        try {
            transcriptions().stopTranscription(present.call(), Json.EMPTY);
        } catch (ConflictException stoppedAlready) {
            // the intended result
        }
        TranscriptionKey key = key(present.id());
        Transcription stopping =
                TranscriptionMapper.transcription(key, TranscriptionStatus.STOPPING, List.of(), null, present.raw());
        try {
            Transcription after = get(present.id());
            return after.status() == TranscriptionStatus.TRANSCRIBING ? stopping : after;
        } catch (VideoException unanswered) {
            // The transcription was stopped; only its state could not be read.
            return stopping;
        }
    }

    @Override
    public void delete(TranscriptionId id) {
        TranscriptionKey key = key(id);
        CallResponse now = client.calls().getCall(key.call());
        List<CallRecording> files = files(key.call());
        String session = session(key, now, files);
        List<String> names = names(files, session);
        if (names.isEmpty()) {
            throw new NotFoundException(
                    "the transcription has no files", ErrorDetails.at(capabilities.provider()), null);
        }
        FileDeletion.delete(
                names,
                name -> transcriptions().deleteTranscription(key.call(), session, name),
                () -> names(files(key.call()), session));
    }

    private static List<String> names(List<CallRecording> files, String session) {
        return files.stream()
                .filter(file -> file.sessionId().equals(session))
                .map(CallRecording::filename)
                .toList();
    }
}
