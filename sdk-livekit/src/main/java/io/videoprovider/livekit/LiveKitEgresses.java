package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.EgressClient;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.Room;
import io.videoprovider.spi.Reconciliation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Starts, finds and stops egresses of one type: recordings or broadcasts. */
final class LiveKitEgresses {

    /** Creates the error thrown when no worker is available. */
    interface UnavailableFactory {
        UnavailableException create(String problem, ErrorDetails details, Throwable cause);
    }

    private final ProviderId provider;
    private final LiveKitClient client;
    private final String noun;
    private final Predicate<EgressInfo> type;
    private final UnavailableFactory unavailable;

    private final EgressMemory memory;

    LiveKitEgresses(
            ProviderId provider,
            LiveKitClient client,
            EgressMemory memory,
            String noun,
            Predicate<EgressInfo> type,
            UnavailableFactory unavailable) {
        this.provider = provider;
        this.client = client;
        this.memory = memory;
        this.noun = noun;
        this.type = type;
        this.unavailable = unavailable;
    }

    /** Returns the egresses that are recordings. */
    static LiveKitEgresses recordings(LiveKitClient client, EgressMemory memory, ProviderId provider) {
        return new LiveKitEgresses(
                provider, client, memory, "recording", info -> !info.streamsOnly(), RecordingUnavailableException::new);
    }

    /**
     * Returns the active egress of the present room with the same parameters, or starts one. After a lost response, looks for it
     * again.
     */
    EgressInfo start(String room, Json request) {
        EgressParameters wanted = EgressParameters.of(request);
        return active(room, wanted).orElseGet(() -> {
            try {
                return start(request);
            } catch (VideoException failure) {
                if (!failure.outcomeUnknown()) {
                    throw failure;
                }
                return Reconciliation.after(failure, () -> active(room, wanted)).orElseThrow(() -> notStarted(failure));
            }
        });
    }

    /** Returns whether an egress of the present room with the same parameters is active. */
    boolean isActive(String room, Json request) {
        return active(room, EgressParameters.of(request)).isPresent();
    }

    private Optional<EgressInfo> active(String room, EgressParameters wanted) {
        Json query = Json.builder().put("room_name", room).put("active", true).build();
        List<EgressInfo> sameName = EgressClient.egresses(list(query)).stream()
                .filter(type)
                .filter(info -> EgressMapper.status(info).active())
                .filter(info -> EgressParameters.of(info).equals(wanted))
                .filter(info -> !memory.stopUnanswered(info.egressId()))
                .toList();
        // Without the sid of its room, an egress may be of the present one: starting a second one would be billed
        // twice.
        Optional<EgressInfo> ofAnyRoom =
                sameName.stream().filter(info -> info.roomId().isEmpty()).findFirst();
        if (sameName.isEmpty() || ofAnyRoom.isPresent()) {
            return ofAnyRoom;
        }
        // If the worker died, the server reports the egress of an earlier room of this name as active forever.
        Set<String> sids =
                client.rooms().listRooms(List.of(room)).stream().map(Room::sid).collect(Collectors.toSet());
        return sameName.stream().filter(info -> sids.contains(info.roomId())).findFirst();
    }

    private EgressInfo start(Json request) {
        if (request.has("track_id")) {
            return client.egress().startTrackEgress(request);
        }
        if (!memory.olderServer()) {
            try {
                return client.egress().startEgress(request);
            } catch (ProviderException e) {
                if (!"bad_route".equals(e.code())) {
                    throw e;
                }
                memory.rejectedStartEgress();
            }
        }
        Json older = EgressRequest.older(provider, request);
        return older.has("identity")
                ? client.egress().startParticipantEgress(older)
                : client.egress().startRoomCompositeEgress(older);
    }

    private VideoException notStarted(VideoException failure) {
        if (failure instanceof UnavailableException && "unavailable".equals(failure.code())) {
            // The server found no worker until its timeout, and the list shows that no egress was started.
            return unavailable.create(
                    "no egress worker took the " + noun + "; check that the egress service runs, uses the same Redis as"
                            + " the server, and is not busy",
                    failure.details().withOutcomeUnknown(false),
                    failure);
        }
        return failure;
    }

