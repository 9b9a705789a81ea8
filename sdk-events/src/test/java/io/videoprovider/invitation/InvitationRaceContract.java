package io.videoprovider.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.HistoryStorage;
import io.videoprovider.history.RingState;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.testing.LiveKitEmulatorExtension;
import io.videoprovider.testkit.MutableClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two instances on one storage: exactly one of simultaneous steps takes effect, and it is announced once. */
@Timeout(120)
abstract class InvitationRaceContract {

    private static final int ROUNDS = 20;

    @RegisterExtension
    static final LiveKitEmulatorExtension livekit = new LiveKitEmulatorExtension();

    private static VideoProvider video;

    private final MutableClock clock = MutableClock.running();
    private final MemoryInbox inbox = MemoryInbox.builder().clock(clock).build();
    private final ExecutorService threads = Executors.newFixedThreadPool(6);
    private Invitations first;
    private Invitations second;

    @BeforeAll
    static void connect() {
        video = LiveKitVideoProvider.builder()
                .url(livekit.url())
                .apiKey(livekit.apiKey())
                .apiSecret(livekit.apiSecret())
                .build();
    }

    @AfterAll
    static void close() {
        video.close();
    }

    /** Returns an empty storage on the first call and further instances of it on later calls. */
    abstract HistoryStorage storage(Clock clock);

