package io.videoprovider.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.inbox.Inbox.Added;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every inbox does. */
@Timeout(120)
abstract class InboxContract {

    static final Instant NOW = Instant.parse("2026-05-04T10:00:00.123456Z");
    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration RETENTION = Duration.ofDays(7);

    final MovableClock clock = new MovableClock(NOW);

    /** An empty inbox, or one more object of the same one. */
    abstract Inbox inbox(Clock clock, Duration retention, Duration holdBack);

    final Inbox inbox() {
        return inbox(clock, RETENTION, Duration.ZERO);
    }

    /** A delivery for a call, that happened so many milliseconds after the present. */
    static Delivery delivery(String id, String call, long millis) {
        return new Delivery(
                ProviderId.LIVEKIT, id, "", "livekit/" + call, "x", NOW.plusMillis(millis), id.getBytes(UTF_8));
    }

    private static Delivery deduplicationKey(String id, String deduplicationKey) {
        return new Delivery(ProviderId.LIVEKIT, id, deduplicationKey, "livekit/" + id, "x", NOW, new byte[0]);
    }

    static Claim claimOne(Inbox inbox) {
        List<Claim> claims = inbox.claim(1, LEASE);
        assertThat(claims).as("what is due").hasSize(1);
        return claims.get(0);
    }

    static void settle(Inbox inbox, Settlement settlement) {
        assertThat(inbox.settle(List.of(settlement))).as("claims lost").isEmpty();
    }

    /** Handles what is due until nothing is, one by one. */
    static List<String> drain(Inbox inbox) {
        List<String> ids = new ArrayList<>();
        for (List<Claim> claims = inbox.claim(1, LEASE); !claims.isEmpty(); claims = inbox.claim(1, LEASE)) {
            ids.add(claims.get(0).delivery().id());
            settle(inbox, claims.get(0).commit());
        }
        return ids;
    }

    // Adding

    @Test
    void what_was_added_is_claimed_as_it_was() {
        Inbox inbox = inbox();
        byte[] body = new byte[1 << 20];
        new Random(1).nextBytes(body);
        Delivery added = new Delivery(
                new ProviderId("acme"), "EV_1", "EG_1 READY", "acme/default:lobby", "egress_ended", NOW, body);

        assertThat(inbox.add(added)).isEqualTo(Added.ACCEPTED);

        Claim claim = claimOne(inbox);
        assertThat(claim.attempts()).isZero();
        assertThat(claim.done()).isEmpty();
        Delivery claimed = claim.delivery();
        assertThat(claimed.provider()).isEqualTo(added.provider());
        assertThat(claimed.id()).isEqualTo("EV_1");
        assertThat(claimed.deduplicationKey())
                .isEqualTo(added.deduplicationKey())
                .startsWith("sha256:");
        assertThat(claimed.lane()).isEqualTo("acme/default:lobby");
        assertThat(claimed.type()).isEqualTo("egress_ended");
        assertThat(claimed.occurredAt()).isEqualTo(NOW);
        assertThat(claimed.body()).isEqualTo(body);
    }

    @Test
    void the_same_id_is_a_duplicate_while_it_waits_is_claimed_handled_and_dead() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        assertThat(inbox.add(delivery("a", "call", 5))).isEqualTo(Added.DUPLICATE);
        Claim claim = claimOne(inbox);
        assertThat(inbox.add(delivery("a", "call", 5))).isEqualTo(Added.DUPLICATE);
        settle(inbox, claim.commit());
        assertThat(inbox.add(delivery("a", "call", 5))).isEqualTo(Added.DUPLICATE);