    EgressInfo get(String id) {
        EgressInfo egress = supported(() -> client.egress().getEgress(id));
        if (!type.test(egress)) {
            throw CallMapper.notFound("ListEgress", noun, provider);
        }
        return egress;
    }

    /** Returns the egresses of a room, ordered by start. */
    <T> Page<T> list(String room, Function<EgressInfo, T> mapper) {
        Json query = Json.builder().put("room_name", room).build();
        return CursorPages.of(
                query,
                this::list,
                response -> EgressClient.egresses(response).stream()
                        .filter(type)
                        .sorted(Comparator.comparing(LiveKitEgresses::since).thenComparing(EgressInfo::egressId))
                        .map(mapper)
                        .toList());
    }

    private static Instant since(EgressInfo info) {
        if (info.startedAt() != null) {
            return info.startedAt();
        }
        return info.updatedAt() == null ? Instant.MAX : info.updatedAt();
    }

    private Json list(Json query) {
        return supported(() -> client.egress().listEgress(query));
    }

    private <T> T supported(Supplier<T> read) {
        try {
            return read.get();
        } catch (ProviderException e) {
            if ("internal".equals(e.code())) {
                throw unavailable.create(
                        "the server does not support egress: it needs Redis, and the egress service with the same"
                                + " Redis",
                        e.details(),
                        e);
            }
            throw e;
        }
    }

    /** Stops an egress, unless it has ended. */
    EgressInfo stop(String id) {
        // The server takes three seconds to reject the request for an egress that has ended or does not exist.
        EgressInfo present = get(id);
        if (EgressMapper.status(present).terminal()) {
            return present;
        }
        try {
            EgressInfo stopped = client.egress().stopEgress(id);
            memory.stopAnswered(id);
            return stopped;
        } catch (VideoException failure) {
            if (failure.outcomeUnknown()) {
                memory.stopNotAnswered(id);
            }
            if (!(failure instanceof ConflictException)) {
                throw failure;
            }
            EgressInfo after = Reconciliation.after(failure, () -> get(id));
            if (EgressMapper.status(after).active()) {
                throw failure;
            }
            return after;
        }
    }

    /** Sends a layout to the template of an active composite. */
    EgressInfo changeLayout(String id, String layout) {
        EgressInfo present = get(id);
        if (!EgressMapper.status(present).active()
                || !EgressParameters.of(present).composite()) {
            throw new ConflictException(
                    "the " + noun + " has ended or is not composite", ErrorDetails.at(provider), null);
        }
        return client.egress().updateLayout(id, layout);
    }

    /** Adds a destination to an active egress, or removes it, unless it has that state already. */
    EgressInfo changeStream(String id, String url, boolean add) {
        EgressInfo present = get(id);
        List<String> streams = streams(present);
        if (!EgressMapper.status(present).active() || streams.isEmpty()) {
            throw new ConflictException(
                    "the " + noun + " has ended or is not pushed to servers", ErrorDetails.at(provider), null);
        }
        if (sendsTo(present, url) == add) {
            return present;
        }
        if (add && streams.get(0).startsWith("srt:") != url.startsWith("srt:")) {
            throw new InvalidRequestException("destination", "must use the protocol of the " + noun);
        }
        if (!add && streams.size() == 1) {
            throw new ConflictException(
                    "the " + noun + " sends to no other server; stop it instead", ErrorDetails.at(provider), null);
        }
        List<String> changed = List.of(url);
        try {
            return client.egress().updateStream(id, add ? changed : List.of(), add ? List.of() : changed);
        } catch (VideoException failure) {
            if (!failure.outcomeUnknown()) {
                throw failure;
            }
            EgressInfo after = Reconciliation.after(failure, () -> get(id));
            if (sendsTo(after, url) != add) {
                throw failure;
            }
            return after;
        }
    }

    /** Returns the active destinations, with redacted keys. */
    private static List<String> streams(EgressInfo info) {
        return info.streams().stream()
                .filter(stream -> stream.status().equals("ACTIVE"))
                .map(EgressInfo.StreamInfo::url)
                .toList();
    }

    private static boolean sendsTo(EgressInfo info, String url) {
        return streams(info).contains(EgressParameters.redacted(url));
    }
}
