package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** LiveKit's egresses of one sort, recordings or broadcasts: started once, found again, stopped. */
final class LiveKitEgresses {

    /** Creates the error thrown when no worker is available. */
    interface UnavailableFactory {
        UnavailableException create(String problem, ErrorDetails details, Throwable cause);
    }

    private final LiveKitClient client;
    private final String noun;
    private final Predicate<EgressInfo> sort;
    private final UnavailableFactory unavailable;

    /** Whether the server has said that it does not know the unified start; it will not learn it while it runs. */
    private final AtomicBoolean olderServer;

    LiveKitEgresses(
            LiveKitClient client,
            AtomicBoolean olderServer,
            String noun,
            Predicate<EgressInfo> sort,
            UnavailableFactory unavailable) {
        this.client = client;
        this.olderServer = olderServer;
        this.noun = noun;
        this.sort = sort;
        this.unavailable = unavailable;
    }

    /** Starts one unless one like it goes on. Whether it started when the answer was lost, only the server knows. */
    EgressInfo start(String room, Predicate<EgressInfo> wanted, Supplier<EgressInfo> start) {
        Optional<EgressInfo> running = running(room, wanted);
        if (running.isPresent()) {
            return running.get();
        }
        try {
            return start.get();
        } catch (VideoException failure) {
            if (!failure.outcomeUnknown()) {
                throw failure;
            }
            return afterLostAnswer(room, wanted, failure);
        }
    }

    private EgressInfo afterLostAnswer(String room, Predicate<EgressInfo> wanted, VideoException failure) {
        Optional<EgressInfo> running;
        try {
            running = running(room, wanted);
        } catch (VideoException alsoUnanswered) {
            // What matters to the caller is that one may be going on.
            failure.addSuppressed(alsoUnanswered);
            throw failure;
        }
        return running.orElseThrow(() -> notStarted(failure));
    }

    private Optional<EgressInfo> running(String room, Predicate<EgressInfo> wanted) {
        Json query = Json.builder().put("room_name", room).put("active", true).build();
        return LiveKitClient.egresses(list(query)).stream()
                .filter(sort)
                .filter(LiveKitEgresses::active)
                .filter(wanted)
                .findFirst();
    }

    private VideoException notStarted(VideoException failure) {
        if (failure instanceof UnavailableException && "unavailable".equals(failure.code())) {
            // The server asked for a worker until it gave up, and now says that nothing is going on.
            return unavailable.create(
                    "no egress worker took the " + noun + ". Is the egress service running, with the same Redis as the"
                            + " server, and not busy?",
                    failure.details().withOutcomeUnknown(false),
                    failure);
        }
        return failure;
    }

    /** The start that servers know from 1.13.2 on, and on others the one that they had before. */
    EgressInfo unified(Supplier<Json> unified, Supplier<EgressInfo> before) {
        if (!olderServer.get()) {
            try {
                return client.startEgress(unified.get());
            } catch (ProviderException e) {
                if (!"bad_route".equals(e.code())) {
                    throw e;
                }
                olderServer.set(true);
            }
        }
        return before.get();
    }

    EgressInfo get(String id) {
        Json query = Json.builder().put("egress_id", id).build();
        return LiveKitClient.egresses(list(query)).stream()
                .filter(sort)
                .findFirst()
                .orElseThrow(() -> LiveKitCalls.notFound("there is no such " + noun));
    }

    <T> Page<T> list(String room, Function<EgressInfo, T> as) {
        return page(Json.builder().put("room_name", room).build(), as);
    }

    private <T> Page<T> page(Json query, Function<EgressInfo, T> as) {
        Json answer = list(query);
        List<T> items = LiveKitClient.egresses(answer).stream()
                .filter(sort)
                .sorted(Comparator.comparing(LiveKitEgresses::since).thenComparing(EgressInfo::egressId))
                .map(as)
                .toList();
        String next = answer.object("next_page_token").string("token");
        return new Page<>(
                items,
                next.isEmpty()
                        ? null
                        : () -> page(
                                query.toBuilder()
                                        .put(
                                                "page_token",
                                                Json.builder()
                                                        .put("token", next)
                                                        .build())
                                        .build(),
                                as));
    }

    private static Instant since(EgressInfo info) {
        if (info.startedAt() != null) {
            return info.startedAt();
        }
        return info.updatedAt() == null ? Instant.MAX : info.updatedAt();
    }

    private Json list(Json query) {
        try {
            return client.listEgress(query);
        } catch (ProviderException e) {
            if ("internal".equals(e.code())) {
                throw unavailable.create(
                        "the server has no egress: it needs Redis, and the egress service with the same Redis",
                        e.details(),
                        e);
            }
            throw e;
        }
    }

    EgressInfo stop(String id) {
        // Asked first: for one that is over or unknown the server takes three seconds to refuse.
        EgressInfo present = get(id);
        if (over(present)) {
            return present;
        }
        try {
            return client.stopEgress(id);
        } catch (ConflictException e) {
            EgressInfo after;
            try {
                after = get(id);
            } catch (VideoException unanswered) {
                e.addSuppressed(unanswered);
                throw e;
            }
            if (active(after)) {
                throw e;
            }
            return after;
        }
    }

    private static boolean active(EgressInfo info) {
        return info.status().equals("EGRESS_STARTING") || info.status().equals("EGRESS_ACTIVE");
    }

    private static boolean over(EgressInfo info) {
        return switch (info.status()) {
            case "EGRESS_COMPLETE", "EGRESS_LIMIT_REACHED", "EGRESS_FAILED", "EGRESS_ABORTED" -> true;
            default -> false;
        };
    }
}
