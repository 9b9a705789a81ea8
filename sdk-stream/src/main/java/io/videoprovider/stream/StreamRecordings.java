package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Recordings;
import io.videoprovider.recording.Storage;
import io.videoprovider.stream.client.CallRecording;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recordings of Stream's calls. Stream gives a recording no id, runs one of each type at a time, and splits its files at two
 * hours: so everything of one type in one session of a call is one recording here, with one file or several.
 */
final class StreamRecordings implements Recordings {

    private static final Map<RecordingKind, String> TYPES = Map.of(
            RecordingKind.COMPOSITE, "composite",
            RecordingKind.INDIVIDUAL, "individual",
            RecordingKind.RAW, "raw");

    private static final Map<Quality, String> QUALITIES = Map.of(
            Quality.SD_360P, "360p",
            Quality.SD_480P, "480p",
            Quality.HD_720P, "720p",
            Quality.HD_1080P, "1080p",
            Quality.QHD_1440P, "1440p",
            Quality.PORTRAIT_720P, "portrait-720x1280",
            Quality.PORTRAIT_1080P, "portrait-1080x1920");

    private static final Map<Layout, String> LAYOUTS = Map.of(
            Layout.GRID, "grid",
            Layout.SPEAKER, "spotlight",
            Layout.SINGLE_SPEAKER, "single-participant");

    private final StreamClient client;
    private final Capabilities capabilities;

    StreamRecordings(StreamClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    /**
     * What a recording's id is made of.
     *
     * @param session {@code ""} for the latest one, where an event did not tell
     */
    private record Key(CallId call, String type, String session) {

        static Key parse(RecordingId id) {
            String[] parts = id.value().split("~", -1);
            if (parts.length != 3 || !TYPES.containsValue(parts[1])) {
                throw new NotFoundException(
                        "that is no id of a recording on Stream", ErrorDetails.at(ProviderId.STREAM.value()), null);
            }
            return new Key(StreamCalls.callId(parts[0]), parts[1], parts[2]);
        }

        RecordingId id() {
            return new RecordingId(call + "~" + type + "~" + session);
        }

        RecordingKind kind() {
            return TYPES.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(type))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(RecordingKind.COMPOSITE);
        }
    }

    @Override
    public Recording start(CallId call, RecordingRequest request) {
        StreamCalls.checked(call, capabilities);
        String type = requireSupport(request);
        CallResponse present = client.getCall(call.type(), call.id());
        if (running(present, type)) {
            return started(call, type, present);
        }
        settings(request)
                .ifPresent(settings -> client.updateCall(
                        call.type(),
                        call.id(),
                        Json.builder().put("settings_override", settings).build()));
        try {
            client.startRecording(
                    call.type(),
                    call.id(),
                    type,
                    request.storage() instanceof Storage.Named named ? named.name() : null);
            return started(call, type, present);
        } catch (VideoException failure) {
            // Somebody else started it, or the answer was lost: only the server knows.
            if (!(failure instanceof ConflictException) && !failure.outcomeUnknown()) {
                throw failure;
            }
            return started(call, type, runningAfter(failure, call, type));
        }
    }

    private CallResponse runningAfter(VideoException failure, CallId call, String type) {
        CallResponse now;
        try {
            now = client.getCall(call.type(), call.id());
        } catch (VideoException alsoUnanswered) {
            // What matters to the caller is that a recording may be going on.
            failure.addSuppressed(alsoUnanswered);
            throw failure;
        }
        if (!running(now, type)) {
            throw failure;
        }
        return now;
    }

    private String requireSupport(RecordingRequest request) {
        capabilities.require(
                switch (request.kind()) {
                    case COMPOSITE -> Capability.RECORD_COMPOSITE;
                    case PARTICIPANT -> Capability.RECORD_PARTICIPANT;
                    case TRACK -> Capability.RECORD_TRACK;
                    case INDIVIDUAL -> Capability.RECORD_INDIVIDUAL;
                    case RAW -> Capability.RECORD_RAW;
                },
                "a recording of the kind " + request.kind());
        Storage storage = request.storage();
        if (storage instanceof Storage.S3) {
            capabilities.require(Capability.STORAGE_S3, "keys with a request; set the storage up under a name");
        } else if (storage instanceof Storage.Gcs) {
            capabilities.require(Capability.STORAGE_GCS, "keys with a request; set the storage up under a name");
        } else if (storage instanceof Storage.Azure) {
            capabilities.require(Capability.STORAGE_AZURE, "keys with a request; set the storage up under a name");
        }
        if (request.path() != null) {
            capabilities.require(Capability.RECORDING_PATH, "naming the file");
        }
        boolean composite = request.kind() == RecordingKind.COMPOSITE;
        if (!composite && (request.quality() != null || request.audioOnly())) {
            throw new InvalidRequestException("quality", "and audioOnly are for a composite recording on Stream");
        }
        return Objects.requireNonNull(TYPES.get(request.kind()));
    }

