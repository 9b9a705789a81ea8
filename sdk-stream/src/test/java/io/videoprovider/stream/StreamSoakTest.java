package io.videoprovider.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamParticipant;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.AttemptOutcome;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import okhttp3.ConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ten thousand operations by many threads while at random things go wrong; and in the end, what of all that was told is true. */
class StreamSoakTest {

    private static final int THREADS = 64;
    private static final int OPERATIONS = 10_000;
    private static final long SEED = 20_261_121;
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final RecordingRequest RECORDING =
            RecordingRequest.composite().build();

    /** One of these goes wrong with a fifth of what is asked. */
    private static final List<Supplier<StreamFault>> FAULTS = List.of(
            StreamFault::dropBeforeProcessing,
            StreamFault::dropAfterProcessing,
            StreamFault::reset,
            StreamFault::truncatedBody,
            () -> StreamFault.api(408, 23, "request timed out"),
            () -> StreamFault.api(429, 9, "Too many requests").header("X-RateLimit-Reset", ""),
            () -> StreamFault.api(500, -1, "internal error"),
            () -> StreamFault.unrecoverable(500, -1, "internal error"),
            () -> StreamFault.text(503, "down"),
            () -> StreamFault.body(200, "text/html", "<h1>log in</h1>"));

    /** Done after its caller has given up. */
    private static final StreamFault SLOW = StreamFault.delay(Duration.ofMillis(2500));

    private final StreamEmulator emulator = Tests.emulator().start();
    private final ConnectionPool connections = new ConnectionPool();
    private final Heard heard = new Heard();
    private final StreamVideoProvider video = Tests.providerOf(emulator)
            .resilience(Resilience.builder()
                    .retry(RetryPolicy.builder()
                            .delays(Duration.ofMillis(1), Duration.ofMillis(10))
                            .attemptTimeout(PATIENCE)
                            .build())
                    .build())
            .operationListener(heard)
            .http(http -> http.connectionPool(connections))
            .build();
    private final StreamVideoProvider judge = Tests.providerOf(emulator).build();
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger certain = new AtomicInteger();
    private volatile boolean refused;
    private final StreamClient client = video.unwrap(StreamClient.class);
    private final Queue<CallId> recordings = new ConcurrentLinkedQueue<>();
    private final Queue<Claim> claims = new ConcurrentLinkedQueue<>();

    /** What a caller was told of something that can be looked up in the end; an event, among how often each was sent. */
    private record Claim(String what, boolean done, Predicate<Map<String, Long>> there) {}

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

