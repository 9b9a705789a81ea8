package io.videoprovider.livekit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.message.Messages;
import io.videoprovider.observe.AttemptOutcome;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import okhttp3.ConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ten thousand operations by many threads while at random things go wrong; and in the end, what of all that was told is true. */
class LiveKitSoakTest {

    private static final int THREADS = 64;
    private static final int OPERATIONS = 10_000;
    private static final long SEED = 20_261_121;
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final RecordingRequest RECORDING =
            RecordingRequest.composite().build();

    /** One of these goes wrong with a fifth of what is asked. */
    private static final List<Supplier<LiveKitFault>> FAULTS = List.of(
            LiveKitFault::dropBeforeProcessing,
            LiveKitFault::dropAfterProcessing,
            LiveKitFault::reset,
            LiveKitFault::truncatedBody,
            () -> LiveKitFault.twirp(408, "deadline_exceeded", "too slow"),
            () -> LiveKitFault.text(429, "busy"),
            () -> LiveKitFault.text(500, "sorry"),
            () -> LiveKitFault.text(503, "down"),
            () -> LiveKitFault.twirp(503, "unavailable", "no response from servers"),
            () -> LiveKitFault.body(200, "text/html", "<h1>log in</h1>"));

    /** Done after its caller has given up. */
    private static final LiveKitFault SLOW = LiveKitFault.delay(Duration.ofMillis(2500));

    private final LiveKitEmulator emulator = LiveKitEmulator.builder()
            .apiKey("devkey", Tests.SECRET)
            .delays(Delays.SHORT)
            .manualRecordings(true)
            .start();
    private final ConnectionPool connections = new ConnectionPool();
    private final Heard heard = new Heard();
    private final LiveKitVideoProvider video = Tests.providerOf(emulator)
            .resilience(Resilience.builder()
                    .retry(RetryPolicy.builder()
                            .delays(Duration.ofMillis(1), Duration.ofMillis(10))
                            .attemptTimeout(PATIENCE)
                            .build())
                    .build())
            .operationListener(heard)
            .http(http -> http.connectionPool(connections))
            .build();
    private final LiveKitVideoProvider judge = Tests.providerOf(emulator).build();
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger certain = new AtomicInteger();
    private volatile boolean refused;
    private final Queue<Claim> claims = new ConcurrentLinkedQueue<>();

    /** What a caller was told of something that can be looked up in the end. */
    private record Claim(String what, boolean done, BooleanSupplier there) {}

    /** Counts, and remembers which requests nobody waited for. */
    private static final class Heard implements OperationListener {

        private final AtomicInteger attempts = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private final Map<String, Late> late = new ConcurrentHashMap<>();

        /** How often an operation was sent of which at least one request was not waited for, and until when. */
        private record Late(int attempts, long at) {}

        @Override
        public void onAttempt(AttemptOutcome attempt) {
            attempts.incrementAndGet();
            if (attempt.failure() != null) {
                failures.incrementAndGet();
                if (attempt.failure() instanceof DeadlineExceededException
                        && attempt.failure().status() == 0) {
                    late.put(attempt.requestId(), new Late(attempt.attempt(), System.nanoTime()));
                }
            }
        }

        @Override
        public void onOutcome(OperationOutcome outcome) {
            late.computeIfPresent(outcome.requestId(), (id, before) -> new Late(outcome.attempts(), System.nanoTime()));
        }

