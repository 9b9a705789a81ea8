package io.videoprovider.inbox;

import static io.videoprovider.inbox.TestWebhooks.ACME;
import static io.videoprovider.inbox.TestWebhooks.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.testkit.CapturedLog;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventDispatcherTest {

    private static final Set<Thread.State> IDLE = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final MutableClock clock = new MutableClock(InboxContract.NOW);
    private final MemoryInbox inbox = MemoryInbox.builder().clock(clock).build();
    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    private final List<EventDispatcher> dispatchers = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        dispatchers.forEach(dispatcher -> dispatcher.stop(Duration.ZERO));
    }

    private EventDispatcher.Builder builder() {
        return EventDispatcher.builder(inbox)
                .source(ACME, new TestWebhooks())
                .clock(clock)
                .random(new Random(1))
                // Longer than the tests: they depend on wake-ups, not on polling.
                .poll(Duration.ofMinutes(1))
                .lease(Duration.ofHours(1));
    }

    private EventDispatcher started(EventDispatcher.Builder builder) {
        EventDispatcher dispatcher = builder.build();
        dispatchers.add(dispatcher);
        dispatcher.start();
        return dispatcher;
    }

    private String next() throws InterruptedException {
        String found = handled.poll(20, TimeUnit.SECONDS);
        assertThat(found).as("next handled event").isNotNull();
        return found;
    }

    private InboxMetrics await(Predicate<InboxMetrics> condition) throws InterruptedException {
        InboxMetrics metrics = inbox.metrics();
        while (!condition.test(metrics)) {
            TimeUnit.MILLISECONDS.sleep(1);
            metrics = inbox.metrics();
        }
        return metrics;
    }

    private void awaitCommitted(long count) throws InterruptedException {
        await(metrics -> metrics.committed() == count);
    }

    /** Moves the clock and wakes the dispatcher. */
    private void forward(EventDispatcher dispatcher, Duration duration) {
        clock.advance(duration);
        dispatcher.wake();
    }

    @Test
    void handlers_are_called_for_events_of_their_type() throws Exception {
        started(builder()
                .on(CallStarted.class, "started", event -> handled.add("started " + event.deliveryId()))
                .on(CallEnded.class, "ended", event -> handled.add("ended " + event.deliveryId()))
                .on(VideoEvent.class, "all", event -> handled.add("all " + event.deliveryId())));

        inbox.add(delivery("started", "e1", "lobby", 1));
        assertThat(List.of(next(), next())).containsExactly("started e1", "all e1");
        inbox.add(delivery("ended", "e2", "lobby", 2));
        assertThat(List.of(next(), next())).containsExactly("ended e2", "all e2");
        inbox.add(delivery("other", "e3", "lobby", 3));
        assertThat(next()).isEqualTo("all e3");
        awaitCommitted(3);

        started(builder()).stop(Duration.ofSeconds(5));
    }

    @Test
    void handlers_receive_the_name_of_the_secret_that_signed_the_webhook() throws Exception {
        started(builder().on(VideoEvent.class, "x", event -> handled.add(event.deliveryId() + " " + event.signedBy())));
        byte[] body = TestWebhooks.body("started", "e1", "lobby", 1);
        new WebhookIntake(inbox)
                .receive(new TestWebhooks(), WebhookRequest.of(Map.of("Signature", List.of("signed")), body));
        assertThat(next()).isEqualTo("e1 acme#2");

        inbox.add(delivery("started", "e2", "lobby", 2));
        assertThat(next()).isEqualTo("e2 null");
    }

    @Test
    void an_event_without_a_matching_handler_is_committed() throws Exception {
        started(builder());
        inbox.add(delivery("started", "e1", "lobby", 1));

        awaitCommitted(1);
    }

    @Test
    void events_of_a_call_are_handled_in_order_and_other_calls_do_not_wait() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        for (int second : new int[] {3, 1, 2}) {
            inbox.add(delivery("started", "a" + second, "a", second));
        }
        inbox.add(delivery("started", "b1", "b", 1));
        started(builder().on(VideoEvent.class, "x", event -> {
            handled.add(event.deliveryId());
            if ("a1".equals(event.deliveryId())) {
                go.await();
            }
        }));

        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("a1", "b1");
        inbox.add(delivery("started", "c1", "c", 1));
        assertThat(next()).isEqualTo("c1");
        go.countDown();
        assertThat(List.of(next(), next())).containsExactly("a2", "a3");
        awaitCommitted(5);
    }

    @Test
    void a_retry_calls_only_handlers_that_have_not_succeeded() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        EventDispatcher dispatcher = started(builder()
                .backoff(Duration.ofSeconds(10), Duration.ofSeconds(10))
                .on(VideoEvent.class, "first", event -> handled.add("first " + event.deliveryId()))
                .on(VideoEvent.class, "failing", event -> {
                    handled.add("failing " + event.deliveryId());
                    if (tries.incrementAndGet() < 3) {
                        throw new StackOverflowError("hunter2");
                    }
                })
                .on(VideoEvent.class, "last", event -> handled.add("last " + event.deliveryId())));
        inbox.add(delivery("started", "e1", "lobby", 1));
        inbox.add(delivery("started", "e2", "lobby", 2));
        inbox.add(delivery("started", "x", "other", 1));

        List<String> round = List.of(next(), next(), next(), next(), next(), next());
        assertThat(round)
                .containsSubsequence("first e1", "failing e1", "last e1")
                .containsSubsequence("first x", "failing x");
        await(metrics -> metrics.claimed() == 0);
        assertThat(handled).isEmpty();
        forward(dispatcher, Duration.ofSeconds(10));

        List<String> more = List.of(next(), next(), next(), next(), next());
        assertThat(more)
                .containsSubsequence("failing e1", "first e2", "failing e2", "last e2")
                .contains("failing x");
        awaitCommitted(3);
        assertThat(dispatcher.metrics())
                .containsExactly(
                        new HandlerMetrics("first", 3, 0, 0, false),
                        new HandlerMetrics("failing", 3, 2, 0, false),
                        new HandlerMetrics("last", 3, 0, 0, false));
    }

    @Test
    void after_the_last_attempt_the_event_is_a_dead_letter_and_a_replay_calls_the_failed_handler() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        EventDispatcher dispatcher = started(builder()
                .maxAttempts(2)
                .backoff(Duration.ZERO, Duration.ZERO)
                .on(VideoEvent.class, "mail", event -> handled.add("mail"))
                .on(VideoEvent.class, "billing", event -> {
                    if (tries.incrementAndGet() <= 2) {
                        throw new IllegalStateException("no such customer");
                    }
                    handled.add("billing");
                }));
        inbox.add(delivery("started", "e1", "lobby", 1));

        await(metrics -> metrics.deadLetters() == 1);
        DeadLetter letter = inbox.deadLetters().items().get(0);
        assertThat(letter.attempts()).isEqualTo(2);
        assertThat(letter.completedHandlers()).containsExactly("mail");
        assertThat(letter.lastError()).isEqualTo("billing: java.lang.IllegalStateException: no such customer");
        inbox.replay(letter.id());

        awaitCommitted(1);
        assertThat(handled).containsExactly("mail", "billing");
        assertThat(dispatcher.stop(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void an_event_that_cannot_be_parsed_becomes_a_dead_letter_without_its_content() throws Exception {
        started(builder().maxAttempts(1).on(VideoEvent.class, "x", event -> handled.add("x")));
        inbox.add(TestWebhooks.unparsable("e1"));

        await(metrics -> metrics.deadLetters() == 1);
        assertThat(inbox.deadLetters().items().get(0).lastError())
                .contains("MALFORMED")
                .doesNotContain("hunter2");
        assertThat(handled).isEmpty();
    }

    // Sources

    /** Returns the inbox, whose settlements are recorded. */
    private Inbox watched(BlockingQueue<Settlement> settlements) {
        return (Inbox) Proxy.newProxyInstance(
                Inbox.class.getClassLoader(), new Class<?>[] {Inbox.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(inbox, arguments);
                    if (method.getName().equals("settle")) {
                        ((Collection<?>) arguments[0]).forEach(settled -> settlements.add((Settlement) settled));
                    }
                    return result;
                });
    }

    @Test
    void an_event_without_a_source_waits_for_an_instance_that_has_it() throws Exception {
        CapturedLog log = CapturedLog.start();
        BlockingQueue<Settlement> settlements = new LinkedBlockingQueue<>();
        Inbox watched = watched(settlements);
        EventDispatcher without = started(EventDispatcher.builder(watched)
                .source(new ProviderId("other"), unidentified())
                .clock(clock)
                .maxAttempts(1)
                .poll(Duration.ofMillis(10))
                .on(VideoEvent.class, "x", event -> handled.add("wrong instance")));
        inbox.add(delivery("started", "e1", "lobby", 1));
        inbox.add(delivery("started", "e2", "another", 1));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2; i++) {
                Settlement settlement = settlements.poll(20, TimeUnit.SECONDS);
                assertThat(settlement.kind()).isEqualTo(Settlement.Kind.RELEASE);
                assertThat(settlement.attempts()).isZero();
                assertThat(settlement.lastError()).isEqualTo("the dispatcher has no source for acme");
                assertThat(settlement.due())
                        .isBetween(
                                clock.instant().plusSeconds(5), clock.instant().plusSeconds(10));
            }
            forward(without, Duration.ofSeconds(10));
        }
        awaitLine(log, "events of acme wait for an instance that has a source for this provider");
        without.close();
        clock.advance(Duration.ofSeconds(10));

        started(builder().maxAttempts(1).on(VideoEvent.class, "x", event -> handled.add(event.deliveryId())));

        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("e1", "e2");
        awaitCommitted(2);
        assertThat(inbox.metrics().deadLetters()).isZero();
        assertThat(log.text().split("wait for an instance", -1)).hasSize(2);
    }

    @Test
    void webhooks_of_another_provider_are_rejected_as_a_source() {
        assertThatThrownBy(() -> builder().source(ProviderId.STREAM, new TestWebhooks()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("must be those of the provider stream, are those of acme");
        builder().source(ProviderId.STREAM, unidentified());
    }

    /** Webhooks that do not implement {@code provider()}. */
    private static Webhooks unidentified() {
        TestWebhooks webhooks = new TestWebhooks();
        return new Webhooks() {
            @Override
            public VideoEvent parse(WebhookRequest request) {
                return webhooks.parse(request);
            }

            @Override
            public VideoEvent parseWithoutVerification(
                    byte[] body, @Nullable String deliveryId, @Nullable String signedBy) {
                return webhooks.parseWithoutVerification(body, deliveryId, signedBy);
            }
        };
    }

    @Test
    void an_open_circuit_breaker_postpones_without_an_attempt() throws Exception {
        AtomicInteger broken = new AtomicInteger(1);
        EventDispatcher dispatcher = started(builder()
                .maxAttempts(2)
                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))
                .on(VideoEvent.class, "healthy", event -> handled.add("healthy " + event.deliveryId()))
                .on(VideoEvent.class, "failing", event -> {
                    if (broken.get() == 1) {
                        throw new IllegalStateException("down");
                    }
                    handled.add("failing " + event.deliveryId());
                }));
        for (int i = 0; i < 20; i++) {
            inbox.add(delivery("started", "e" + i, "call" + i, 1));
        }
        await(metrics -> dispatcher.metrics().get(1).failed() == 20 && metrics.claimed() == 0);
        assertThat(dispatcher.metrics().get(1).circuitOpen()).isTrue();

        for (int round = 0; round < 3; round++) {
            long before = dispatcher.metrics().get(1).postponed();
            inbox.add(delivery("started", "late" + round, "late" + round, 1));
            await(metrics -> dispatcher.metrics().get(1).postponed() > before && metrics.claimed() == 0);
        }
        assertThat(dispatcher.metrics().get(1).failed()).isEqualTo(20);
        assertThat(inbox.metrics().deadLetters()).isZero();
        broken.set(0);
        for (int i = 0; inbox.metrics().committed() < 23 && i < 1000; i++) {
            forward(dispatcher, Duration.ofSeconds(11));
            await(metrics -> metrics.claimed() == 0);
            TimeUnit.MILLISECONDS.sleep(2);
        }

        awaitCommitted(23);
        assertThat(handled).doesNotHaveDuplicates().hasSize(46);
        assertThat(dispatcher.metrics().get(1).circuitOpen()).isFalse();
    }

    @Test
    void an_attempt_with_a_postponed_handler_is_not_the_last_one() throws Exception {
        AtomicInteger broken = new AtomicInteger(1);
        AtomicInteger calls = new AtomicInteger();
        EventDispatcher dispatcher = started(builder()
                .maxAttempts(1)
                .backoff(Duration.ZERO, Duration.ZERO)
                .on(CallEnded.class, "once", event -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                })
                .on(VideoEvent.class, "failing", event -> {
                    if (broken.get() == 1) {
                        throw new IllegalStateException("down");
                    }
                    handled.add("failing " + event.deliveryId());
                }));
        for (int i = 0; i < 20; i++) {
            inbox.add(delivery("started", "e" + i, "call" + i, 1));
        }
        await(metrics -> metrics.deadLetters() == 20);
        assertThat(dispatcher.metrics().get(1).circuitOpen()).isTrue();

        inbox.add(delivery("ended", "late", "late", 1));
        await(metrics -> dispatcher.metrics().get(1).postponed() > 1);
        broken.set(0);
        for (int i = 0; inbox.metrics().committed() < 1 && i < 1000; i++) {
            forward(dispatcher, Duration.ofSeconds(11));
            await(metrics -> metrics.claimed() == 0);
            TimeUnit.MILLISECONDS.sleep(2);
        }

        awaitCommitted(1);
        assertThat(handled).containsExactly("failing late");
        assertThat(inbox.metrics().deadLetters()).isEqualTo(20);
    }

    @Test
    void an_event_whose_lease_expired_maxAttempts_times_becomes_a_dead_letter_and_is_projected() throws Exception {
        CapturedLog log = CapturedLog.start();
        InstancesContract.Recording projection = new InstancesContract.Recording();
        expireLeases(2);

        started(builder().maxAttempts(2).projection(projection).on(VideoEvent.class, "x", event -> handled.add("x")));

        await(metrics -> metrics.deadLetters() == 1);
        DeadLetter letter = inbox.deadLetters().items().get(0);
        assertThat(handled).isEmpty();
        assertThat(letter.attempts()).isEqualTo(2);
        assertThat(letter.lastError())
                .isEqualTo("no attempt is left after 2: the lease of the last one expired, or maxAttempts was reduced");
        assertThat(projection.applied).containsExactly("poison");
        assertThat(log.text().lines().filter(line -> line.contains("] ERROR ")))
                .singleElement()
                .asString()
                .contains("dead letter: no attempt is left after 2: ", "Delivery[started poison in acme/default:lobby");
    }

    @Test
    void an_event_that_ends_the_process_also_without_its_handlers_becomes_a_dead_letter_unread() throws Exception {
        CapturedLog log = CapturedLog.start();
        InstancesContract.Recording projection = new InstancesContract.Recording();
        expireLeases(3);

        started(builder().maxAttempts(2).projection(projection).on(VideoEvent.class, "x", event -> handled.add("x")));

        await(metrics -> metrics.deadLetters() == 1);
        assertThat(handled).isEmpty();
        assertThat(projection.applied).isEmpty();
        assertThat(inbox.deadLetters().items().get(0).attempts()).isEqualTo(3);
        assertThat(log.text()).contains("dead letter: no attempt is left after 3: ");
    }

    /** Adds an event whose first instances end while they handle it. */
    private void expireLeases(int times) {
        inbox.add(delivery("started", "poison", "lobby", 1));
        for (int i = 0; i < times; i++) {
            assertThat(inbox.claim(1, LEASE)).hasSize(1);
            clock.advance(LEASE);
        }
    }

    @Test
    void an_event_without_attempts_waits_for_an_instance_that_has_its_source() throws Exception {
        expireLeases(2);
        InstancesContract.Recording projection = new InstancesContract.Recording();
        BlockingQueue<Settlement> settlements = new LinkedBlockingQueue<>();
        EventDispatcher without = started(EventDispatcher.builder(watched(settlements))
                .source(new ProviderId("other"), unidentified())
                .clock(clock)
                .maxAttempts(2)
                .projection(projection));
        Settlement settlement = settlements.poll(20, TimeUnit.SECONDS);
        assertThat(settlement.kind()).isEqualTo(Settlement.Kind.RELEASE);
        assertThat(settlement.attempts()).isEqualTo(2);
        assertThat(without.stop(Duration.ofSeconds(20))).isTrue();
        clock.advance(Duration.ofSeconds(10));

        started(builder().maxAttempts(2).projection(projection));

        await(metrics -> metrics.deadLetters() == 1);
        assertThat(projection.applied).containsExactly("poison");
        assertThat(inbox.deadLetters().items().get(0).attempts()).isEqualTo(2);
    }

    @Test
    void leases_are_renewed_while_handlers_run() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<String> renewals = new LinkedBlockingQueue<>();
        Inbox watched = (Inbox) Proxy.newProxyInstance(
                Inbox.class.getClassLoader(), new Class<?>[] {Inbox.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(inbox, arguments);
                    if (method.getName().equals("renew")) {
                        renewals.add("renewed");
                    }
                    return result;
                });
        inbox.add(delivery("started", "e1", "lobby", 1));
        EventDispatcher dispatcher = started(EventDispatcher.builder(watched)
                .source(ACME, new TestWebhooks())
                .clock(clock)
                .lease(LEASE)
                .on(VideoEvent.class, "x", event -> {
                    handled.add("started");
                    go.await();
                }));
        assertThat(next()).isEqualTo("started");
        for (int i = 0; i < 5; i++) {
            forward(dispatcher, Duration.ofSeconds(20));
            assertThat(renewals.poll(20, TimeUnit.SECONDS)).isEqualTo("renewed");
            assertThat(inbox.claim(1, LEASE)).isEmpty();
        }

        go.countDown();
        awaitCommitted(1);
        assertThat(handled).isEmpty();
    }

    @Test
    void after_a_lost_lease_no_further_handler_is_called_and_nothing_is_committed() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        inbox.add(delivery("started", "e1", "lobby", 1));
        EventDispatcher dispatcher = started(builder()
                .lease(LEASE)
                .on(VideoEvent.class, "slow", event -> {
                    handled.add("slow");
                    go.await();
                })
                .on(VideoEvent.class, "next", event -> handled.add("next")));
        assertThat(next()).isEqualTo("slow");
        clock.advance(LEASE);
        List<Claim> elsewhere = inbox.claim(1, LEASE);
        go.countDown();
        assertThat(dispatcher.stop(Duration.ofSeconds(20))).isTrue();

        assertThat(handled).isEmpty();
        assertThat(inbox.metrics().committed()).isZero();
        InboxContract.settle(inbox, elsewhere.get(0).commit());
    }

    @Test
    void an_interrupt_set_by_a_handler_does_not_affect_the_next_handler() throws Exception {
        inbox.add(delivery("started", "e1", "lobby", 1));
        started(builder()
                .on(
                        VideoEvent.class,
                        "interrupting",
                        event -> Thread.currentThread().interrupt())
                .on(VideoEvent.class, "next", event -> handled.add("" + Thread.interrupted())));

        assertThat(next()).isEqualTo("false");
        awaitCommitted(1);
    }

    // Listeners

    @Test
    void listeners_are_notified_of_each_call_on_its_thread() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        AtomicInteger tries = new AtomicInteger();
        started(builder()
                .backoff(Duration.ZERO, Duration.ZERO)
                .listener(call -> {
                    throw new IllegalStateException("broken");
                })
                .listener(call -> {
                    Thread thread = Thread.currentThread();
                    seen.add("start " + call.handler() + " " + call.attempt() + " "
                            + call.delivery().id());
                    return failure -> {
                        assertThat(Thread.currentThread()).isSameAs(thread);
                        seen.add("end " + failure);
                        throw new IllegalStateException("broken");
                    };
                })
                .listener(call -> failure -> seen.add("inner end"))
                .on(VideoEvent.class, "failing", event -> {
                    seen.add("handler");
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("down");
                    }
                }));
        inbox.add(delivery("started", "e1", "lobby", 1));

        awaitCommitted(1);
        assertThat(seen)
                .containsExactly(
                        "start failing 1 e1",
                        "handler",
                        "inner end",
                        "end java.lang.IllegalStateException: down",
                        "start failing 2 e1",
                        "handler",
                        "inner end",
                        "end null");
    }

    // Maximum duration

    @Test
    void a_handler_that_exceeds_its_maximum_duration_is_interrupted_and_the_attempt_has_failed() throws Exception {
        CapturedLog log = CapturedLog.start();
        CountDownLatch never = new CountDownLatch(1);
        EventDispatcher dispatcher = started(builder()
                .maxHandlerDuration(Duration.ofMillis(50))
                .maxAttempts(1)
                .on(VideoEvent.class, "stuck", event -> never.await())
                .on(VideoEvent.class, "next", event -> handled.add("next")));
        inbox.add(delivery("started", "e1", "lobby", 1));

        assertThat(next()).isEqualTo("next");
        await(metrics -> metrics.deadLetters() == 1);
        DeadLetter letter = inbox.deadLetters().items().get(0);
        assertThat(letter.completedHandlers()).containsExactly("next");
        assertThat(letter.lastError()).startsWith("stuck: java.util.concurrent.TimeoutException: interrupted after PT");
        assertThat(dispatcher.metrics()).extracting(HandlerMetrics::failed).containsExactly(1L, 0L);
        assertThat(log.text().lines().filter(line -> line.contains("WARN")))
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "stuck exceeds PT0.05S for Delivery[started e1 in acme/default:lobby", "interrupting"));
    }

    @Test
    void a_handler_that_returns_normally_after_the_interrupt_has_succeeded() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        EventDispatcher dispatcher =
                started(builder().maxHandlerDuration(Duration.ofMillis(50)).on(VideoEvent.class, "slow", event -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        handled.add("interrupted");
                    }
                }));
        inbox.add(delivery("started", "e1", "lobby", 1));

        awaitCommitted(1);
        assertThat(handled).containsExactly("interrupted");
        assertThat(dispatcher.metrics()).extracting(HandlerMetrics::succeeded).containsExactly(1L);
    }

    /** On Java 17 to 20 handlers run on platform threads. */
    @Test
    void handlers_that_ignore_the_interrupt_do_not_stop_the_dispatch_of_other_events() throws Exception {
        CapturedLog log = CapturedLog.start();
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger stuck = new AtomicInteger();
        EventDispatcher dispatcher = started(builder()
                .maxHandlerDuration(Duration.ofMillis(200))
                .backoff(Duration.ofHours(1), Duration.ofHours(1))
                .on(CallStarted.class, "stubborn", event -> {
                    stuck.incrementAndGet();
                    awaitUninterruptibly(go);
                })
                .on(VideoEvent.class, "healthy", event -> handled.add("healthy " + event.deliveryId())));
        for (int i = 0; i < 64; i++) {
            inbox.add(delivery("started", "e" + i, "call" + i, 1));
        }
        while (stuck.get() < 64) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        inbox.add(delivery("ended", "last", "other", 1));

        for (int i = 0; i < 65; i++) {
            assertThat(next()).startsWith("healthy ");
        }
        awaitCommitted(1);
        await(metrics -> metrics.claimed() == 0);
        assertThat(dispatcher.metrics()).extracting(HandlerMetrics::failed).containsExactly(64L, 0L);
        assertThat(inbox.metrics().waiting()).isEqualTo(64);
        assertThat(log.text())
                .contains("events wait because all 64 concurrent handler calls have been running for more than PT0.1S")
                .contains("{stubborn=64}")
                .contains("EventDispatcherTest.awaitUninterruptibly");

        // As many calls as may run concurrently are stuck: the handler is not called until one returns.
        inbox.add(delivery("started", "late", "late", 1));
        await(metrics -> dispatcher.metrics().get(0).postponed() == 1);
        awaitLine(log, "stubborn is not called because 64 calls of it do not return");
        assertThat(stuck).hasValue(64);
        go.countDown();
        awaitLine(log, "stubborn returned after");
        assertThat(inbox.metrics().committed()).isEqualTo(1);
        assertThat(dispatcher.stop(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void a_call_that_was_given_up_neither_commits_its_event_nor_calls_further_handlers() throws Exception {
        CapturedLog log = CapturedLog.start();
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        EventDispatcher dispatcher = started(builder()
                .maxHandlerDuration(Duration.ofMillis(50))
                .backoff(Duration.ofSeconds(10), Duration.ofSeconds(10))
                .on(VideoEvent.class, "stubborn", event -> {
                    if (calls.incrementAndGet() == 1) {
                        awaitUninterruptibly(go);
                    }
                })
                .on(VideoEvent.class, "next", event -> handled.add("next")));
        inbox.add(delivery("started", "e1", "lobby", 1));
        assertThat(next()).isEqualTo("next");
        await(metrics -> metrics.claimed() == 0);

        go.countDown();
        awaitLine(log, "stubborn returned after");
        assertThat(inbox.metrics().committed()).isZero();
        forward(dispatcher, Duration.ofSeconds(10));
        awaitCommitted(1);

        assertThat(calls).hasValue(2);
        assertThat(handled).isEmpty();
        assertThat(dispatcher.metrics())
                .containsExactly(
                        new HandlerMetrics("stubborn", 1, 1, 0, false), new HandlerMetrics("next", 1, 0, 0, false));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // Ignored.
            }
        }
    }

    // Stopping

    @Test
    void stop_and_close_in_a_handler_are_rejected_at_once() throws Exception {
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        AtomicReference<EventDispatcher> self = new AtomicReference<>();
        EventDispatcher other = EventDispatcher.builder(MemoryInbox.builder().build())
                .source(ACME, new TestWebhooks())
                .build();
        other.start();
        EventDispatcher dispatcher = started(builder().on(VideoEvent.class, "stopping", event -> {
            failures.add(catchThrowable(() -> self.get().stop(Duration.ofSeconds(20))));
            failures.add(catchThrowable(() -> self.get().stop(Duration.ZERO)));
            failures.add(catchThrowable(() -> self.get().close()));
            other.close();
        }));
        self.set(dispatcher);
        long start = System.nanoTime();
        inbox.add(delivery("started", "e1", "lobby", 1));

        awaitCommitted(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(failures)
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a handler must not stop its dispatcher"));
        inbox.add(delivery("started", "e2", "lobby", 2));
        awaitCommitted(2);
        assertThat(dispatcher.stop(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void stop_waits_for_running_handlers_and_claims_nothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        inbox.add(delivery("started", "e1", "lobby", 1));
        inbox.add(delivery("started", "e2", "lobby", 2));
        EventDispatcher dispatcher = started(builder().on(VideoEvent.class, "x", event -> {
            handled.add(event.deliveryId());
            go.await();
        }));
        assertThat(next()).isEqualTo("e1");
        Thread stopping = new Thread(() -> handled.add("stopped " + dispatcher.stop(Duration.ofSeconds(20))));
        stopping.start();
        while (stopping.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        go.countDown();

        assertThat(next()).isEqualTo("stopped true");
        assertThat(inbox.metrics()).matches(metrics -> metrics.committed() == 1 && metrics.waiting() == 1);
    }

    @Test
    void after_the_timeout_handlers_are_interrupted_and_their_events_released_without_an_attempt() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        inbox.add(delivery("started", "e1", "lobby", 1));
        EventDispatcher dispatcher = started(builder()
                .on(VideoEvent.class, "quick", event -> handled.add("quick"))
                .on(VideoEvent.class, "stuck", event -> {
                    handled.add("stuck");
                    never.await();
                }));
        assertThat(List.of(next(), next())).containsExactly("quick", "stuck");

        assertThat(dispatcher.stop(Duration.ofMillis(10))).isFalse();

        Claim back = InboxContract.claimOne(inbox);
        assertThat(back.attempts()).isZero();
        assertThat(back.completedHandlers()).containsExactly("quick");
    }

    @Test
    void events_of_interrupted_handlers_are_released_after_a_slow_access_to_the_inbox() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch settling = new CountDownLatch(1);
        CountDownLatch available = new CountDownLatch(1);
        Inbox slow = (Inbox) Proxy.newProxyInstance(
                Inbox.class.getClassLoader(), new Class<?>[] {Inbox.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("settle")) {
                        settling.countDown();
                        awaitUninterruptibly(available);
                    }
                    return method.invoke(inbox, arguments);
                });
        inbox.add(delivery("started", "e1", "lobby", 1));
        inbox.add(delivery("started", "e2", "another", 1));
        EventDispatcher dispatcher = started(EventDispatcher.builder(slow)
                .source(ACME, new TestWebhooks())
                .clock(clock)
                .on(VideoEvent.class, "x", event -> {
                    handled.add(event.deliveryId());
                    ("e1".equals(event.deliveryId()) ? go : never).await();
                }));
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("e1", "e2");
        go.countDown();
        assertThat(settling.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(dispatcher.stop(Duration.ZERO)).isFalse();
        available.countDown();

        await(metrics -> metrics.committed() == 1 && metrics.claimed() == 0);
        Claim back = InboxContract.claimOne(inbox);
        assertThat(back.delivery().id()).isEqualTo("e2");
        assertThat(back.attempts()).isZero();
    }

    @Test
    void an_attempt_that_a_stop_interrupts_is_not_the_last_one() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger firstCalls = new AtomicInteger();
        AtomicInteger secondCalls = new AtomicInteger();
        inbox.add(delivery("started", "e1", "lobby", 1));
        EventDispatcher dispatcher = started(builder()
                .maxAttempts(1)
                .backoff(Duration.ZERO, Duration.ZERO)
                .on(VideoEvent.class, "first", event -> {
                    if (firstCalls.incrementAndGet() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                    handled.add("first");
                })
                .on(VideoEvent.class, "second", event -> {
                    handled.add("second");
                    if (secondCalls.incrementAndGet() == 1) {
                        never.await();
                    }
                }));
        assertThat(next()).isEqualTo("second");
        assertThat(dispatcher.stop(Duration.ofMillis(10))).isFalse();

        dispatcher.start();

        assertThat(List.of(next(), next())).containsExactly("first", "second");
        awaitCommitted(1);
        assertThat(inbox.metrics().deadLetters()).isZero();
    }

    @Test
    void a_stop_releases_all_events_without_an_attempt() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 70; i++) {
            inbox.add(delivery("started", "e" + i, "call" + i, 1));
        }
        EventDispatcher dispatcher = started(builder().concurrency(70).on(VideoEvent.class, "stuck", event -> {
            handled.add("stuck");
            never.await();
        }));
        for (int i = 0; i < 70; i++) {
            next();
        }

        assertThat(dispatcher.stop(Duration.ZERO)).isFalse();

        assertThat(inbox.claim(100, LEASE)).hasSize(70).allMatch(claim -> claim.attempts() == 0);
    }

    @Test
    void a_handler_that_ignores_the_interrupt_keeps_its_lane_until_the_lease_expires() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        inbox.add(delivery("started", "e1", "lobby", 1));
        EventDispatcher dispatcher = started(builder().lease(LEASE).on(VideoEvent.class, "stubborn", event -> {
            handled.add("started");
            boolean interrupted = true;
            while (interrupted) {
                try {
                    go.await();
                    interrupted = false;
                } catch (InterruptedException e) {
                    handled.add("interrupted");
                }
            }
        }));
        next();

        assertThat(dispatcher.stop(Duration.ZERO)).isFalse();

        assertThat(next()).isEqualTo("interrupted");
        assertThat(inbox.claim(1, LEASE)).isEmpty();
        clock.advance(LEASE);
        assertThat(inbox.claim(1, LEASE)).hasSize(1);
        go.countDown();
    }

    @Test
    void a_stopped_dispatcher_can_be_started_again() throws Exception {
        EventDispatcher dispatcher =
                started(builder().on(VideoEvent.class, "x", event -> handled.add(event.deliveryId())));
        inbox.add(delivery("started", "e1", "lobby", 1));
        assertThat(next()).isEqualTo("e1");

        for (int round = 2; round < 5; round++) {
            assertThat(dispatcher.stop(Duration.ofSeconds(20))).isTrue();
            inbox.add(delivery("started", "e" + round, "lobby", round));
            assertThat(inbox.metrics().waiting()).isEqualTo(1);
            dispatcher.start();
            assertThat(next()).isEqualTo("e" + round);
        }

        awaitCommitted(4);
        // It is notified of additions, and its metrics continue.
        inbox.add(delivery("started", "e5", "lobby", 5));
        assertThat(next()).isEqualTo("e5");
        awaitCommitted(5);
        assertThat(dispatcher.metrics()).extracting(HandlerMetrics::succeeded).containsExactly(5L);
    }

    @Test
    void start_during_stop_waits_until_the_stop_is_complete() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        inbox.add(delivery("started", "e1", "lobby", 1));
        EventDispatcher dispatcher = started(builder().on(VideoEvent.class, "x", event -> {
            handled.add(event.deliveryId());
            go.await();
        }));
        assertThat(next()).isEqualTo("e1");
        Thread stopping = new Thread(() -> handled.add("stopped " + dispatcher.stop(Duration.ofSeconds(20))));
        stopping.start();
        while (stopping.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        Set<Thread> before = Thread.getAllStackTraces().keySet();
        inbox.add(delivery("started", "e2", "another", 2));
        dispatcher.start();
        await(metrics -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("videoprovider-inbox") && !before.contains(thread))
                .anyMatch(thread -> IDLE.contains(thread.getState())));
        assertThat(inbox.metrics().waiting()).isEqualTo(1);
        go.countDown();

        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("stopped true", "e2");
        awaitCommitted(2);
    }

    @Test
    void start_and_stop_are_idempotent() throws Exception {
        EventDispatcher twice = started(builder().on(VideoEvent.class, "x", event -> handled.add("x")));
        twice.start();
        inbox.add(delivery("started", "e1", "lobby", 1));
        awaitCommitted(1);
        assertThat(handled).hasSize(1);
        assertThat(twice.stop(Duration.ofSeconds(5))).isTrue();
        assertThat(twice.stop(Duration.ofSeconds(5))).isTrue();

        EventDispatcher never = builder().build();
        assertThat(never.stop(Duration.ZERO)).isTrue();
        never.close();
    }

    // Retention

    /** Returns the inbox with another {@code purge}. */
    private Inbox withPurge(BlockingQueue<String> renewals, ToIntFunction<Integer> purge) {
        return (Inbox) Proxy.newProxyInstance(
                Inbox.class.getClassLoader(), new Class<?>[] {Inbox.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("purge")) {
                        return purge.applyAsInt((Integer) arguments[0]);
                    }
                    Object result = method.invoke(inbox, arguments);
                    if (method.getName().equals("renew")) {
                        renewals.add("renewed");
                    }
                    return result;
                });
    }

    @Test
    void a_purge_that_does_not_return_blocks_neither_events_nor_leases_nor_the_stop() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger purges = new AtomicInteger();
        BlockingQueue<String> renewals = new LinkedBlockingQueue<>();
        Inbox slow = withPurge(renewals, max -> {
            purges.incrementAndGet();
            awaitUninterruptibly(end);
            return 0;
        });
        EventDispatcher dispatcher = started(EventDispatcher.builder(slow)
                .source(ACME, new TestWebhooks())
                .clock(clock)
                .lease(LEASE)
                .on(VideoEvent.class, "x", event -> {
                    handled.add(event.deliveryId());
                    if ("e1".equals(event.deliveryId())) {
                        go.await();
                    }
                }));
        try {
            await(metrics -> purges.get() == 1);
            inbox.add(delivery("started", "e1", "lobby", 1));
            assertThat(next()).isEqualTo("e1");
            for (int i = 0; i < 3; i++) {
                forward(dispatcher, Duration.ofSeconds(20));
                assertThat(renewals.poll(20, TimeUnit.SECONDS)).isEqualTo("renewed");
                assertThat(inbox.claim(1, LEASE)).isEmpty();
            }
            go.countDown();
            awaitCommitted(1);

            // The time of the next purge.
            forward(dispatcher, Duration.ofMinutes(10));
            inbox.add(delivery("started", "e2", "lobby", 2));
            awaitCommitted(2);

            assertThat(dispatcher.stop(Duration.ofSeconds(20))).isTrue();
            assertThat(purges).hasValue(1);
        } finally {
            end.countDown();
        }
    }

    @Test
    void a_purge_continues_until_a_batch_is_not_full_and_is_repeated_every_ten_minutes() throws Exception {
        AtomicInteger remaining = new AtomicInteger(2500);
        BlockingQueue<Integer> purged = new LinkedBlockingQueue<>();
        Inbox full = withPurge(new LinkedBlockingQueue<>(), max -> {
            int count = Math.min(max, remaining.get());
            remaining.addAndGet(-count);
            purged.add(count);
            return count;
        });
        EventDispatcher dispatcher = started(
                EventDispatcher.builder(full).source(ACME, new TestWebhooks()).clock(clock));
        for (int expected : List.of(1000, 1000, 500)) {
            assertThat(purged.poll(20, TimeUnit.SECONDS)).isEqualTo(expected);
        }

        inbox.add(delivery("started", "e1", "lobby", 1));
        awaitCommitted(1);
        assertThat(purged).isEmpty();
        forward(dispatcher, Duration.ofMinutes(10));
        assertThat(purged.poll(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void a_purge_ends_after_a_stop() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        BlockingQueue<Thread> purged = new LinkedBlockingQueue<>();
        Inbox endless = withPurge(new LinkedBlockingQueue<>(), max -> {
            purged.add(Thread.currentThread());
            first.countDown();
            awaitUninterruptibly(stopped);
            return max;
        });
        EventDispatcher dispatcher = started(EventDispatcher.builder(endless)
                .source(ACME, new TestWebhooks())
                .clock(clock));
        assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(dispatcher.stop(Duration.ofSeconds(20))).isTrue();
        stopped.countDown();

        purged.element().join(20_000);
        assertThat(purged).singleElement().matches(thread -> !thread.isAlive());
    }

    @Test
    void a_failing_purge_is_logged_and_events_are_handled() throws Exception {
        CapturedLog log = CapturedLog.start();
        AtomicInteger purges = new AtomicInteger();
        Inbox failing = withPurge(new LinkedBlockingQueue<>(), max -> {
            if (purges.incrementAndGet() == 1) {
                throw new UnavailableException("no purge today", ErrorDetails.none(), null);
            }
            return 0;
        });
        EventDispatcher dispatcher = started(EventDispatcher.builder(failing)
                .source(ACME, new TestWebhooks())
                .clock(clock)
                .on(VideoEvent.class, "x", event -> handled.add(event.deliveryId())));
        awaitLine(log, "could not purge handled deliveries, next attempt in PT10M: no purge today");

        inbox.add(delivery("started", "e1", "lobby", 1));
        assertThat(next()).isEqualTo("e1");
        forward(dispatcher, Duration.ofMinutes(10));
        await(metrics -> purges.get() == 2);
        assertThat(log.text()).doesNotContain("inbox unavailable");
    }

    // Failures

    @Test
    void the_dispatcher_continues_after_a_database_failure() throws Exception {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        JdbcInbox jdbc = JdbcInbox.builder(pool).clock(clock).build();
        jdbc.createTables();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        EventDispatcher dispatcher = EventDispatcher.builder(jdbc)
                .source(ACME, new TestWebhooks())
                .clock(clock)
                .poll(Duration.ofMillis(10))
                .on(VideoEvent.class, "x", event -> {
                    begun.countDown();
                    go.await();
                    handled.add(event.deliveryId());
                })
                .build();
        dispatchers.add(dispatcher);
        dispatcher.start();
        jdbc.add(delivery("started", "e1", "lobby", 1));
        jdbc.add(delivery("started", "e2", "lobby", 2));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        execute(pool, "ALTER TABLE videoprovider_inbox_lane RENAME TO away");
        go.countDown();
        assertThat(next()).isEqualTo("e1");
        execute(pool, "ALTER TABLE away RENAME TO videoprovider_inbox_lane");

        assertThat(next()).isEqualTo("e2");
        while (jdbc.metrics().committed() < 2) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(handled).isEmpty();
        dispatcher.close();
        pool.dispose();
    }

    @Test
    void recovery_is_logged_after_an_access_that_succeeded_not_at_shutdown() throws Exception {
        CapturedLog log = CapturedLog.start();
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        JdbcInbox jdbc = JdbcInbox.builder(pool).clock(clock).build();
        EventDispatcher dispatcher = EventDispatcher.builder(jdbc)
                .source(ACME, new TestWebhooks())
                .clock(clock)
                .build();
        dispatchers.add(dispatcher);

        dispatcher.start();
        awaitLine(log, "inbox unavailable, retrying: inbox database failed to register handlers: the tables");
        dispatcher.close();
        assertThat(log.text()).doesNotContain("available again");

        jdbc.createTables();
        execute(pool, "ALTER TABLE videoprovider_inbox_lane RENAME TO away");
        CapturedLog recovery = CapturedLog.start();
        dispatcher.start();
        awaitLine(recovery, "failed to register handlers");
        execute(pool, "ALTER TABLE away RENAME TO videoprovider_inbox_lane");
        awaitLine(recovery, "inbox available again after");
        dispatcher.close();
        pool.dispose();
    }

    private static void awaitLine(CapturedLog log, String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!log.text().contains(text)) {
            assertThat(System.nanoTime()).as(text).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void execute(JdbcConnectionPool pool, String sql) throws Exception {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void invalid_settings_are_rejected() {
        EventHandler<VideoEvent> nothing = event -> {};
        assertThatThrownBy(() -> builder().on(VideoEvent.class, "a,b", nothing))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> builder().on(VideoEvent.class, "a", nothing).on(CallStarted.class, "a", nothing))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("unique");
        assertThatThrownBy(() -> EventDispatcher.builder(inbox).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("source");
        assertThatThrownBy(() -> {
                    EventDispatcher.Builder many = builder();
                    for (int i = 0; i < 61; i++) {
                        many.on(VideoEvent.class, "h" + i, nothing);
                    }
                })
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("60");
    }

    @Test
    void the_first_failure_of_a_handler_and_delivery_is_logged_with_its_stack_trace_and_further_ones_are_counted()
            throws Exception {
        CapturedLog log = CapturedLog.start();
        AtomicInteger attempts = new AtomicInteger();
        started(builder()
                .maxAttempts(4)
                .backoff(Duration.ZERO, Duration.ZERO)
                .on(VideoEvent.class, "billing", event -> {
                    if (attempts.incrementAndGet() < 4) {
                        throw new IllegalStateException(
                                "no price for " + event.call(), new UnsupportedOperationException());
                    }
                }));
        inbox.add(delivery("started", "e1", "lobby", 1));
        awaitCommitted(1);
        List<String> warnings =
                log.text().lines().filter(line -> line.contains("WARN")).toList();

        assertThat(log.text())
                .contains(
                        "IllegalStateException: no price for default:lobby", "EventDispatcherTest.lambda", "Caused by");
        assertThat(warnings).hasSize(3);
        assertThat(warnings.get(0)).contains("billing failed for", "attempt 1");
        assertThat(warnings.get(1)).contains("attempt 2, failure 2 on this instance: java.lang.IllegalStateException");
        assertThat(warnings.get(2)).contains("attempt 3, failure 3 on this instance: java.lang.IllegalStateException");

        attempts.set(0);
        inbox.add(delivery("started", "e2", "lobby", 2));
        awaitCommitted(2);
        assertThat(log.text().split("WARN[^\n]*attempt 1\n", -1)).hasSize(3);
    }
}
