package io.videoprovider.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.Inbox.AddResult;
import io.videoprovider.testkit.MutableClock;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contract of all implementations of {@link Inbox}. */
@Timeout(120)
abstract class InboxContract {

    static final Instant NOW = Instant.parse("2026-05-04T10:00:00.123456Z");
    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration RETENTION = Duration.ofDays(7);

    final MutableClock clock = new MutableClock(NOW);

    /** Returns an empty inbox on the first call and further instances of it on later calls. */
    abstract Inbox inbox(Clock clock, Duration retention, Duration holdBack);

    final Inbox inbox() {
        return inbox(clock, RETENTION, Duration.ZERO);
    }

    /** Returns a delivery of a call whose event occurred the given time after {@link #NOW}. */
    static Delivery delivery(String id, String call, long millis) {
        return Delivery.builder(ProviderId.LIVEKIT, id, id.getBytes(UTF_8))
                .lane("livekit/" + call)
                .type("x")
                .occurredAt(NOW.plusMillis(millis))
                .build();
    }

    private static Delivery withKey(String id, @Nullable String deduplicationKey) {
        return Delivery.builder(ProviderId.LIVEKIT, id, new byte[0])
                .deduplicationKey(deduplicationKey)
                .build();
    }

    private static Delivery at(String id, @Nullable Instant occurredAt) {
        return Delivery.builder(ProviderId.LIVEKIT, id, new byte[0])
                .lane("livekit/call")
                .occurredAt(occurredAt)
                .build();
    }

    static Claim claimOne(Inbox inbox) {
        List<Claim> claims = inbox.claim(1, LEASE);
        assertThat(claims).as("due deliveries").hasSize(1);
        return claims.get(0);
    }

    static void settle(Inbox inbox, Settlement settlement) {
        assertThat(inbox.settle(List.of(settlement))).as("claims lost").isEmpty();
    }

    /** Claims and commits one delivery at a time until none is due. */
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
    void a_claim_contains_the_delivery_as_it_was_added() {
        Inbox inbox = inbox();
        byte[] body = new byte[1 << 20];
        new Random(1).nextBytes(body);
        Delivery added = Delivery.builder(new ProviderId("acme"), "EV_1", body)
                .deduplicationKey("EG_1 READY")
                .lane("acme/default:lobby")
                .type("egress_ended")
                .occurredAt(NOW)
                .signedBy("devkey#1")
                .traceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .build();

        assertThat(inbox.add(added)).isEqualTo(AddResult.ACCEPTED);

        Claim claim = claimOne(inbox);
        assertThat(claim.attempts()).isZero();
        assertThat(claim.completedHandlers()).isEmpty();
        Delivery claimed = claim.delivery();
        assertThat(claimed.provider()).isEqualTo(added.provider());
        assertThat(claimed.id()).isEqualTo("EV_1");
        assertThat(claimed.deduplicationKey())
                .isEqualTo(added.deduplicationKey())
                .startsWith("sha256:");
        assertThat(claimed.lane()).isEqualTo("acme/default:lobby");
        assertThat(claimed.type()).isEqualTo("egress_ended");
        assertThat(claimed.occurredAt()).isEqualTo(NOW);
        assertThat(claimed.signedBy()).isEqualTo("devkey#1");
        assertThat(claimed.traceParent()).isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(claimed.body()).isEqualTo(body);
    }

    @Test
    void the_same_id_is_a_duplicate_in_every_state() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        assertThat(inbox.add(delivery("a", "call", 5))).isEqualTo(AddResult.DUPLICATE);
        Claim claim = claimOne(inbox);
        assertThat(inbox.add(delivery("a", "call", 5))).isEqualTo(AddResult.DUPLICATE);
        settle(inbox, claim.commit());
        assertThat(inbox.add(delivery("a", "call", 5))).isEqualTo(AddResult.DUPLICATE);

