package io.videoprovider.inbox;

import static io.videoprovider.inbox.TestWebhooks.ACME;
import static io.videoprovider.inbox.TestWebhooks.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.testkit.CapturedLog;
import io.videoprovider.testkit.MutableClock;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dispatchers with different handlers on one inbox: each event reaches each handler, in order per call. */
@Timeout(120)
abstract class InstancesContract {

    final MutableClock clock = new MutableClock(InboxContract.NOW);
    final CapturedLog log = CapturedLog.start();
    private final List<EventDispatcher> dispatchers = new ArrayList<>();
    private final Map<String, List<String>> handled = new ConcurrentHashMap<>();

    /** Returns an empty inbox on the first call and further instances of it on later calls. */
    abstract Inbox inbox(Clock clock);

    @AfterEach
    void stop() {
        dispatchers.forEach(dispatcher -> dispatcher.stop(Duration.ofSeconds(5)));
    }

    final EventDispatcher.Builder builder(Inbox inbox) {
        return EventDispatcher.builder(inbox)
                .source(ACME, new TestWebhooks())
                .clock(clock)
                .poll(Duration.ofMillis(10))
                .backoff(Duration.ZERO, Duration.ZERO);
    }

    final EventDispatcher started(EventDispatcher.Builder builder) {
        EventDispatcher dispatcher = builder.build();
        dispatchers.add(dispatcher);
        dispatcher.start();
        return dispatcher;
    }

    private EventHandler<VideoEvent> record(String name) {
        return event -> handled.computeIfAbsent(name, added -> Collections.synchronizedList(new ArrayList<>()))
                .add(String.valueOf(event.deliveryId()));
    }

    private List<String> handled(String name) {
        return List.copyOf(handled.getOrDefault(name, List.of()));
    }

    /** Starts an instance with both handlers and stops it when they are registered. */
    private void startAndStopInstanceWithArchive(Inbox inbox) throws InterruptedException {
        EventDispatcher gone = started(builder(inbox)
                .on(VideoEvent.class, "billing", record("billing"))
                .on(VideoEvent.class, "archive", record("archive")));
        awaitRegistered(inbox, 2);
        assertThat(gone.stop(Duration.ofSeconds(20))).isTrue();
    }

    private void awaitRegistered(Inbox inbox, int handlers) throws InterruptedException {
        await(
                "registered handlers",
                () -> inbox.register(List.of(), clock.instant()).size() == handlers);
    }