        inbox.add(delivery("b", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        assertThat(inbox.add(delivery("b", "call", 0))).isEqualTo(Added.DUPLICATE);
        assertThat(inbox.claim(9, LEASE)).isEmpty();
    }

    @Test
    void the_same_id_of_another_provider_is_no_duplicate() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));

        assertThat(inbox.add(new Delivery(ProviderId.STREAM, "a", "", "stream/call", "x", NOW, new byte[0])))
                .isEqualTo(Added.ACCEPTED);
    }

    @Test
    void the_same_meaning_is_a_duplicate_and_none_at_all_is_no_meaning() {
        Inbox inbox = inbox();

        assertThat(inbox.add(deduplicationKey("a", "EG_1/READY"))).isEqualTo(Added.ACCEPTED);
        assertThat(inbox.add(deduplicationKey("b", "EG_1/READY"))).isEqualTo(Added.DUPLICATE);
        assertThat(inbox.add(deduplicationKey("c", "EG_1/FAILED"))).isEqualTo(Added.ACCEPTED);
        assertThat(inbox.add(deduplicationKey("d", ""))).isEqualTo(Added.ACCEPTED);
        assertThat(inbox.add(deduplicationKey("e", ""))).isEqualTo(Added.ACCEPTED);
        assertThat(inbox.add(deduplicationKey("b", "EG_2/READY"))).isEqualTo(Added.ACCEPTED);
        assertThat(drain(inbox)).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    void strange_texts_are_kept_apart() {
        Inbox inbox = inbox();
        List<String> strange = List.of(
                "a",
                "A",
                "a ",
                " a",
                "ä",
                "ae",
                "ß",
                "ss",
                "a\0",
                "a\n",
                "x".repeat(201),
                "x".repeat(202),
                "😀",
                "😁",
                "%",
                "'",
                "\\",
                "\ud800");

        for (String text : strange) {
            Delivery delivery =
                    new Delivery(ProviderId.LIVEKIT, "i" + text, "m" + text, "l" + text, "t" + text, NOW, new byte[0]);
            assertThat(inbox.add(delivery)).as(text).isEqualTo(Added.ACCEPTED);
            assertThat(inbox.add(delivery)).as(text).isEqualTo(Added.DUPLICATE);
        }

        assertThat(inbox.claim(99, LEASE)).as("lanes").hasSize(strange.size());
    }

    @Test
    void times_beyond_the_calendar_are_in_order_too() {
        Inbox inbox = inbox();
        inbox.add(new Delivery(ProviderId.LIVEKIT, "last", "", "lane", "x", Instant.MAX, new byte[0]));
        inbox.add(new Delivery(ProviderId.LIVEKIT, "first", "", "lane", "x", Instant.MIN, new byte[0]));
        inbox.add(delivery("middle", "call", 0));

        assertThat(drain(inbox))
                .containsExactlyInAnyOrder("first", "last", "middle")
                .containsSubsequence("first", "last");
    }

    // Claiming

    @Test
    void of_a_call_the_first_to_happen_comes_first_and_of_equals_the_first_to_arrive() {
        Inbox inbox = inbox();
        inbox.add(delivery("c", "call", 2000));
        inbox.add(delivery("a1", "call", 0));
        inbox.add(delivery("b", "call", 1000));
        inbox.add(delivery("a2", "call", 0));

        assertThat(drain(inbox)).containsExactly("a1", "a2", "b", "c");
    }

    @Test
    void what_happened_nobody_knows_when_happened_when_it_arrived() {
        Inbox inbox = inbox();
        inbox.add(delivery("before", "call", -1));
        inbox.add(delivery("after", "call", 1));
        inbox.add(new Delivery(ProviderId.LIVEKIT, "unknown", "", "livekit/call", "x", Instant.EPOCH, new byte[0]));

        assertThat(drain(inbox)).containsExactly("before", "unknown", "after");
    }

    @Test
    void a_call_is_claimed_by_one_at_a_time_and_what_comes_meanwhile_may_go_first() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "call", 1));
        Claim first = claimOne(inbox);
        inbox.add(delivery("overtaken", "call", -5));

        assertThat(inbox.claim(9, LEASE)).isEmpty();
        settle(inbox, first.commit());

        assertThat(drain(inbox)).containsExactly("overtaken", "b");
    }

    @Test
    void several_calls_are_claimed_at_once_but_never_more_than_asked_for() {
        Inbox inbox = inbox();
        for (int i = 0; i < 7; i++) {
            inbox.add(delivery("e" + i, "call" + i, 0));
            inbox.add(delivery("f" + i, "call" + i, 1));
        }

        List<Claim> first = inbox.claim(5, LEASE);
        List<Claim> rest = inbox.claim(5, LEASE);

        assertThat(inbox.claim(0, LEASE)).isEmpty();
        assertThat(first).hasSize(5);
        assertThat(rest).hasSize(2);
        assertThat(inbox.claim(5, LEASE)).isEmpty();
        assertThat(first).noneMatch(claim -> claim.delivery().id().startsWith("f"));
        List<Settlement> commits = first.stream().map(Claim::commit).toList();
        assertThat(inbox.settle(commits)).isEmpty();
        assertThat(inbox.claim(9, LEASE))
                .hasSize(5)
                .allMatch(claim -> claim.delivery().id().startsWith("f"));
    }

    @Test
    void events_of_no_call_do_not_wait_for_each_other() {
        Inbox inbox = inbox();
        for (String id : List.of("a", "b")) {
            EventInfo info = EventInfo.builder(ProviderId.LIVEKIT, Json.EMPTY)
                    .deliveryId(id)
                    .occurredAt(NOW)
                    .build();
            inbox.add(Delivery.of(new CallStarted(info), new byte[0]));
        }

        assertThat(inbox.claim(9, LEASE)).hasSize(2);
    }

    // Leases

    @Test
    void what_nobody_settles_or_renews_is_taken_over_and_counts_an_attempt() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        Claim stale = claimOne(inbox);
        clock.forward(LEASE.minusMillis(1));
        assertThat(inbox.claim(1, LEASE)).isEmpty();
        clock.forward(Duration.ofMillis(1));

        Claim fresh = claimOne(inbox);

        assertThat(fresh.delivery().id()).isEqualTo("a");
        assertThat(fresh.attempts()).isEqualTo(1);
        assertThat(inbox.renew(List.of(stale), LEASE)).containsExactly(stale);
        assertThat(inbox.settle(List.of(stale.commit()))).containsExactly(stale);
        assertThat(inbox.settle(List.of(stale.release(NOW, 1, Set.of(), "")))).containsExactly(stale);
        assertThat(inbox.settle(List.of(stale.deadLetter(1, Set.of(), "")))).containsExactly(stale);
        assertThat(inbox.claim(1, LEASE)).isEmpty();
        settle(inbox, fresh.release(clock.instant(), fresh.attempts(), Set.of(), ""));
        assertThat(claimOne(inbox).attempts()).isEqualTo(1);
    }

    @Test
    void a_stale_claim_takes_nothing_from_the_next_event_of_its_call() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        Claim stale = claimOne(inbox);
        clock.forward(LEASE);
        settle(inbox, claimOne(inbox).commit());
        inbox.add(delivery("b", "call", 1));

        assertThat(inbox.settle(List.of(stale.commit()))).containsExactly(stale);
        assertThat(drain(inbox)).containsExactly("b");
    }

    @Test
    void who_comes_late_may_settle_as_long_as_nobody_else_has_claimed() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        Claim late = claimOne(inbox);
        clock.forward(LEASE.multipliedBy(2));

        settle(inbox, late.commit());

        assertThat(inbox.claim(1, LEASE)).isEmpty();
    }

    @Test
    void renewing_holds_on() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "other", 0));
        List<Claim> claims = inbox.claim(2, LEASE);
        clock.forward(LEASE.minusSeconds(1));

        assertThat(inbox.renew(claims, LEASE)).isEmpty();
        clock.forward(LEASE.minusSeconds(1));

        assertThat(inbox.claim(2, LEASE)).isEmpty();
        assertThat(inbox.renew(List.of(), LEASE)).isEmpty();
        clock.forward(Duration.ofSeconds(1));
        assertThat(inbox.claim(2, LEASE)).hasSize(2);
    }

    // Failing

    @Test
    void a_released_event_holds_back_its_own_call_alone_until_it_is_due() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "call", 1));
        inbox.add(delivery("x", "other", 2));
        Claim failing = inbox.claim(9, LEASE).stream()
                .filter(claim -> claim.delivery().id().equals("a"))
                .findFirst()
                .orElseThrow();
        settle(inbox, failing.release(clock.instant().plusSeconds(10), 3, Set.of("mail", "billing"), "billing: no"));
        clock.forward(Duration.ofSeconds(9));

        assertThat(inbox.claim(9, LEASE)).isEmpty();
        clock.forward(Duration.ofSeconds(1));
        Claim again = claimOne(inbox);

        assertThat(again.delivery().id()).isEqualTo("a");
        assertThat(again.attempts()).isEqualTo(3);
        assertThat(again.done()).containsExactlyInAnyOrder("mail", "billing");
        settle(inbox, again.commit());
        assertThat(claimOne(inbox).delivery().id()).isEqualTo("b");
    }

    @Test
    void what_happened_before_a_failing_event_goes_first() {
        Inbox inbox = inbox();
        inbox.add(delivery("b", "call", 1));
        settle(inbox, claimOne(inbox).release(NOW.plusSeconds(10), 1, Set.of(), "no"));
        inbox.add(delivery("a", "call", 0));

        assertThat(drain(inbox)).containsExactly("a");
        clock.forward(Duration.ofSeconds(10));
        assertThat(drain(inbox)).containsExactly("b");
    }

    @Test
    void what_came_while_it_was_failing_and_happened_before_goes_first() {
        Inbox inbox = inbox();
        inbox.add(delivery("b", "call", 1));
        Claim claim = claimOne(inbox);
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claim.release(NOW.plusSeconds(10), 1, Set.of(), "no"));

        assertThat(drain(inbox)).containsExactly("a");
        clock.forward(Duration.ofSeconds(10));
        assertThat(drain(inbox)).containsExactly("b");
    }

    @Test
    void a_dead_letter_lets_its_call_go_on_and_tells_all_about_it() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "call", 1));
        Claim claim = claimOne(inbox);
        clock.forward(Duration.ofSeconds(1));
        settle(inbox, claim.deadLetter(15, Set.of("mail"), "billing: \0 '; DROP TABLE \ud800 " + "x".repeat(1000)));

        assertThat(drain(inbox)).containsExactly("b");
        assertThat(inbox.deadLetters().stream()).singleElement().satisfies(letter -> {
            assertThat(letter.delivery().id()).isEqualTo("a");
            assertThat(letter.delivery().body()).isEqualTo("a".getBytes(UTF_8));
            assertThat(letter.attempts()).isEqualTo(15);
            assertThat(letter.done()).containsExactly("mail");
            assertThat(letter.problem())
                    .startsWith("billing:   '; DROP TABLE   xxx")
                    .hasSize(500);
            assertThat(letter.receivedAt()).isEqualTo(NOW);
            assertThat(letter.diedAt()).isEqualTo(NOW.plusSeconds(1));
        });
    }

    @Test
    void a_dead_letter_can_be_replayed_once_and_forgets_its_attempts_but_not_who_succeeded() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(15, Set.of("mail"), "no"));
        inbox.add(delivery("b", "call", 1));
        long id = inbox.deadLetters().items().get(0).id();

        assertThat(inbox.replay(id)).isTrue();
        assertThat(inbox.replay(id)).isFalse();
        assertThat(inbox.discard(id)).isFalse();

        assertThat(inbox.deadLetters().items()).isEmpty();
        Claim again = claimOne(inbox);
        assertThat(again.delivery().id()).isEqualTo("a");
        assertThat(again.attempts()).isZero();
        assertThat(again.done()).containsExactly("mail");
        settle(inbox, again.commit());
        assertThat(drain(inbox)).containsExactly("b");
        assertThat(inbox.replay(id)).isFalse();
        assertThat(inbox.replay(-1)).isFalse();
    }

    @Test
    void a_discarded_dead_letter_is_gone_and_remembered() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(15, Set.of(), "no"));
        long id = inbox.deadLetters().items().get(0).id();

        assertThat(inbox.discard(id)).isTrue();
        assertThat(inbox.discard(id)).isFalse();

        assertThat(inbox.deadLetters().items()).isEmpty();
        assertThat(inbox.claim(1, LEASE)).isEmpty();
        assertThat(inbox.add(delivery("a", "call", 0))).isEqualTo(Added.DUPLICATE);
    }

    @Test
    void all_dead_letters_are_listed_in_the_order_of_their_arrival() {
        Inbox inbox = inbox();
        List<String> ids = IntStream.range(0, 230).mapToObj(i -> "e" + i).toList();
        ids.forEach(id -> inbox.add(delivery(id, id, 0)));
        List<Settlement> burials = inbox.claim(500, LEASE).stream()
                .map(claim -> claim.deadLetter(1, Set.of(), "no"))
                .toList();

        assertThat(inbox.settle(burials)).isEmpty();

        assertThat(inbox.deadLetters().stream().map(letter -> letter.delivery().id()))
                .containsExactlyElementsOf(ids);
    }

    // Holding back

    @Test
    void held_back_events_come_in_the_order_in_which_they_happened() {
        Inbox inbox = inbox(clock, RETENTION, Duration.ofMillis(500));
        inbox.add(delivery("b", "call", 1));
        assertThat(inbox.claim(1, LEASE)).isEmpty();
        clock.forward(Duration.ofMillis(300));
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("x", "other", 0));
        clock.forward(Duration.ofMillis(200));

        assertThat(inbox.claim(9, LEASE)).as("a is not due, b not first").isEmpty();
        clock.forward(Duration.ofMillis(300));
        assertThat(drain(inbox)).containsExactlyInAnyOrder("x", "a", "b").containsSubsequence("a", "b");
    }

    // Keeping house

    @Test
    void what_was_handled_is_remembered_for_the_retention_and_then_forgotten() {
        Inbox inbox = inbox();
        inbox.add(delivery("handled", "call", 0));
        settle(inbox, claimOne(inbox).commit());
        inbox.add(deduplicationKey("meant", "EG_1/READY"));
        settle(inbox, claimOne(inbox).commit());
        inbox.add(delivery("dead", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        inbox.add(delivery("waiting", "call", 0));
        clock.forward(RETENTION);
        assertThat(inbox.purge()).isZero();
        assertThat(inbox.add(delivery("handled", "call", 0))).isEqualTo(Added.DUPLICATE);
        clock.forward(Duration.ofSeconds(1));

        assertThat(inbox.purge()).isEqualTo(2);

        assertThat(inbox.purge()).isZero();
        assertThat(inbox.add(delivery("handled", "call", 0))).isEqualTo(Added.ACCEPTED);
        assertThat(inbox.add(deduplicationKey("again", "EG_1/READY"))).isEqualTo(Added.ACCEPTED);
        assertThat(inbox.add(delivery("dead", "call", 0))).isEqualTo(Added.DUPLICATE);
        assertThat(inbox.add(delivery("waiting", "call", 0))).isEqualTo(Added.DUPLICATE);
    }

    @Test
    void figures_tell_how_it_stands() {
        Inbox inbox = inbox();
        assertThat(inbox.metrics()).isEqualTo(new InboxMetrics(0, 0, 0, Duration.ZERO, 0, 0, 0));
        inbox.add(delivery("a", "call", 0));
        clock.forward(Duration.ofSeconds(7));
        inbox.add(delivery("b", "call", 1));
        inbox.add(delivery("c", "other", 1));
        inbox.add(delivery("c", "other", 1));

        Claim claim = claimOne(inbox);
        assertThat(inbox.metrics()).isEqualTo(new InboxMetrics(2, 1, 0, Duration.ofSeconds(7), 3, 1, 0));
        settle(inbox, claim.commit());
        assertThat(inbox.metrics()).isEqualTo(new InboxMetrics(2, 0, 0, Duration.ZERO, 3, 1, 1));
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        assertThat(inbox.metrics()).isEqualTo(new InboxMetrics(1, 0, 1, Duration.ZERO, 3, 1, 1));
    }

    @Test
    void listeners_hear_of_what_is_new_to_handle() {
        Inbox inbox = inbox();
        AtomicInteger heard = new AtomicInteger();
        Inbox.Subscription broken = inbox.onAdded(() -> {
            throw new IllegalStateException("a listener of a test, which is to fail");
        });
        Inbox.Subscription subscription = inbox.onAdded(heard::incrementAndGet);

        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("a", "call", 0));
        assertThat(heard).hasValue(1);
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        inbox.replay(inbox.deadLetters().items().get(0).id());
        assertThat(heard).hasValue(2);
        subscription.close();
        broken.close();
        inbox.add(delivery("b", "call", 0));
        assertThat(heard).hasValue(2);
    }

    @Test
    void many_threads_lose_nothing_and_handle_each_once_and_in_order() throws Exception {
        int calls = 20;
        int each = 40;
        List<Inbox> instances = List.of(inbox(), inbox());
        List<Delivery> deliveries = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            for (int i = 0; i < each; i++) {
                // Each of four threads adds all of them, a call's in their order: whoever is handled, the ones before
                // were here.
                deliveries.add(delivery(call + "-" + i, "call" + call, i));
            }
        }
        Map<String, List<String>> handled = new ConcurrentHashMap<>();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(calls * each);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> work = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Inbox adds = instances.get(t % 2);
            work.add(threads.submit(() -> {
                go.await();
                for (Delivery delivery : deliveries) {
                    accepted.addAndGet(adds.add(delivery) == Added.ACCEPTED ? 1 : 0);
                }
                return null;
            }));
            work.add(threads.submit(() -> {
                go.await();
                while (left.get() > 0) {
                    List<Settlement> commits = new ArrayList<>();
                    for (Claim claim : adds.claim(7, LEASE)) {
                        handled.computeIfAbsent(
                                        claim.delivery().lane(),
                                        lane -> Collections.synchronizedList(new ArrayList<>()))
                                .add(claim.delivery().id());
                        commits.add(claim.commit());
                    }
                    assertThat(adds.settle(commits)).isEmpty();
                    left.addAndGet(-commits.size());
                }
                return null;
            }));
        }
        go.countDown();
        for (Future<?> part : work) {
            part.get();
        }
        threads.shutdown();

        assertThat(accepted).hasValue(calls * each);
        Map<String, List<String>> expected = new HashMap<>();
        deliveries.forEach(delivery -> expected.computeIfAbsent(delivery.lane(), lane -> new ArrayList<>())
                .add(delivery.id()));
        assertThat(handled.keySet()).isEqualTo(expected.keySet());
        expected.forEach((lane, ids) -> assertThat(handled.get(lane)).as(lane).containsExactlyElementsOf(ids));
        InboxMetrics metrics = instances.get(0).metrics();
        assertThat(metrics.waiting()).isZero();
        assertThat(metrics.claimed()).isZero();
    }

    @Test
    void nothing_prints_a_body() {
        Inbox inbox = inbox();
        inbox.add(new Delivery(ProviderId.LIVEKIT, "a", "", "lane", "x", NOW, "hunter2".getBytes(UTF_8)));
        Claim claim = claimOne(inbox);
        Settlement burial = claim.deadLetter(1, Set.of(), "hunter2");
        settle(inbox, burial);

        assertThat(claim.delivery()).hasToString("Delivery[x a in lane, 7 bytes]");
        assertThat(List.of(claim, burial, inbox.deadLetters().items().get(0), inbox.deadLetters(), inbox)
                        .toString())
                .doesNotContain("hunter2");
        assertThat(Delivery.of(
                        new CallStarted(EventInfo.builder(ProviderId.LIVEKIT, Json.EMPTY)
                                .call(CallId.of("lobby"))
                                .build()),
                        "hunter2".getBytes(UTF_8)))
                .asString()
                .contains("sha256:", "livekit/default:lobby")
                .doesNotContain("hunter2");
    }
}