        inbox.add(delivery("b", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        assertThat(inbox.add(delivery("b", "call", 0))).isEqualTo(AddResult.DUPLICATE);
        assertThat(inbox.claim(9, LEASE)).isEmpty();
    }

    @Test
    void the_same_id_of_another_provider_is_not_a_duplicate() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));

        assertThat(inbox.add(
                        Delivery.builder(ProviderId.STREAM, "a", new byte[0]).build()))
                .isEqualTo(AddResult.ACCEPTED);
    }

    @Test
    void the_same_deduplication_key_is_a_duplicate_but_absent_keys_are_not_compared() {
        Inbox inbox = inbox();

        assertThat(inbox.add(withKey("a", "EG_1/READY"))).isEqualTo(AddResult.ACCEPTED);
        assertThat(inbox.add(withKey("b", "EG_1/READY"))).isEqualTo(AddResult.DUPLICATE);
        assertThat(inbox.add(withKey("c", "EG_1/FAILED"))).isEqualTo(AddResult.ACCEPTED);
        assertThat(inbox.add(withKey("d", null))).isEqualTo(AddResult.ACCEPTED);
        assertThat(inbox.add(withKey("e", null))).isEqualTo(AddResult.ACCEPTED);
        assertThat(inbox.add(withKey("b", "EG_2/READY"))).isEqualTo(AddResult.ACCEPTED);
        assertThat(drain(inbox)).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    void ids_keys_and_lanes_are_compared_exactly_for_any_text() {
        Inbox inbox = inbox();
        List<String> texts = List.of(
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

        for (String text : texts) {
            Delivery delivery = Delivery.builder(ProviderId.LIVEKIT, "i" + text, new byte[0])
                    .deduplicationKey("k" + text)
                    .lane("l" + text)
                    .type("t" + text)
                    .build();
            assertThat(inbox.add(delivery)).as(text).isEqualTo(AddResult.ACCEPTED);
            assertThat(inbox.add(delivery)).as(text).isEqualTo(AddResult.DUPLICATE);
        }

        assertThat(inbox.claim(99, LEASE)).as("lanes").hasSize(texts.size());
    }

    @Test
    void extreme_times_keep_their_order() {
        Inbox inbox = inbox();
        inbox.add(at("last", Instant.MAX));
        inbox.add(at("first", Instant.MIN));
        inbox.add(delivery("middle", "call", 0));

        assertThat(drain(inbox)).containsExactly("first", "middle", "last");
    }

    // Claiming

    @Test
    void a_lane_is_ordered_by_occurrence_then_by_arrival() {
        Inbox inbox = inbox();
        inbox.add(delivery("c", "call", 2000));
        inbox.add(delivery("a1", "call", 0));
        inbox.add(delivery("b", "call", 1000));
        inbox.add(delivery("a2", "call", 0));

        assertThat(drain(inbox)).containsExactly("a1", "a2", "b", "c");
    }

    @Test
    void an_unknown_time_counts_as_the_time_of_arrival() {
        Inbox inbox = inbox();
        inbox.add(delivery("before", "call", -1));
        inbox.add(delivery("after", "call", 1));
        inbox.add(at("unknown", null));

        assertThat(drain(inbox)).containsExactly("before", "unknown", "after");
    }

    @Test
    void a_lane_has_one_claim_at_a_time_and_an_earlier_event_that_arrives_meanwhile_comes_next() {
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
    void several_lanes_are_claimed_at_once_up_to_the_maximum() {
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
    void events_without_a_call_have_separate_lanes() {
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
    void an_expired_lease_is_taken_over_and_counts_as_an_attempt() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        Claim stale = claimOne(inbox);
        clock.advance(LEASE.minusMillis(1));
        assertThat(inbox.claim(1, LEASE)).isEmpty();
        clock.advance(Duration.ofMillis(1));

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
    void settling_a_lost_claim_does_not_affect_the_next_event_of_its_lane() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        Claim stale = claimOne(inbox);
        clock.advance(LEASE);
        settle(inbox, claimOne(inbox).commit());
        inbox.add(delivery("b", "call", 1));

        assertThat(inbox.settle(List.of(stale.commit()))).containsExactly(stale);
        assertThat(drain(inbox)).containsExactly("b");
    }

    @Test
    void an_expired_claim_can_be_settled_until_its_lane_is_taken_over() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        Claim late = claimOne(inbox);
        clock.advance(LEASE.multipliedBy(2));

        settle(inbox, late.commit());

        assertThat(inbox.claim(1, LEASE)).isEmpty();
    }

    @Test
    void renewing_extends_the_lease() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "other", 0));
        List<Claim> claims = inbox.claim(2, LEASE);
        clock.advance(LEASE.minusSeconds(1));

        assertThat(inbox.renew(claims, LEASE)).isEmpty();
        clock.advance(LEASE.minusSeconds(1));

        assertThat(inbox.claim(2, LEASE)).isEmpty();
        assertThat(inbox.renew(List.of(), LEASE)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(inbox.claim(2, LEASE)).hasSize(2);
    }

    // Failing

    @Test
    void a_released_event_blocks_only_its_own_lane_until_it_is_due() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "call", 1));
        inbox.add(delivery("x", "other", 2));
        Claim failing = inbox.claim(9, LEASE).stream()
                .filter(claim -> claim.delivery().id().equals("a"))
                .findFirst()
                .orElseThrow();
        settle(inbox, failing.release(clock.instant().plusSeconds(10), 3, Set.of("mail", "billing"), "billing: no"));
        clock.advance(Duration.ofSeconds(9));

        assertThat(inbox.claim(9, LEASE)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        Claim again = claimOne(inbox);

        assertThat(again.delivery().id()).isEqualTo("a");
        assertThat(again.attempts()).isEqualTo(3);
        assertThat(again.completedHandlers()).containsExactlyInAnyOrder("mail", "billing");
        settle(inbox, again.commit());
        assertThat(claimOne(inbox).delivery().id()).isEqualTo("b");
    }

    @Test
    void an_earlier_event_that_arrives_after_a_release_comes_first() {
        Inbox inbox = inbox();
        inbox.add(delivery("b", "call", 1));
        settle(inbox, claimOne(inbox).release(NOW.plusSeconds(10), 1, Set.of(), "no"));
        inbox.add(delivery("a", "call", 0));

        assertThat(drain(inbox)).containsExactly("a");
        clock.advance(Duration.ofSeconds(10));
        assertThat(drain(inbox)).containsExactly("b");
    }

    @Test
    void an_earlier_event_that_arrives_before_a_release_comes_first() {
        Inbox inbox = inbox();
        inbox.add(delivery("b", "call", 1));
        Claim claim = claimOne(inbox);
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claim.release(NOW.plusSeconds(10), 1, Set.of(), "no"));

        assertThat(drain(inbox)).containsExactly("a");
        clock.advance(Duration.ofSeconds(10));
        assertThat(drain(inbox)).containsExactly("b");
    }

    @Test
    void a_dead_letter_unblocks_its_lane_and_has_all_details() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "call", 1));
        Claim claim = claimOne(inbox);
        clock.advance(Duration.ofSeconds(1));
        settle(inbox, claim.deadLetter(15, Set.of("mail"), "billing: \0 '; DROP TABLE \ud800 " + "x".repeat(1000)));

        assertThat(drain(inbox)).containsExactly("b");
        assertThat(inbox.deadLetters().stream()).singleElement().satisfies(letter -> {
            assertThat(letter.delivery().id()).isEqualTo("a");
            assertThat(letter.delivery().body()).isEqualTo("a".getBytes(UTF_8));
            assertThat(letter.attempts()).isEqualTo(15);
            assertThat(letter.completedHandlers()).containsExactly("mail");
            assertThat(letter.lastError())
                    .startsWith("billing:   '; DROP TABLE   xxx")
                    .hasSize(500);
            assertThat(letter.receivedAt()).isEqualTo(NOW);
            assertThat(letter.failedAt()).isEqualTo(NOW.plusSeconds(1));
        });
    }

    @Test
    void a_replay_resets_attempts_but_keeps_completed_handlers() {
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
        assertThat(again.completedHandlers()).containsExactly("mail");
        settle(inbox, again.commit());
        assertThat(drain(inbox)).containsExactly("b");
        assertThat(inbox.replay(id)).isFalse();
        assertThat(inbox.replay(-1)).isFalse();
    }

    @Test
    void a_discarded_dead_letter_is_removed_but_remains_a_duplicate() {
        Inbox inbox = inbox();
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(15, Set.of(), "no"));
        long id = inbox.deadLetters().items().get(0).id();

        assertThat(inbox.discard(id)).isTrue();
        assertThat(inbox.discard(id)).isFalse();

        assertThat(inbox.deadLetters().items()).isEmpty();
        assertThat(inbox.claim(1, LEASE)).isEmpty();
        assertThat(inbox.add(delivery("a", "call", 0))).isEqualTo(AddResult.DUPLICATE);
    }

    @Test
    void dead_letters_are_listed_in_order_of_arrival() {
        Inbox inbox = inbox();
        List<String> ids = IntStream.range(0, 230).mapToObj(i -> "e" + i).toList();
        ids.forEach(id -> inbox.add(delivery(id, id, 0)));
        List<Settlement> deadLetters = inbox.claim(500, LEASE).stream()
                .map(claim -> claim.deadLetter(1, Set.of(), "no"))
                .toList();

        assertThat(inbox.settle(deadLetters)).isEmpty();

        assertThat(inbox.deadLetters().stream().map(letter -> letter.delivery().id()))
                .containsExactlyElementsOf(ids);
    }

    // Handlers of several instances

    static final HandlerRegistration BILLING = new HandlerRegistration("billing", VideoEvent.class.getName());
    static final HandlerRegistration ARCHIVE = new HandlerRegistration("archive", VideoEvent.class.getName());

    @Test
    void a_delivery_waits_for_a_handler_of_another_instance_at_the_head_of_its_lane() {
        Inbox inbox = inbox();
        inbox.register(List.of(BILLING, ARCHIVE), NOW);
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("b", "call", 1));
        Claim claim = inbox.claim(9, LEASE, List.of(BILLING)).get(0);

        settle(inbox, claim.commit(Set.of("billing"), ARCHIVE::equals));

        assertThat(inbox.claim(9, LEASE, List.of(BILLING))).isEmpty();
        assertThat(inbox.claim(9, LEASE)).isEmpty();
        assertThat(inbox.metrics()).isEqualTo(new InboxMetrics(2, 0, 0, Duration.ZERO, 2, 0, 0));
        assertThat(inbox.register(List.of(), NOW))
                .containsExactlyInAnyOrder(
                        new KnownHandler(BILLING, NOW, NOW, 0), new KnownHandler(ARCHIVE, NOW, NOW, 2));
        Claim again = inbox.claim(9, LEASE, List.of(ARCHIVE)).get(0);
        assertThat(again.delivery().id()).isEqualTo("a");
        assertThat(again.attempts()).isZero();
        assertThat(again.completedHandlers()).containsExactly("billing");
        settle(inbox, again.commit(Set.of("billing", "archive"), known -> true));
        assertThat(drain(inbox)).containsExactly("b");
    }

    @Test
    void a_released_delivery_can_wait_for_a_handler_and_a_time() {
        Inbox inbox = inbox();
        inbox.register(List.of(BILLING, ARCHIVE), NOW);
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).release(NOW.plusSeconds(5), 3, Set.of("billing"), "mail: no", ARCHIVE::equals));

        assertThat(inbox.claim(9, LEASE, List.of(ARCHIVE))).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(inbox.claim(9, LEASE, List.of(BILLING))).isEmpty();
        assertThat(inbox.claim(9, LEASE, List.of(ARCHIVE))).singleElement().matches(claim -> claim.attempts() == 3);
    }

    @Test
    void a_lease_of_a_lane_that_waited_for_a_handler_is_taken_over_by_any_instance() {
        Inbox inbox = inbox();
        inbox.register(List.of(BILLING, ARCHIVE), NOW);
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).commit(Set.of("billing"), ARCHIVE::equals));
        assertThat(inbox.claim(9, LEASE, List.of(ARCHIVE))).hasSize(1);
        assertThat(inbox.metrics().claimed()).isEqualTo(1);
        clock.advance(LEASE);

        assertThat(claimOne(inbox).completedHandlers()).containsExactly("billing");
    }

    @Test
    void a_handler_that_registers_before_the_commit_is_awaited() {
        Inbox inbox = inbox();
        inbox.register(List.of(BILLING), NOW);
        inbox.add(delivery("a", "call", 0));
        Claim claim = claimOne(inbox);
        inbox.register(List.of(ARCHIVE), NOW);

        settle(inbox, claim.commit(Set.of("billing"), known -> !known.equals(BILLING)));

        assertThat(inbox.claim(9, LEASE)).isEmpty();
        assertThat(inbox.claim(9, LEASE, List.of(ARCHIVE))).hasSize(1);
    }

    @Test
    void a_retired_handler_is_not_awaited_any_more() {
        Inbox inbox = inbox();
        inbox.register(List.of(BILLING, ARCHIVE), NOW);
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).commit(Set.of("billing"), ARCHIVE::equals));
        KnownHandler archive = new KnownHandler(ARCHIVE, NOW, NOW, 1);
        clock.advance(Duration.ofMinutes(1));
        inbox.register(List.of(ARCHIVE), NOW);
        inbox.retire(List.of(archive));
        assertThat(inbox.claim(9, LEASE)).as("seen again, not retired").isEmpty();

        inbox.retire(inbox.register(List.of(), NOW));

        assertThat(inbox.register(List.of(), NOW)).isEmpty();
        Claim claim = claimOne(inbox);
        settle(inbox, claim.commit(Set.of("billing"), known -> true));
        assertThat(inbox.metrics().committed()).isEqualTo(1);
    }

    @Test
    void the_event_type_of_a_name_is_that_of_the_dispatcher_that_started_last() {
        Inbox inbox = inbox();
        HandlerRegistration narrow = new HandlerRegistration("archive", CallStarted.class.getName());
        inbox.register(List.of(narrow), NOW);
        inbox.add(delivery("a", "call", 0));
        settle(inbox, claimOne(inbox).commit(Set.of(), narrow::equals));
        clock.advance(Duration.ofSeconds(1));
        Instant later = clock.instant();

        assertThat(inbox.register(List.of(ARCHIVE), later)).containsExactly(new KnownHandler(ARCHIVE, later, later, 0));
        clock.advance(Duration.ofSeconds(1));
        assertThat(inbox.register(List.of(narrow), NOW))
                .containsExactly(new KnownHandler(ARCHIVE, later, clock.instant(), 0));
        assertThat(inbox.claim(1, LEASE)).as("waited for the former type").hasSize(1);
    }

    // Holding back

    @Test
    void events_that_are_held_back_are_claimed_in_order_of_occurrence() {
        Inbox inbox = inbox(clock, RETENTION, Duration.ofMillis(500));
        inbox.add(delivery("b", "call", 1));
        assertThat(inbox.claim(1, LEASE)).isEmpty();
        clock.advance(Duration.ofMillis(300));
        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("x", "other", 0));
        clock.advance(Duration.ofMillis(200));

        assertThat(inbox.claim(9, LEASE)).as("a is not due, b not first").isEmpty();
        clock.advance(Duration.ofMillis(300));
        assertThat(drain(inbox)).containsExactlyInAnyOrder("x", "a", "b").containsSubsequence("a", "b");
    }

    // Retention, metrics and listeners

    @Test
    void purge_removes_handled_deliveries_after_the_retention_period() {
        Inbox inbox = inbox();
        inbox.add(delivery("handled", "call", 0));
        settle(inbox, claimOne(inbox).commit());
        inbox.add(withKey("meant", "EG_1/READY"));
        settle(inbox, claimOne(inbox).commit());
        inbox.add(delivery("dead", "call", 0));
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        inbox.add(delivery("waiting", "call", 0));
        clock.advance(RETENTION);
        assertThat(inbox.purge(1000)).isZero();
        assertThat(inbox.add(delivery("handled", "call", 0))).isEqualTo(AddResult.DUPLICATE);
        clock.advance(Duration.ofSeconds(1));

        assertThat(inbox.purge(1)).isEqualTo(1);
        assertThat(inbox.purge(1000)).isEqualTo(1);

        assertThat(inbox.purge(1)).isZero();
        assertThat(inbox.add(delivery("handled", "call", 0))).isEqualTo(AddResult.ACCEPTED);
        assertThat(inbox.add(withKey("again", "EG_1/READY"))).isEqualTo(AddResult.ACCEPTED);
        assertThat(inbox.add(delivery("dead", "call", 0))).isEqualTo(AddResult.DUPLICATE);
        assertThat(inbox.add(delivery("waiting", "call", 0))).isEqualTo(AddResult.DUPLICATE);
        for (int max : new int[] {0, 10_001}) {
            assertThatThrownBy(() -> inbox.purge(max))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("max");
        }
    }

    @Test
    void metrics_count_deliveries_by_state() {
        Inbox inbox = inbox();
        assertThat(inbox.metrics()).isEqualTo(new InboxMetrics(0, 0, 0, Duration.ZERO, 0, 0, 0));
        inbox.add(delivery("a", "call", 0));
        clock.advance(Duration.ofSeconds(7));
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
    void listeners_are_called_for_accepted_and_replayed_deliveries() {
        Inbox inbox = inbox();
        AtomicInteger notifications = new AtomicInteger();
        Inbox.Subscription broken = inbox.onAdded(() -> {
            throw new IllegalStateException("expected failure of a test listener");
        });
        Inbox.Subscription subscription = inbox.onAdded(notifications::incrementAndGet);

        inbox.add(delivery("a", "call", 0));
        inbox.add(delivery("a", "call", 0));
        assertThat(notifications).hasValue(1);
        settle(inbox, claimOne(inbox).deadLetter(1, Set.of(), "no"));
        inbox.replay(inbox.deadLetters().items().get(0).id());
        assertThat(notifications).hasValue(2);
        subscription.close();
        broken.close();
        inbox.add(delivery("b", "call", 0));
        assertThat(notifications).hasValue(2);
    }

    @Test
    void concurrent_instances_handle_each_event_once_and_in_order() throws Exception {
        int calls = 20;
        int each = 40;
        List<Inbox> instances = List.of(inbox(), inbox());
        List<Delivery> deliveries = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            for (int i = 0; i < each; i++) {
                // Each of four threads adds all deliveries, those of a call in order. So when one is claimed, all
                // earlier ones of its call have been added.
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
                    accepted.addAndGet(adds.add(delivery) == AddResult.ACCEPTED ? 1 : 0);
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
    void toString_contains_neither_bodies_nor_errors() {
        Inbox inbox = inbox();
        inbox.add(Delivery.builder(ProviderId.LIVEKIT, "a", "hunter2".getBytes(UTF_8))
                .lane("lane")
                .build());
        Claim claim = claimOne(inbox);
        Settlement deadLetter = claim.deadLetter(1, Set.of(), "hunter2");
        settle(inbox, deadLetter);

        assertThat(claim.delivery()).hasToString("Delivery[unknown a in lane, 7 bytes]");
        assertThat(List.of(claim, deadLetter, inbox.deadLetters().items().get(0), inbox.deadLetters(), inbox)
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
