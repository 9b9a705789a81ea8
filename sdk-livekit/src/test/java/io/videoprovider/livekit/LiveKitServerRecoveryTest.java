package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.VideoException;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.resilience.CircuitBreakerPolicy;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.testkit.KillableLiveKitServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A real server is killed under load and comes back. The provider is one with all the defaults. */
@EnabledIfEnvironmentVariable(
        named = KillableLiveKitServer.BINARY_VARIABLE,
        matches = ".+",
        disabledReason = "LIVEKIT_SERVER_BINARY is not set: no real LiveKit server to start, see docs/testing.md")
class LiveKitServerRecoveryTest {

    private static final int THREADS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** @param at when it was over, by {@link System#nanoTime} */
    private record Ended(OperationOutcome outcome, long at) {
        boolean succeeded() {
            return outcome.failure() == null;
        }

        /** The circuit breaker rejected the operation. */
        boolean notTried() {
            return outcome.failure() != null && outcome.attempts() == 0;
        }
    }

    private final ConcurrentLinkedQueue<Ended> ended = new ConcurrentLinkedQueue<>();

    /** The rooms that exist, and those that do not, according to the results of the callers. */
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    private final Set<String> notMade = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    @Test
    void operations_succeed_again_within_five_seconds_of_a_killed_server_being_back(@TempDir Path folder)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (WebhookReceiver receiver = WebhookReceiver.start();
                KillableLiveKitServer server = KillableLiveKitServer.start(folder, receiver.url());
                LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                        .url(server.url())
                        .apiKey(KillableLiveKitServer.API_KEY)
                        .apiSecret(KillableLiveKitServer.API_SECRET)
                        .operationListener(outcome -> ended.add(new Ended(outcome, System.nanoTime())))
                        .build()) {
            List<Future<?>> load = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String name = "room-" + i + "-";
                load.add(threads.submit(() -> work(video, name)));
            }
            await("the load runs", () -> successes(0) >= 200);

            server.kill();
            await("the circuit breaker opens", () -> ended.stream().anyMatch(Ended::notTried));
            server.restart();
            long back = System.nanoTime();

            await("operations succeed", () -> successes(back) > 0);
            Duration first = Duration.ofNanos(ended.stream()
                            .filter(each -> each.at() > back && each.succeeded())
                            .mapToLong(Ended::at)
                            .min()
                            .orElseThrow()
                    - back);
            // Longer than the breaker's window: an open breaker would reject some of them.
            await("the breaker is closed", () -> successes(back) >= 200);
            over = true;
            for (Future<?> each : load) {
                each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            // The circuit breaker rejects operations until its trial calls have succeeded.
            long recovered = ended.stream()
                    .filter(each -> each.at() > back && each.succeeded())
                    .mapToLong(Ended::at)
                    .sorted()
                    .skip(CircuitBreakerPolicy.DEFAULT.trialCalls() - 1)
                    .findFirst()
                    .orElseThrow();
            List<Ended> late = ended.stream()
                    .filter(each -> !each.succeeded()
                            && each.at() > recovered + Duration.ofSeconds(1).toNanos())
                    .toList();
            System.out.printf(
                    "Recovery: first success %d ms after the server was back; %d operations, %d failed, %d of them not tried%n",
                    first.toMillis(),
                    ended.size(),
                    ended.stream().filter(each -> !each.succeeded()).count(),
                    ended.stream().filter(Ended::notTried).count());

            assertThat(first).isLessThan(Duration.ofSeconds(5));
            assertThat(late).as("failures after the recovery").isEmpty();
            // The results of the callers agree with the restarted server, and with all responses of the one before it.
            Set<String> there = video.calls().list().items().stream()
                    .map(call -> call.id().toString())
                    .collect(Collectors.toSet());
            assertThat(there).doesNotContainAnyElementsOf(notMade);
            assertThat(notMade)
                    .isNotEmpty()
                    .allSatisfy(room -> assertThat(receiver.received(CallId.parse(room), video.webhooks()))
                            .isEmpty());
            assertThat(made).isNotEmpty();
        } finally {
            over = true;
            threads.shutdownNow();
        }
    }

    /** Makes rooms and ends them, until it is over. */
    private void work(LiveKitVideoProvider video, String name) {
        for (int i = 0; !over; i++) {
            CallId id = CallId.of(name + i);
            try {
                video.calls().getOrCreate(CallRequest.of(id));
                made.add(id.toString());
                video.calls().list(List.of(id));
                video.calls().delete(id);
            } catch (InterruptedOperationException e) {
                return;
            } catch (VideoException e) {
                if ("CreateRoom".equals(e.operation()) && !e.outcomeUnknown()) {
                    notMade.add(id.toString());
                }
            }
            // A steady load. Without the pause only the machine would limit it.
            LockSupport.parkNanos(5_000_000);
        }
    }

    private long successes(long after) {
        return ended.stream()
                .filter(each -> each.succeeded() && each.at() > after)
                .count();
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting until " + what).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
