package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Recordings;
import io.videoprovider.recording.Storage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Recordings as LiveKit egresses into files. */
final class LiveKitRecordings implements Recordings {

    private final LiveKitClient client;
    private final Capabilities capabilities;

    /** Whether the server has said that it does not know the unified start; it will not learn it while it runs. */
    private volatile boolean olderServer;

    LiveKitRecordings(LiveKitClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public Recording start(CallId call, RecordingRequest request) {
        String room = LiveKitCalls.roomName(call, capabilities);
        requireSupport(request);
        EgressRequest wanted = EgressRequest.of(request);
        Optional<Recording> running = running(room, wanted);
        if (running.isPresent()) {
            return running.get();
        }
        try {
            return recording(start(room, wanted, request.storage()));
        } catch (VideoException failure) {
            if (!failure.outcomeUnknown()) {
                throw failure;
            }
            return afterLostAnswer(room, wanted, failure);
        }
    }

    /** Whether it started, only the server knows. */
    private Recording afterLostAnswer(String room, EgressRequest wanted, VideoException failure) {
        Optional<Recording> running;
        try {
            running = running(room, wanted);
        } catch (VideoException alsoUnanswered) {
            // What matters to the caller is that a recording may be going on.
            failure.addSuppressed(alsoUnanswered);
            throw failure;
        }
        return running.orElseThrow(() -> notStarted(failure));
    }

    private void requireSupport(RecordingRequest request) {
        capabilities.require(
                switch (request.kind()) {
                    case COMPOSITE -> Capability.RECORD_COMPOSITE;
                    case PARTICIPANT -> Capability.RECORD_PARTICIPANT;
                    case TRACK -> Capability.RECORD_TRACK;
                    case INDIVIDUAL -> Capability.RECORD_INDIVIDUAL;
                    case RAW -> Capability.RECORD_RAW;
                },
                "a recording of the kind " + request.kind());
        if (request.storage() instanceof Storage.Named) {
            capabilities.require(Capability.STORAGE_NAMED, "a storage set up under a name");
        }
    }

    private EgressInfo start(String room, EgressRequest wanted, Storage storage) {
        if (wanted.kind() == RecordingKind.TRACK) {
            return client.startTrackEgress(wanted.track(room, storage));
        }
        if (!olderServer) {
            try {
                return client.startEgress(wanted.unified(room, storage));
            } catch (ProviderException e) {
                if (!"bad_route".equals(e.code())) {
                    throw e;
                }
                olderServer = true;
            }
        }
        return wanted.kind() == RecordingKind.COMPOSITE
                ? client.startRoomCompositeEgress(wanted.composite(room, storage))
                : client.startParticipantEgress(wanted.participant(room, storage));
    }

    /** The recording that goes on by the same request. */
    private Optional<Recording> running(String room, EgressRequest wanted) {
        Json query = Json.builder().put("room_name", room).put("active", true).build();
        return egresses(query).stream()
                .filter(info -> recording(info).status().active())
                .filter(info -> EgressRequest.of(info).equals(wanted))
                .map(LiveKitRecordings::recording)
                .findFirst();
    }

    private static VideoException notStarted(VideoException failure) {
        if (failure instanceof UnavailableException && "unavailable".equals(failure.code())) {
            // The server asked for a worker until it gave up, and now says that nothing is being recorded.
            return new RecordingUnavailableException(
                    "no egress worker took the recording. Is the egress service running, with the same Redis as the"
                            + " server, and not busy?",
                    failure.details().withOutcomeUnknown(false),
                    failure);
        }
        return failure;
    }

    @Override
    public Recording get(RecordingId id) {
        Json query = Json.builder().put("egress_id", id.value()).build();
        return egresses(query).stream()
                .map(LiveKitRecordings::recording)
                .findFirst()
                .orElseThrow(() -> LiveKitCalls.notFound("there is no such recording"));
    }

    @Override
    public Page<Recording> list(CallId call) {
        Json.Builder query = Json.builder().put("room_name", LiveKitCalls.roomName(call, capabilities));
        return page(query.build());
    }

    private Page<Recording> page(Json query) {
        Json answer = list(query);
        List<Recording> recordings = LiveKitClient.egresses(answer).stream()
                .filter(info -> !info.streamsOnly())
                .sorted(Comparator.comparing(LiveKitRecordings::since).thenComparing(EgressInfo::egressId))
                .map(LiveKitRecordings::recording)
                .toList();
        String next = answer.object("next_page_token").string("token");
        return new Page<>(
                recordings,
                next.isEmpty()
                        ? null
                        : () -> page(query.toBuilder()
                                .put(
                                        "page_token",
                                        Json.builder().put("token", next).build())
                                .build()));
    }

    private static Instant since(EgressInfo info) {
        if (info.startedAt() != null) {
            return info.startedAt();
        }
        return info.updatedAt() == null ? Instant.MAX : info.updatedAt();
    }

    private List<EgressInfo> egresses(Json query) {
        return LiveKitClient.egresses(list(query));
    }

    private Json list(Json query) {
        try {
            return client.listEgress(query);
        } catch (ProviderException e) {
            if ("internal".equals(e.code())) {
                throw new RecordingUnavailableException(
                        "the server has no egress: it needs Redis, and the egress service with the same Redis",
                        e.details(),
                        e);
            }
            throw e;
        }
    }

    @Override
    public Recording stop(RecordingId id) {
        // Asked first: for a recording that is over or unknown the server takes three seconds to refuse.
        Recording present = get(id);
        if (present.status().terminal()) {
            return present;
        }
        try {
            return recording(client.stopEgress(id.value()));
        } catch (ConflictException e) {
            Recording after;
            try {
                after = get(id);
            } catch (VideoException unanswered) {
                e.addSuppressed(unanswered);
                throw e;
            }
            if (after.status().active()) {
                throw e;
            }
            return after;
        }
    }

    static Recording recording(EgressInfo info) {
        return new Recording(
                new RecordingId(info.egressId()),
                LiveKitCalls.callId(info.roomName()),
                info.roomId().isEmpty() ? null : info.roomId(),
                EgressRequest.of(info).kind(),
                status(info.status()),
                info.status().equals("EGRESS_LIMIT_REACHED"),
                info.startedAt(),
                info.endedAt(),
                info.files().stream().map(LiveKitRecordings::file).toList(),
                info.error().isEmpty() ? null : info.error(),
                info.raw());
    }

    private static RecordingStatus status(String status) {
        return switch (status) {
            case "EGRESS_STARTING" -> RecordingStatus.STARTING;
            case "EGRESS_ACTIVE" -> RecordingStatus.RECORDING;
            case "EGRESS_ENDING" -> RecordingStatus.STOPPING;
            // A limit that was reached leaves a good file.
            case "EGRESS_COMPLETE", "EGRESS_LIMIT_REACHED" -> RecordingStatus.READY;
            case "EGRESS_FAILED", "EGRESS_ABORTED" -> RecordingStatus.FAILED;
            default -> RecordingStatus.UNKNOWN;
        };
    }

    private static RecordingFile file(EgressInfo.FileInfo file) {
        return new RecordingFile(
                file.filename(), file.location().isEmpty() ? null : file.location(), file.size(), file.duration());
    }
}
