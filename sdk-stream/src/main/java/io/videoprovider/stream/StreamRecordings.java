package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Recordings;
import io.videoprovider.recording.Storage;
import io.videoprovider.spi.ListItems;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.stream.RecordingMapper.RecordingKey;
import io.videoprovider.stream.client.CallRecording;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recordings of Stream calls. Stream assigns no ids to recordings, runs one recording of each type at a time and starts a new file
 * every two hours. All files of one type in one session of a call are one recording here.
 */
final class StreamRecordings implements Recordings {

    /** Periodic images. Stream has a separate operation to stop them, and does not list their files. */
    private static final String FRAME = "frame";

    private final StreamClient client;
    private final SessionEvidence sessions;
    private final Capabilities capabilities;
    private final RequestChecks checks;

    StreamRecordings(StreamClient client, SessionEvidence sessions, Capabilities capabilities, RequestChecks checks) {
        this.client = client;
        this.sessions = sessions;
        this.capabilities = capabilities;
        this.checks = checks;
    }

    @Override
    public Recording start(CallId call, RecordingRequest request) {
        CallMapper.checked(call, capabilities);
        String type = type(Check.notNull("request", request));
        return sessions.start(
                client,
                call,
                new SessionEvidence.Startable<>(
                        target(call, type),
                        now -> RecordingMapper.runs(now, type),
                        now -> running(call, type, now),
                        now -> applySettings(call, request, now),
                        now -> {
                            client.recordings().startRecording(call, type, storage(request.storage()));
                            return running(call, type, now);
                        }));
    }

    private static Recording running(CallId call, String type, CallResponse now) {
        RecordingKey key = new RecordingKey(call, type, now.currentSessionId());
        return RecordingMapper.recording(key, RecordingStatus.RECORDING, List.of(), now.raw());
    }

    private void applySettings(CallId call, RecordingRequest request, CallResponse now) {
        Json settings = RecordingMapper.settings(request, now);
        if (!settings.asMap().isEmpty()) {
            client.calls().updateCall(call, settings);
        }
    }

    private static @Nullable String storage(Storage storage) {
        return storage instanceof Storage.Named named ? named.name() : null;
    }

    private static String target(CallId call, String type) {
        return new RecordingKey(call, type, "").id().value();
    }

    private String type(RecordingRequest request) {
        checks.check(request);
        RecordingMapper.checkLayout(request.layout());
        boolean composite = request.kind() == RecordingKind.COMPOSITE;
        if (!composite && (request.quality() != null || request.audioOnly())) {
            throw new InvalidRequestException("quality", "and audioOnly must be set for a composite recording only");
        }
        return Objects.requireNonNull(RecordingMapper.TYPES.get(request.kind()));
    }

    @Override
    public Recording get(RecordingId id) {
        RecordingKey key = RecordingKey.parse(Check.notNull("id", id), capabilities.provider());
        CallId call = key.call();
        CallResponse now = client.calls().getCall(call);
        List<CallRecording> files = files(call);
        String session = key.session().isEmpty() ? latest(now, ofType(key.type(), files)) : key.session();
        return RecordingMapper.recording(new RecordingKey(call, key.type(), session), now, files);
    }

    private static String latest(CallResponse call, List<CallRecording> files) {
        if (!call.currentSessionId().isEmpty() || files.isEmpty()) {
            return call.currentSessionId();
        }
        return files.get(files.size() - 1).sessionId();
    }

    /** Returns all files of a call, ordered by start. */
    private List<CallRecording> files(CallId call) {
        return client.recordings().listRecordings(call).stream()
                .sorted(Comparator.comparing(
                        CallRecording::startTime, Comparator.nullsLast(Comparator.<Instant>naturalOrder())))
                .toList();
    }

    private static List<CallRecording> ofType(String type, List<CallRecording> files) {
        return files.stream().filter(file -> file.recordingType().equals(type)).toList();
    }

    @Override
    public Page<Recording> list(CallId call) {
        CallMapper.checked(call, capabilities);
        CallResponse now;
        try {
            now = client.calls().getCall(call);
        } catch (NotFoundException e) {
            return Page.of(List.of());
        }
        List<CallRecording> files = files(call);
        List<Recording> recordings = new ArrayList<>();
        for (String type : RecordingMapper.TYPES.values()) {
            Set<String> sessions = new LinkedHashSet<>();
            ofType(type, files).forEach(file -> sessions.add(file.sessionId()));
            if (RecordingMapper.runs(now, type)) {
                sessions.add(now.currentSessionId());
            }
            recordings.addAll(ListItems.map(
                    "stream ListRecordings",
                    sessions,
                    session -> RecordingMapper.recording(new RecordingKey(call, type, session), now, files)));
        }
        recordings.sort(
                Comparator.comparing(Recording::startedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder())));
        return Page.of(recordings);
    }

    @Override
    public Recording stop(RecordingId id) {
        Recording present = get(id);
        if (present.status() != RecordingStatus.RECORDING) {
            return present;
        }
        RecordingKey key = RecordingKey.parse(present.id(), capabilities.provider());
        // If the stop fails, the next start does not rely on the state of a recording that may be dead.
        sessions.remove(target(key.call(), key.type()));
        try {
            if (key.type().equals(FRAME)) {
                client.recordings().stopFrameRecording(key.call());
            } else {
                client.recordings().stopRecording(key.call(), key.type());
            }
        } catch (ConflictException stoppedAlready) {
            // the intended result
        }
        Recording stopping = RecordingMapper.recording(key, RecordingStatus.STOPPING, List.of(), present.raw());
        try {
            Recording after = get(present.id());
            return after.status() == RecordingStatus.RECORDING ? stopping : after;
        } catch (VideoException unanswered) {
            // The recording was stopped; only its state could not be read.
            return stopping;
        }
    }

    @Override
    public Recording changeLayout(RecordingId id, Layout layout) {
        Check.notNull("id", id);
        Check.notNull("layout", layout);
        throw new UnsupportedFeatureException(
                capabilities.provider(),
                "does not support changing the layout of a running recording ("
                        + Capability.RECORDING_CHANGE_LAYOUT
                        + " is not in its capabilities); stop it and start another one");
    }

    @Override
    public void delete(RecordingId id) {
        RecordingKey key = RecordingKey.parse(Check.notNull("id", id), capabilities.provider());
        Recording present = get(id);
        String session = Objects.requireNonNullElse(present.sessionId(), "");
        if (present.status() == RecordingStatus.RECORDING) {
            throw new ConflictException(
                    "the recording is in progress; stop it first", ErrorDetails.at(capabilities.provider()), null);
        }
        if (present.files().isEmpty()) {
            throw new NotFoundException(
                    "the recording has no files at Stream", ErrorDetails.at(capabilities.provider()), null);
        }
        FileDeletion.delete(
                names(present),
                name -> client.recordings().deleteRecording(key.call(), session, name),
                () -> names(get(present.id())));
    }

    private static List<String> names(Recording recording) {
        return recording.files().stream().map(RecordingFile::name).toList();
    }
}