    /** Layout, quality and sound alone are settings of the call, to be made before the start. */
    private static Optional<Json> settings(RecordingRequest request) {
        if (request.layout() == null && request.quality() == null && !request.audioOnly()) {
            return Optional.empty();
        }
        Json.Builder recording = Json.builder().put("mode", "available");
        if (request.audioOnly()) {
            recording.put("audio_only", true);
        }
        if (request.quality() != null) {
            recording.put("quality", quality(request.quality()));
        }
        if (request.layout() != null) {
            recording.put("layout", layout(request.layout()));
        }
        return Optional.of(Json.builder().put("recording", recording.build()).build());
    }

    /** A size by Stream's name. */
    static String quality(Quality quality) {
        return Objects.requireNonNull(QUALITIES.get(quality));
    }

    /** {@code LayoutSettingsRequest}. */
    static Json layout(Layout layout) {
        return Json.builder()
                .put("name", LAYOUTS.getOrDefault(layout, layout.name()))
                .build();
    }

    private static boolean running(CallResponse call, String type) {
        String status = call.recordingStatus(type);
        return status.isEmpty() ? call.recording() && type.equals("composite") : !status.equals("stopped");
    }

    private static Recording started(CallId call, String type, CallResponse now) {
        return recording(new Key(call, type, now.currentSessionId()), List.of(), RecordingStatus.RECORDING, now.raw());
    }

    @Override
    public Recording get(RecordingId id) {
        Key asked = Key.parse(id);
        CallId call = asked.call();
        CallResponse now = client.getCall(call.type(), call.id());
        List<CallRecording> files = files(call);
        String session = asked.session().isEmpty() ? latest(now, ofType(asked.type(), files)) : asked.session();
        return recording(new Key(call, asked.type(), session), now, files);
    }

    /** A recording by what the call and the list of all its files tell. */
    private static Recording recording(Key key, CallResponse now, List<CallRecording> files) {
        List<CallRecording> mine = ofType(key.type(), files).stream()
                .filter(file -> file.sessionId().equals(key.session()))
                .toList();
        if (running(now, key.type()) && now.currentSessionId().equals(key.session())) {
            return recording(key, mine, RecordingStatus.RECORDING, now.raw());
        }
        // Until its files are listed, a recording that was stopped is nowhere to be seen.
        return recording(key, mine, mine.isEmpty() ? RecordingStatus.PROCESSING : RecordingStatus.READY, now.raw());
    }

    private static String latest(CallResponse call, List<CallRecording> files) {
        if (!call.currentSessionId().isEmpty() || files.isEmpty()) {
            return call.currentSessionId();
        }
        return files.get(files.size() - 1).sessionId();
    }

    /** All files of a call, oldest first. */
    private List<CallRecording> files(CallId call) {
        return client.listRecordings(call.type(), call.id()).stream()
                .sorted(Comparator.comparing(
                        CallRecording::startTime, Comparator.nullsLast(Comparator.<Instant>naturalOrder())))
                .toList();
    }

    private static List<CallRecording> ofType(String type, List<CallRecording> files) {
        return files.stream().filter(file -> file.recordingType().equals(type)).toList();
    }

    @Override
    public Page<Recording> list(CallId call) {
        StreamCalls.checked(call, capabilities);
        CallResponse now;
        try {
            now = client.getCall(call.type(), call.id());
        } catch (NotFoundException e) {
            return Page.of(List.of());
        }
        List<CallRecording> files = files(call);
        List<Recording> recordings = new ArrayList<>();
        for (String type : TYPES.values()) {
            Set<String> sessions = new LinkedHashSet<>();
            ofType(type, files).forEach(file -> sessions.add(file.sessionId()));
            if (running(now, type)) {
                sessions.add(now.currentSessionId());
            }
            sessions.forEach(session -> recordings.add(recording(new Key(call, type, session), now, files)));
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
        Key key = Key.parse(present.id());
        try {
            client.stopRecording(key.call().type(), key.call().id(), key.type());
        } catch (ConflictException stoppedAlready) {
            // as it should be
        }
        Recording stopping = recording(key, List.of(), RecordingStatus.STOPPING, present.raw());
        try {
            Recording after = get(present.id());
            return after.status() == RecordingStatus.RECORDING ? stopping : after;
        } catch (VideoException unanswered) {
            // It was stopped, whatever becomes of the look at it.
            return stopping;
        }
    }

    private static Recording recording(Key key, List<CallRecording> files, RecordingStatus status, Json raw) {
        boolean over = status == RecordingStatus.READY && !files.isEmpty();
        return new Recording(
                key.id(),
                key.call(),
                key.session().isEmpty() ? null : key.session(),
                key.kind(),
                status,
                false,
                files.isEmpty() ? null : files.get(0).startTime(),
                over ? files.get(files.size() - 1).endTime() : null,
                files.stream().map(StreamRecordings::file).toList(),
                null,
                raw);
    }

    /** A recording as an event tells of it. */
    static Recording recording(
            CallId call, String type, String session, RecordingStatus status, @Nullable CallRecording file, Json raw) {
        return recording(new Key(call, type, session), file == null ? List.of() : List.of(file), status, raw);
    }

    static RecordingFile file(CallRecording file) {
        Instant start = file.startTime();
        Instant end = file.endTime();
        return new RecordingFile(
                file.filename(),
                file.url().isEmpty() ? null : file.url(),
                0,
                start == null || end == null ? Duration.ZERO : Duration.between(start, end));
    }
}