        // Whole, or the events could not be counted.
        assertThat(emulator.requests()).hasSizeLessThan(20_000);
        Map<String, Long> events = emulator.requests().stream()
                .filter(request -> request.operation().equals("SendCallEvent") && request.processed())
                .map(request -> Json.parse(request.body()).object("custom").string("event"))
                .collect(Collectors.groupingBy(event -> event, Collectors.counting()));
        // One of a session is one, however often it was begun: what tells is its files.
        List<CallId> twice = recordings.stream()
                .filter(id -> judge.recordings().list(id).items().stream()
                                .mapToInt(each -> Math.max(1, each.files().size()))
                                .sum()
                        > 1)
                .toList();
        List<String> lies = claims.parallelStream()
                .filter(claim -> !isSo(claim, events))
                .map(Claim::what)
                .toList();
        System.out.printf(
                "Soak on Stream: %d operations in %d ms, %d attempts, %d failed; told: %d times unknown, %d times not"
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
                .filteredOn(thread -> thread.getName().startsWith("stream"))
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
                                    request -> String.join(
                                            "", request.headers().getOrDefault("x-client-request-id", List.of())),
                                    Collectors.counting()));
                    return late.entrySet().stream()
                            .allMatch(each -> seen.getOrDefault(each.getKey(), 0L) >= each.getValue());
                },
                LATE);
    }

    /** The life of one call, with a bit of everything. */
    private void live(CallId id, Random random) {
        List<Claim> told = new ArrayList<>();
        trouble(random, "GetOrCreateCall");
        if (ask(told, "create", () -> video.calls().getOrCreate(CallRequest.of(id)), events -> exists(id)) != null) {
            live(id, random, told);
        }
        told.forEach(claim -> claims.add(new Claim(id + ": " + claim.what(), claim.done(), claim.there())));
    }

    private void live(CallId id, Random random, List<Claim> told) {
        StreamParticipant alice = join(id, "alice");
        // With the last one who leaves the session would end, and what records it.
        assertThat(join(id, "bob").connected()).isTrue();

        trouble(random, "GetCall");
        ask(told, "read", () -> video.calls().get(id), null);
        trouble(random, "UpdateCall");
        ask(
                told,
                "update",
                () -> video.calls().update(id, CallUpdate.builder().title("t").build()),
                null);
        for (int i = 0; i < 12; i++) {
            String event = id + " " + i;
            trouble(random, "SendCallEvent");
            ask(
                    told,
                    "event " + i,
                    () -> {
                        client.sendEvent(
                                id, "alice", Json.builder().put("event", event).build());
                        return event;
                    },
                    events -> events.getOrDefault(event, 0L) == 1);
            told.add(new Claim("event " + i + " not twice", true, events -> events.getOrDefault(event, 0L) <= 1));
        }
        recordings.add(id);
        trouble(random, "StartRecording");
        Recording recording =
                ask(told, "record", () -> video.recordings().start(id, RECORDING), events -> recorded(id));
        if (recording != null) {
            trouble(random, "GetCall");
            Recording again = ask(told, "record again", () -> video.recordings().start(id, RECORDING), null);
            told.add(new Claim(
                    "the same recording",
                    true,
                    events -> again == null || again.id().equals(recording.id())));
            trouble(random, "StopRecording");
            ask(told, "stop", () -> video.recordings().stop(recording.id()), events -> !runs(id));
        }
        trouble(random, "QueryCallParticipants");
        ask(told, "participants", () -> video.participants().list(id), null);
        trouble(random, "KickUser");
        ask(
                told,
                "kick",
                () -> {
                    video.participants().remove(id, "alice");
                    return id;
                },
                events -> !alice.connected());
        if (random.nextBoolean()) {
            trouble(random, "EndCall");
            // Of what was told before, this is no longer so.
            told.removeIf(
                    claim -> (claim.what().startsWith("kick") || claim.what().startsWith("stop")) && !claim.done());
            ask(
                    told,
                    "end",
                    () -> {
                        video.calls().end(id);
                        return id;
                    },
                    events -> judge.calls().get(id).endedAt() != null);
        }
    }

    private StreamParticipant join(CallId id, String user) {
        return emulator.join(
                video.tokens().mint(TokenRequest.builder(user, id).build()).token());
    }

    /** With one request of five. */
    private void trouble(Random random, String operation) {
        // While the circuit breaker is open nothing gets as far as a fault, and they would only pile up.
        if (!refused && random.nextInt(100) < 20) {
            boolean slow = random.nextInt(30) == 0;
            StreamFault fault =
                    slow ? SLOW : FAULTS.get(random.nextInt(FAULTS.size())).get();
            emulator.faults().inject(operation, 1 + random.nextInt(2), fault);
        }
    }

    /** @param there whether it is done, asked in the end; null for what cannot be seen */
    private <T> @Nullable T ask(
            List<Claim> told, String what, Supplier<T> operation, @Nullable Predicate<Map<String, Long>> there) {
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

    /** What was done shows, though perhaps late: between its stop and its files a recording is nowhere to be seen. */
    private static boolean isSo(Claim claim, Map<String, Long> events) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (claim.done() && !claim.there().test(events) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
        }
        return claim.done() == claim.there().test(events);
    }

    private boolean recorded(CallId id) {
        return !judge.recordings().list(id).items().isEmpty();
    }

    private boolean runs(CallId id) {
        return judge.calls().get(id).recording();
    }
}