    static void await(String condition, BooleanSupplier met) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).as(condition).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void awaitEmpty(Inbox inbox) throws InterruptedException {
        await("all events are handled", () -> {
            InboxMetrics metrics = inbox.metrics();
            return metrics.waiting() + metrics.claimed() == 0;
        });
    }

    @Test
    void every_event_reaches_every_handler_in_order_although_an_instance_lacks_one() throws Exception {
        Inbox first = inbox(clock);
        Inbox second = inbox(clock);
        started(builder(first).on(VideoEvent.class, "billing", record("billing")));
        started(builder(second)
                .on(VideoEvent.class, "billing", record("billing"))
                .on(VideoEvent.class, "archive", record("archive")));
        awaitRegistered(first, 2);

        Map<String, List<String>> byCall = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            String call = "call" + i % 20;
            (i % 2 == 0 ? first : second).add(delivery("started", call + "-" + i, call, i));
            byCall.computeIfAbsent(call, added -> new ArrayList<>()).add(call + "-" + i);
        }
        awaitEmpty(first);

        for (String handler : List.of("billing", "archive")) {
            assertThat(handled(handler)).as(handler).hasSize(200);
            byCall.forEach((call, ids) -> assertThat(handled(handler)).containsSubsequence(ids));
        }
        assertThat(first.metrics().deadLetters()).isZero();
    }

    @Test
    void events_wait_in_order_while_the_instance_with_a_handler_is_stopped_and_are_not_claimed_repeatedly()
            throws Exception {
        Inbox inbox = inbox(clock);
        startAndStopInstanceWithArchive(inbox);
        AtomicInteger claims = new AtomicInteger();
        AtomicInteger claimed = new AtomicInteger();
        started(builder(counting(inbox, claims, claimed)).on(VideoEvent.class, "billing", record("billing")));
        inbox.add(delivery("started", "e1", "call", 1));
        inbox.add(delivery("started", "e2", "call", 2));
        await(
                "the instance without the handler has handled the first event",
                () -> handled("billing").equals(List.of("e1")));
        int before = claims.get();

        await("further claims", () -> claims.get() > before + 20);

        assertThat(claimed).hasValue(1);
        assertThat(handled("billing")).containsExactly("e1");
        assertThat(inbox.metrics().waiting()).isEqualTo(2);
        started(builder(inbox(clock))
                .on(VideoEvent.class, "billing", record("billing"))
                .on(VideoEvent.class, "archive", record("archive")));
        awaitEmpty(inbox);
        assertThat(handled("billing")).containsExactly("e1", "e2");
        assertThat(handled("archive")).containsExactly("e1", "e2");
    }

    /** Counts the claims that ask for deliveries, and the deliveries that they return. */
    private static Inbox counting(Inbox inbox, AtomicInteger claims, AtomicInteger claimed) {
        return (Inbox) Proxy.newProxyInstance(
                Inbox.class.getClassLoader(), new Class<?>[] {Inbox.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(inbox, arguments);
                    if (method.getName().equals("claim")) {
                        claimed.addAndGet(((Collection<?>) result).size());
                        claims.incrementAndGet();
                    }
                    return result;
                });
    }

    @Test
    void an_event_that_the_missing_handler_does_not_accept_is_committed() throws Exception {
        Inbox inbox = inbox(clock);
        EventDispatcher gone = started(builder(inbox).on(CallEnded.class, "archive", event -> {}));
        awaitRegistered(inbox, 1);
        gone.close();
        started(builder(inbox).on(VideoEvent.class, "billing", record("billing")));
        inbox.add(delivery("started", "e1", "call", 1));

        awaitEmpty(inbox);

        assertThat(handled("billing")).containsExactly("e1");
    }

    @Test
    void an_event_type_of_another_version_is_assumed_to_match() throws Exception {
        Inbox inbox = inbox(clock);
        HandlerRegistration newer = new HandlerRegistration("newer", "io.videoprovider.event.OfALaterVersion");
        inbox.register(List.of(newer), clock.instant());
        started(builder(inbox).on(VideoEvent.class, "billing", record("billing")));
        inbox.add(delivery("started", "e1", "call", 1));

        await(
                "it waits",
                () -> inbox.register(List.of(newer), clock.instant()).stream().anyMatch(known -> known.waiting() == 1));
    }

    @Test
    void waiting_for_a_handler_on_no_running_instance_is_logged_and_ends_after_the_timeout() throws Exception {
        Inbox inbox = inbox(clock);
        startAndStopInstanceWithArchive(inbox);
        started(builder(inbox)
                .missingHandlerTimeout(Duration.ofMinutes(30))
                .on(VideoEvent.class, "billing", record("billing")));
        inbox.add(delivery("started", "e1", "call", 1));
        await(
                "it waits",
                () -> inbox.register(List.of(), clock.instant()).stream().anyMatch(known -> known.waiting() == 1));
        assertThat(log.text()).doesNotContain("on no running instance");

        clock.advance(Duration.ofMinutes(3));
        await(
                "a warning",
                () -> log.text()
                        .contains("1 events wait for the handler archive of"
                                + " io.videoprovider.event.VideoEvent, which is on no running instance, last seen "
                                + InboxContract.NOW));
        assertThat(inbox.metrics().waiting()).isEqualTo(1);
        assertThat(log.text()).contains("retired(\"archive\")", "videoprovider.inbox.retired-handlers");
        clock.advance(Duration.ofMinutes(28));
        awaitEmpty(inbox);

        assertThat(log.text())
                .contains("handler archive was last seen " + InboxContract.NOW, "events do not wait for it any more");
        assertThat(handled("billing")).containsExactly("e1");
        assertThat(inbox.metrics()).matches(metrics -> metrics.committed() == 1 && metrics.deadLetters() == 0);
    }

    @Test
    void a_retired_handler_is_not_waited_for() throws Exception {
        Inbox inbox = inbox(clock);
        startAndStopInstanceWithArchive(inbox);
        EventDispatcher before = started(builder(inbox).on(VideoEvent.class, "billing", record("billing")));
        inbox.add(delivery("started", "e1", "call", 1));
        inbox.add(delivery("started", "e2", "call", 2));
        await(
                "it waits",
                () -> inbox.register(List.of(), clock.instant()).stream().anyMatch(known -> known.waiting() == 2));
        before.close();

        started(builder(inbox).retired("archive").on(VideoEvent.class, "billing", record("billing")));
        awaitEmpty(inbox);

        assertThat(handled("billing")).containsExactly("e1", "e2");
        assertThat(handled("archive")).isEmpty();
    }

    @Test
    void the_last_attempt_is_made_by_an_instance_with_the_missing_handler() throws Exception {
        Inbox inbox = inbox(clock);
        startAndStopInstanceWithArchive(inbox);
        EventHandler<VideoEvent> failing = event -> {
            throw new IllegalStateException("expected failure of a test handler");
        };
        started(builder(inbox).maxAttempts(3).on(VideoEvent.class, "billing", failing));
        inbox.add(delivery("started", "e1", "call", 1));
        await(
                "it waits",
                () -> inbox.register(List.of(), clock.instant()).stream().anyMatch(known -> known.waiting() == 1));

        started(builder(inbox(clock))
                .maxAttempts(3)
                .on(VideoEvent.class, "billing", failing)
                .on(VideoEvent.class, "archive", record("archive")));
        await("a dead letter", () -> inbox.metrics().deadLetters() == 1);

        assertThat(handled("archive")).containsExactly("e1");
        assertThat(inbox.deadLetters().items().get(0)).satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.completedHandlers()).containsExactly("archive");
        });
    }

    @Test
    void a_dispatcher_cannot_retire_its_own_handler() {
        assertThatThrownBy(() -> builder(inbox(clock))
                        .retired("billing")
                        .on(VideoEvent.class, "billing", record("billing"))
                        .build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("retired", "billing");
        assertThatThrownBy(() -> builder(inbox(clock)).retired("a,b")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> builder(inbox(clock)).missingHandlerTimeout(Duration.ofSeconds(119)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("missingHandlerTimeout");
    }

    // Projections

    /** Records events, and fails while a test requires it. */
    static final class Recording implements EventProjection {

        final List<String> applied = Collections.synchronizedList(new ArrayList<>());
        volatile @Nullable RuntimeException failure;

        @Override
        public void apply(List<? extends VideoEvent> events) {
            RuntimeException current = failure;
            if (current != null) {
                throw current;
            }
            events.forEach(event -> applied.add(String.valueOf(event.deliveryId())));
        }
    }

    @Test
    void a_projection_is_applied_once_to_each_event_also_if_handlers_fail() throws Exception {
        Inbox inbox = inbox(clock);
        Recording projection = new Recording();
        started(builder(inbox).projection(projection).maxAttempts(3).on(VideoEvent.class, "flaky", event -> {
            record("flaky").handle(event);
            if (event instanceof CallEnded || handled("flaky").size() == 1) {
                throw new IllegalStateException("no");
            }
        }));

        inbox.add(delivery("started", "e1", "lobby", 1));
        await("1 commits", () -> inbox.metrics().committed() == 1);
        inbox.add(delivery("ended", "e2", "lobby", 2));
        await("a dead letter", () -> inbox.metrics().deadLetters() == 1);
        inbox.add(delivery("other", "e3", "lobby", 3));
        await("2 commits", () -> inbox.metrics().committed() == 2);

        assertThat(handled("flaky")).containsExactly("e1", "e1", "e2", "e2", "e2", "e3");
        assertThat(projection.applied).containsExactly("e1", "e2", "e3");
        assertThat(inbox.replay(inbox.deadLetters().items().get(0).id())).isTrue();
        await(
                "a dead letter again",
                () -> inbox.metrics().deadLetters() == 1 && handled("flaky").size() == 9);
        assertThat(projection.applied).hasSize(3);
    }

    @Test
    void events_wait_for_an_instance_with_the_projection() throws Exception {
        Inbox inbox = inbox(clock);
        Recording projection = new Recording();
        EventDispatcher with = started(builder(inbox).projection(projection));
        inbox.add(delivery("started", "e1", "lobby", 1));
        await("1 applied", () -> projection.applied.size() == 1);
        with.stop(Duration.ofSeconds(20));

        started(builder(inbox(clock)).on(VideoEvent.class, "billing", record("billing")));
        inbox.add(delivery("started", "e2", "lobby", 2));
        await("1 handled", () -> handled("billing").size() == 1);
        assertThat(inbox.metrics().committed()).isEqualTo(1);
        with.start();

        await("2 applied", () -> projection.applied.size() == 2);
        assertThat(handled("billing")).containsExactly("e2");
    }

    @Test
    void events_wait_for_an_unavailable_projection_and_are_not_handled_again() throws Exception {
        Inbox inbox = inbox(clock);
        Recording projection = new Recording();
        projection.failure = new UnavailableException("history database failed", ErrorDetails.none(), null);
        EventDispatcher dispatcher = started(builder(inbox)
                .projection(projection)
                .lease(Duration.ofHours(1))
                .maxAttempts(2)
                .on(VideoEvent.class, "billing", record("billing")));
        inbox.add(delivery("started", "e1", "lobby", 1));
        inbox.add(delivery("started", "e2", "lobby", 2));
        inbox.add(delivery("started", "e3", "other", 3));

        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(10));
            dispatcher.wake();
            await("2 handled", () -> handled("billing").size() == 2);
        }
        assertThat(inbox.metrics().deadLetters()).isZero();
        assertThat(projection.applied).isEmpty();
        projection.failure = null;
        await("3 applied", () -> {
            if (inbox.metrics().claimed() == 0) {
                clock.advance(Duration.ofSeconds(1));
                dispatcher.wake();
            }
            return projection.applied.size() == 3;
        });

        assertThat(handled("billing")).containsExactlyInAnyOrder("e1", "e2", "e3");
        assertThat(projection.applied).containsSubsequence("e1", "e2");
        assertThat(log.text()).contains("projections unavailable, events wait: history database failed");
    }

    @Test
    void an_event_that_a_projection_rejects_does_not_block_others() throws Exception {
        Inbox inbox = inbox(clock);
        List<String> applied = Collections.synchronizedList(new ArrayList<>());
        started(builder(inbox).projection(events -> {
            if (events.stream().anyMatch(event -> "e1".equals(event.deliveryId()))) {
                throw new IllegalStateException("no");
            }
            events.forEach(event -> applied.add(String.valueOf(event.deliveryId())));
        }));
        for (int i = 0; i < 10; i++) {
            inbox.add(delivery("started", "e" + i, "call-" + i, i));
        }

        await("10 commits", () -> inbox.metrics().committed() == 10);

        assertThat(applied).hasSize(9).doesNotContain("e1");
        assertThat(log.text()).contains("a projection rejected");
    }

    @Test
    void the_name_of_projections_is_reserved() {
        EventDispatcher.Builder builder = builder(inbox(clock));

        assertThatThrownBy(() -> builder.on(VideoEvent.class, "videoprovider.history", event -> {}))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("reserved");
        builder.retired("videoprovider.history").build();
        assertThatThrownBy(() -> builder.projection(new Recording()).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("retired");
    }
}