        /** By request id; what is older has arrived long since, and is forgotten by the emulator's journal. */
        Map<String, Integer> recentlyLate() {
            long since = System.nanoTime() - Duration.ofSeconds(5).toNanos();
            return late.entrySet().stream()
                    .filter(each -> each.getValue().at() > since)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, each -> each.getValue().attempts()));
        }
    }

    @Test
    void whatever_goes_wrong_nothing_is_done_twice_and_nobody_is_told_what_is_not_so() throws Exception {
        long began = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> lives = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(SEED + i);
                String name = "room-" + i + "-";
                lives.add(threads.submit(() -> {
                    for (int round = 0; operations.get() < OPERATIONS; round++) {
                        live(CallId.of(name + round), random);
                    }
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                }));
            }
            for (Future<?> life : lives) {
                life.get();
            }
        } finally {
            threads.shutdownNow();
        }
        int inUse = connections.connectionCount() - connections.idleConnectionCount();
        emulator.faults().clear();
        awaitLate();

        Map<String, Long> recordings =
                LiveKitClient.egresses(judge.unwrap(LiveKitClient.class).listEgress(Json.EMPTY)).stream()
                        .collect(Collectors.groupingBy(EgressInfo::roomName, Collectors.counting()));
        List<String> twice = recordings.entrySet().stream()
                .filter(each -> each.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
        List<String> lies = claims.parallelStream()
                .filter(claim -> claim.done() != claim.there().getAsBoolean())
                .map(Claim::what)
                .toList();
        System.out.printf(
                "Soak on LiveKit: %d operations in %d ms, %d attempts, %d failed; told: %d times unknown, %d times not"
                        + " done; %d claims, %d of them false; %d recordings, %d of them twice%n",
                operations.get(),
                (System.nanoTime() - began) / 1_000_000,
                heard.attempts.get(),
                heard.failures.get(),
                unknown.get(),
                certain.get(),
                claims.size(),
                lies.size(),
                recordings.size(),
                twice.size());
        video.close();
        judge.close();
        emulator.close();

        assertThat(twice).as("duplicate recordings").isEmpty();
        assertThat(lies).as("told what is not so").isEmpty();
        assertThat(inUse).as("connections in use").isZero();
        assertThat(operations.get()).isGreaterThanOrEqualTo(OPERATIONS);
        // Otherwise nothing was put to the test.
        assertThat(unknown.get()).isGreaterThan(100);
        assertThat(certain.get()).isGreaterThan(5);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("livekit"))
                .allSatisfy(thread -> thread.join(LATE.toMillis()))
                .noneMatch(Thread::isAlive);
    }

    /** Waits for whatever was asked and not waited for. The journal keeps the newest requests, and only they can be late. */
    private void awaitLate() {
        Map<String, Integer> late = heard.recentlyLate();
        List<?> unused = emulator.awaitRequests(
                all -> {
                    Map<String, Long> seen = all.stream()
                            .collect(Collectors.groupingBy(
                                    request -> Tests.header(request, "x-livekit-request-id"), Collectors.counting()));
                    return late.entrySet().stream()
                            .allMatch(each -> seen.getOrDefault(each.getKey(), 0L) >= each.getValue());
                },
                LATE);
    }

    /** The life of one call, with a bit of everything. */
    private void live(CallId id, Random random) {
        List<Claim> told = new ArrayList<>();
        trouble(random, "CreateRoom", false);
        if (ask(told, "create", () -> video.calls().getOrCreate(create(id)), () -> exists(id)) != null) {
            live(id, random, told);
        }
        told.forEach(claim -> claims.add(new Claim(id + ": " + claim.what(), claim.done(), claim.there())));
    }

    /** Nobody's leaving ends the room, or what was told of it would be no longer so. */
    private static CallRequest create(CallId id) {
        Json stays = Json.builder()
                .put("empty_timeout", 3600)
                .put("departure_timeout", 3600)
                .build();
        return CallRequest.builder(id).vendorOptions(ProviderId.LIVEKIT, stays).build();
    }

    private void live(CallId id, Random random, List<Claim> told) {
        LiveKitParticipant alice = emulator.join(
                video.tokens().mint(TokenRequest.builder("alice", id).build()).token());

        trouble(random, "ListRooms", true);
        ask(told, "read", () -> video.calls().get(id), null);
        trouble(random, "UpdateRoomMetadata", false);
        ask(
                told,
                "update",
                () -> video.calls().update(id, CallUpdate.builder().title("t").build()),
                null);
        for (int i = 0; i < 4; i++) {
            String topic = "topic-" + i;
            trouble(random, "SendData", true);
            ask(
                    told,
                    "message " + i,
                    () -> {
                        video.require(Messages.class).send(id, topic, "hello".getBytes(UTF_8));
                        return topic;
                    },
                    () -> received(alice, topic) == 1);
            told.add(new Claim("message " + i + " not twice", true, () -> received(alice, topic) <= 1));
        }
        trouble(random, "StartEgress", true);
        Recording recording =
                ask(told, "record", () -> video.recordings().start(id, RECORDING), () -> recordings(id) == 1);
        if (recording != null) {
            trouble(random, "ListEgress", true);
            Recording again = ask(told, "record again", () -> video.recordings().start(id, RECORDING), null);
            told.add(new Claim(
                    "the same recording",
                    true,
                    () -> again == null || again.id().equals(recording.id())));
            trouble(random, "StopEgress", true);
            ask(told, "stop", () -> video.recordings().stop(recording.id()), () -> !runs(recording));
        }
        trouble(random, "ListParticipants", true);
        ask(told, "participants", () -> video.participants().list(id), null);
        trouble(random, "RemoveParticipant", true);
        ask(
                told,
                "kick",
                () -> {
                    video.participants().remove(id, "alice");
                    return id;
                },
                () -> !alice.connected());
        if (random.nextBoolean()) {
            trouble(random, "DeleteRoom", true);
            // What was told before of the room's being there is no longer so.
            told.removeIf(
                    claim -> claim.what().equals("create") || (claim.what().startsWith("kick") && !claim.done()));
            ask(
                    told,
                    "end",
                    () -> {
                        video.calls().end(id);
                        return id;
                    },
                    () -> !exists(id));
        }
    }

    /** With one request of five. A creation is not slow: what then came late would bring back what was ended since. */
    private void trouble(Random random, String method, boolean maybeSlow) {
        // While the circuit breaker is open nothing gets as far as a fault, and they would only pile up.
        if (!refused && random.nextInt(100) < 20) {
            boolean slow = maybeSlow && random.nextInt(30) == 0;
            LiveKitFault fault =
                    slow ? SLOW : FAULTS.get(random.nextInt(FAULTS.size())).get();
            emulator.faults().inject(method, 1 + random.nextInt(2), fault);
        }
    }

    /** @param there whether it is done, asked in the end; null for what cannot be seen */
    private <T> @Nullable T ask(List<Claim> told, String what, Supplier<T> operation, @Nullable BooleanSupplier there) {
        operations.incrementAndGet();
        try {
            T answer = operation.get();
            refused = false;
            if (there != null) {
                told.add(new Claim(what, true, there));
            }
            return answer;
        } catch (VideoException failure) {
            refused = failure.attempts() == 0 && failure.retryable();
            if (refused) {
                LockSupport.parkNanos(20_000_000);
            }
            (failure.outcomeUnknown() ? unknown : certain).incrementAndGet();
            if (there != null && !failure.outcomeUnknown()) {
                told.add(new Claim(what + ": " + failure, false, there));
            }
            return null;
        }
    }

    private boolean exists(CallId id) {
        return !judge.calls().list(List.of(id)).items().isEmpty();
    }

    private static long received(LiveKitParticipant participant, String topic) {
        return participant.received().stream()
                .filter(data -> data.topic().equals(Optional.of(topic)))
                .count();
    }

    private int recordings(CallId id) {
        return judge.recordings().list(id).items().size();
    }

    private boolean runs(Recording recording) {
        return judge.recordings().get(recording.id()).status().equals(RecordingStatus.STARTING);
    }
}