    @BeforeEach
    void start() {
        first = invitations(inbox);
        second = invitations(inbox);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Invitations invitations(Inbox target) {
        return Invitations.builder(CallHistory.of(storage(clock), clock), target)
                .provider(video)
                .clock(clock)
                .build();
    }

    private static CallId call() {
        CallId id = CallId.random("race");
        video.calls().getOrCreate(CallRequest.builder(id).build());
        return id;
    }

    private static InvitationRequest request(CallId call, String caller, String callee) {
        return InvitationRequest.builder(video.id(), call, caller)
                .callee(callee)
                .build();
    }

    private @Nullable RingState state(CallId call, String user) {
        return storage(clock).call(video.id(), call).orElseThrow().rings().get(user);
    }

    private long announced() {
        return inbox.metrics().waiting();
    }

    /** Runs the steps at the same time. Returns what they return or throw. */
    private List<Object> race(List<Callable<CallEntry>> steps) throws InterruptedException {
        List<Object> results = new ArrayList<>();
        for (Future<CallEntry> done : threads.invokeAll(steps)) {
            try {
                results.add(done.get());
            } catch (ExecutionException e) {
                results.add(e.getCause());
            }
        }
        return results;
    }

    private static List<CallEntry> successes(List<Object> results) {
        return results.stream()
                .filter(CallEntry.class::isInstance)
                .map(CallEntry.class::cast)
                .toList();
    }

    @Test
    void of_accept_decline_and_cancel_exactly_one_takes_effect() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CallId call = call();
            String bob = "bob-" + round;
            first.invite(request(call, "alice", bob));
            long before = announced();

            List<Object> results = race(List.of(
                    () -> first.accept(video.id(), call, bob),
                    () -> second.decline(video.id(), call, bob, null),
                    () -> first.cancel(video.id(), call, "alice")));

            assertThat(successes(results)).hasSize(1);
            RingState outcome = state(call, bob);
            assertThat(outcome).isNotEqualTo(RingState.RINGING);
            assertThat(results)
                    .filteredOn(Throwable.class::isInstance)
                    .allSatisfy(lost ->
                            assertThat(((RingConflictException) lost).state()).isEqualTo(outcome));
            assertThat(announced()).isEqualTo(before + 1);
        }
    }

    @Test
    void of_an_acceptance_and_the_timers_of_two_instances_one_takes_effect() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CallId call = call();
            String bob = "bob-" + round;
            first.invite(request(call, "alice", bob));
            long before = announced();
            // Half of the rounds are over when they begin.
            clock.advance(Duration.ofSeconds(30).minusMillis(round % 2 * 2L));

            List<Object> results = race(List.of(
                    () -> first.accept(video.id(), call, bob),
                    () -> {
                        first.runOnce();
                        return null;
                    },
                    () -> {
                        second.runOnce();
                        return null;
                    }));
            clock.advance(Duration.ofSeconds(1));
            first.runOnce();

            RingState outcome = successes(results).isEmpty() ? RingState.MISSED : RingState.ACCEPTED;
            assertThat(state(call, bob)).isEqualTo(outcome);
            assertThat(announced()).isEqualTo(before + 1);
        }
    }

    @Test
    void of_two_callers_one_rings_the_callee() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String bob = "bob-" + round;
            CallId alices = call();
            CallId carols = call();

            race(List.of(
                    () -> first.invite(request(alices, "alice", bob)),
                    () -> second.invite(request(carols, "carol", bob))));

            assertThat(List.of(state(alices, bob), state(carols, bob)))
                    .containsExactlyInAnyOrder(RingState.RINGING, RingState.BUSY);
        }
    }

    @Test
    void of_two_invitations_to_one_call_one_rings_and_the_callee_is_busy_for_others() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String bob = "bob-" + round;
            CallId call = call();

            List<Object> results = race(List.of(
                    () -> first.invite(request(call, "alice", bob)), () -> second.invite(request(call, "carol", bob))));

            assertThat(successes(results)).hasSize(1);
            assertThat(results).filteredOn(Throwable.class::isInstance).hasOnlyElementsOfType(ConflictException.class);
            assertThat(first.invite(request(call(), "dave", bob)).rings()).containsEntry(bob, RingState.BUSY);
        }
    }

    @Test
    void another_instance_announces_what_an_instance_that_died_did_not() {
        for (boolean added : new boolean[] {false, true}) {
            CallId call = call();
            String bob = "bob-" + added;
            Invitations dying = invitations(failing(1, added));
            first.invite(request(call, "alice", bob));
            long before = announced();

            assertThat(dying.accept(video.id(), call, bob).rings()).containsEntry(bob, RingState.ACCEPTED);
            assertThat(announced()).isEqualTo(before + (added ? 1 : 0));
            second.runOnce();
            clock.advance(Rings.ANNOUNCED_WITHIN);
            assertThat(second.runOnce()).isOne();

            assertThat(announced()).isEqualTo(before + 1);
            clock.advance(Duration.ofMinutes(1));
            assertThat(second.runOnce()).isZero();
        }
    }

    @Test
    void an_instance_without_the_provider_leaves_its_rings_to_one_that_has_it() {
        CallId call = call();
        first.invite(request(call, "alice", "bob"));
        clock.advance(Duration.ofSeconds(31));
        try (VideoProvider other = LiveKitVideoProvider.builder()
                        .id(new ProviderId("livekit-other"))
                        .url(livekit.url())
                        .apiKey(livekit.apiKey())
                        .apiSecret(livekit.apiSecret())
                        .build();
                Invitations without = Invitations.builder(CallHistory.of(storage(clock), clock), inbox)
                        .provider(other)
                        .clock(clock)
                        .build()) {
            assertThat(without.runOnce()).isZero();
        }
        assertThat(state(call, "bob")).isEqualTo(RingState.RINGING);

        assertThat(first.runOnce()).isOne();
        assertThat(state(call, "bob")).isEqualTo(RingState.MISSED);
    }

    @Test
    void the_start_and_the_end_of_a_ring_are_announced_when_the_inbox_is_available_again() {
        CallId call = call();
        Invitations dying = invitations(failing(4, false));

        dying.invite(request(call, "alice", "bob"));
        clock.advance(Duration.ofSeconds(31));
        assertThatThrownBy(dying::runOnce).isInstanceOf(UnavailableException.class);
        assertThat(state(call, "bob")).isEqualTo(RingState.MISSED);
        clock.advance(Rings.ANNOUNCED_WITHIN);
        assertThatThrownBy(dying::runOnce).isInstanceOf(UnavailableException.class);
        assertThat(announced()).isZero();

        clock.advance(Rings.ANNOUNCED_WITHIN);
        second.runOnce();

        assertThat(announced()).isEqualTo(2);
    }

    /** Fails some times, like a process that dies before or after it has added a delivery. */
    private Inbox failing(int times, boolean afterwards) {
        AtomicInteger left = new AtomicInteger(times);
        return (Inbox) Proxy.newProxyInstance(
                Inbox.class.getClassLoader(), new Class<?>[] {Inbox.class}, (proxy, method, arguments) -> {
                    boolean fails = method.getName().equals("add") && left.getAndDecrement() > 0;
                    if (fails && !afterwards) {
                        throw new UnavailableException("the inbox is down", ErrorDetails.none(), null);
                    }
                    Object result;
                    try {
                        result = method.invoke(inbox, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (fails) {
                        throw new UnavailableException("the inbox is down", ErrorDetails.none(), null);
                    }
                    return result;
                });
    }
}
