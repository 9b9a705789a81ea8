package io.videoprovider.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.CallDeleted;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingEvent;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.CallEntryQuery;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.CallState;
import io.videoprovider.history.RingState;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.ringing.RingKind;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same story of an invitation has the same history and the same events on each provider. */
@Timeout(60)
abstract class InvitationsContract {

    final MutableClock clock = MutableClock.running();
    final CallHistory history = CallHistory.inMemory(1_000, clock);
    /** Has the system clock: leases of its deliveries must not expire when a test advances the other one. */
    final MemoryInbox inbox = MemoryInbox.builder().build();

    final List<VideoEvent> events = new CopyOnWriteArrayList<>();
    final CallId id = CallId.random("ring");
    final String alice = "alice-" + id.id();
    final String bob = "bob-" + id.id();
    final String carol = "carol-" + id.id();
    final String dave = "dave-" + id.id();

    private final WebhookIntake intake = new WebhookIntake(inbox);
    private final Set<CallId> created = new HashSet<>();
    private EventDispatcher dispatcher;
    private int webhooksTaken;
    VideoProvider video;
    Invitations invitations;

    abstract VideoProvider provider();

    abstract WebhookReceiver webhooks();

    abstract SimulatedParticipant join(String token);

    @BeforeEach
    void start() {
        video = provider();
        webhooksTaken = webhooks().received().size();
        invitations =
                Invitations.builder(history, inbox).provider(video).clock(clock).build();
        dispatcher = EventDispatcher.builder(inbox)
                .source(video.id(), video.webhooks())
                .on(VideoEvent.class, "history", event -> history.projection().apply(List.of(event)))
                .on(VideoEvent.class, "events", events::add)
                .poll(Duration.ofMillis(10))
                .build();
        dispatcher.start();
        create(id);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        invitations.close();
    }

    void create(CallId call) {
        created.add(call);
        CallRequest.Builder request = request(call).custom("bookingId", "b-42");
        video.calls().getOrCreate(request.build());
        history.add(video.id(), request.createdBy(alice).build());
    }

    /** Returns a request for a call that the caller creates. */
    CallRequest.Builder request(CallId call) {
        return CallRequest.builder(call);
    }

    ProviderId providerId() {
        return video.id();
    }

    CallEntry invite(String... callees) {
        return invite(id, callees);
    }

    CallEntry invite(CallId call, String... callees) {
        return invitations.invite(InvitationRequest.builder(providerId(), call, alice)
                .callees(List.of(callees))
                .build());
    }

    CallEntry call() {
        return history.call(providerId(), id).orElseThrow();
    }

    /** Receives the webhooks, until the condition is met. */
    void awaitEvents(ThrowingCallable condition) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    List<WebhookRequest> received = webhooks().received();
                    while (webhooksTaken < received.size()) {
                        WebhookRequest request = received.get(webhooksTaken++);
                        // Those of the calls of earlier tests may arrive late.
                        if (created.contains(video.webhooks().parse(request).call())) {
                            intake.receive(video.webhooks(), request);
                        }
                    }
                    condition.call();
                });
    }

    /** The events of the ring, as text. */
    List<String> steps() {
        return events.stream()
                .filter(RingEvent.class::isInstance)
                .filter(event -> id.equals(event.call()))
                .map(event -> {
                    if (event instanceof RingStarted started) {
                        return name(started.callerId()) + " rings " + names(started.userIds());
                    } else if (event instanceof RingAccepted accepted) {
                        return name(accepted.userId()) + " accepts";
                    } else if (event instanceof RingRejected rejected) {
                        return name(rejected.userId()) + " rejects: " + rejected.reason();
                    } else if (event instanceof RingMissed missed) {
                        return names(missed.userIds()) + " missed " + name(missed.callerId());
                    }
                    return event.getClass().getSimpleName();
                })
                .toList();
    }

    private static String name(@Nullable String user) {
        return user == null ? "?" : user.replaceFirst("-.*", "");
    }

    private static String names(List<String> users) {
        return String.join(
                ", ", users.stream().map(InvitationsContract::name).sorted().toList());
    }

    void awaitSteps(String... steps) {
        awaitEvents(() -> assertThat(steps()).containsExactly(steps));
    }

    /** Unanswered calls are ended at the provider after their state has changed, and the provider reports it. */
    private void awaitEnd(CallState state) {
        awaitEvents(() -> {
            assertThat(call().state()).isEqualTo(state);
            assertThat(isOver()).isTrue();
            assertThat(call().openSessions()).isZero();
        });
    }

    private boolean isOver() {
        try {
            return video.calls().get(id).endedAt() != null;
        } catch (NotFoundException e) {
            return true;
        }
    }

    // --- the same story -------------------------------------------------------------------------

    @Test
    void a_group_call_in_which_each_callee_responds_differently() {
        CallEntry ringing = invite(bob, carol, dave);

        assertThat(ringing.state()).isEqualTo(CallState.RINGING);
        assertThat(ringing.ringCaller()).isEqualTo(alice);
        assertThat(ringing.ringKind()).isEqualTo(RingKind.VIDEO);
        assertThat(ringing.custom()).containsEntry("bookingId", "b-42");
        awaitSteps("alice rings bob, carol, dave");

        assertThat(invitations.ringing(bob)).extracting(CallEntry::call).containsExactly(id);
        assertThat(invitations.accept(providerId(), id, bob).rings()).containsEntry(bob, RingState.ACCEPTED);
        assertThat(invitations.decline(providerId(), id, carol, "in a meeting").rings())
                .containsEntry(carol, RingState.DECLINED);
        assertThat(invitations.ringing(bob)).isEmpty();
        assertThat(invitations.ringing(dave)).hasSize(1);
        assertThat(invitations.runOnce()).isZero();

        clock.advance(Duration.ofSeconds(31));
        invitations.runOnce();
        assertThat(call().rings())
                .isEqualTo(Map.of(bob, RingState.ACCEPTED, carol, RingState.DECLINED, dave, RingState.MISSED));
        clock.advance(Rings.REPORTED_WITHIN);
        invitations.runOnce();
        awaitSteps("alice rings bob, carol, dave", "bob accepts", "carol rejects: in a meeting", "dave missed alice");

        assertThat(call().ringDueAt()).isNull();
        assertThat(call().unannouncedRings()).isEmpty();
        assertThat(invitations.runOnce()).isZero();
        assertThat(events)
                .filteredOn(event -> event instanceof RingAccepted)
                .singleElement()
                .matches(event -> event.origin() == EventOrigin.APPLICATION);
    }

    @Test
    void a_cancelled_call_is_ended() {
        invite(bob, carol);
        awaitSteps("alice rings bob, carol");

        invitations.cancel(providerId(), id, alice);
        invitations.cancel(providerId(), id, alice);

        awaitSteps("alice rings bob, carol", "alice rejects: cancelled");
        awaitEnd(CallState.CANCELLED);
        assertThat(call().rings())
                .containsOnly(Map.entry(bob, RingState.CANCELLED), Map.entry(carol, RingState.CANCELLED));
        conflict(RingState.CANCELLED, () -> invitations.accept(providerId(), id, bob));
        conflict(RingState.CANCELLED, () -> invitations.decline(providerId(), id, bob, null));
    }

    @Test
    void a_cancelled_ring_of_a_call_that_was_accepted_does_not_end_the_call() {
        invite(bob, carol);
        invitations.accept(providerId(), id, bob);

        invitations.cancel(providerId(), id, alice);

        assertThat(call().rings())
                .containsOnly(Map.entry(bob, RingState.ACCEPTED), Map.entry(carol, RingState.CANCELLED));
        assertThat(video.calls().get(id).endedAt()).isNull();
    }

    @Test
    void a_call_that_all_decline_is_declined() {
        invite(bob);
        awaitSteps("alice rings bob");

        invitations.decline(providerId(), id, bob, null);
        invitations.decline(providerId(), id, bob, null);

        awaitSteps("alice rings bob", "bob rejects: decline");
        awaitEnd(CallState.DECLINED);
        conflict(RingState.DECLINED, () -> invitations.accept(providerId(), id, bob));
        conflict(RingState.DECLINED, () -> invitations.cancel(providerId(), id, alice));
    }

    @Test
    void a_callee_who_joins_has_accepted_the_call() {
        invite(bob, carol);
        SimulatedParticipant joined =
                join(video.tokens().mint(TokenRequest.builder(bob, id).build()).token());
        awaitEvents(() -> assertThat(call().rings()).containsEntry(bob, RingState.ACCEPTED));
        assertThat(invitations.runOnce()).isOne();
        awaitSteps("alice rings bob, carol", "bob accepts");
        conflict(RingState.ACCEPTED, () -> invitations.decline(providerId(), id, bob, null));

        clock.advance(Duration.ofSeconds(31));
        invitations.runOnce();
        clock.advance(Rings.REPORTED_WITHIN);
        invitations.runOnce();

        awaitSteps("alice rings bob, carol", "bob accepts", "carol missed alice");
        assertThat(call().state()).isEqualTo(CallState.ACTIVE);
        assertThat(isOver()).isFalse();
        joined.leave();
        video.calls().end(id);
        awaitEnd(CallState.ENDED);
        assertThat(invitations.runOnce()).isZero();
        awaitSteps("alice rings bob, carol", "bob accepts", "carol missed alice");
    }

    @Test
    void a_callee_who_joins_after_the_timeout_has_accepted_the_call() {
        invite(bob);
        awaitSteps("alice rings bob");
        join(video.tokens().mint(TokenRequest.builder(bob, id).build()).token());
        clock.advance(Duration.ofSeconds(31));
        invitations.runOnce();
        assertThat(call().rings()).containsEntry(bob, RingState.MISSED);

        awaitEvents(() -> assertThat(call().rings()).containsEntry(bob, RingState.ACCEPTED));

        assertThat(call().state()).isEqualTo(CallState.ACTIVE);
        assertThat(isOver()).isFalse();
    }

    @Test
    void a_missed_call_cannot_be_accepted_even_before_the_timer_has_run() {
        invite(bob);
        clock.advance(Duration.ofSeconds(30));

        conflict(RingState.MISSED, () -> invitations.accept(providerId(), id, bob));
        conflict(RingState.MISSED, () -> invitations.cancel(providerId(), id, alice));
        invitations.runOnce();

        awaitEnd(CallState.MISSED);
        conflict(RingState.MISSED, () -> invitations.accept(providerId(), id, bob));
    }

    @Test
    void a_started_instance_ends_rings_by_itself() {
        invite(bob);
        try (Invitations timer = Invitations.builder(history, inbox)
                .provider(video)
                .clock(clock)
                .poll(Duration.ofMillis(10))
                .build()) {
            timer.start();
            timer.start();
            clock.advance(Duration.ofSeconds(31));

            awaitEnd(CallState.MISSED);
        }
    }

    @Test
    void the_end_of_a_call_ends_its_ring() {
        invite(bob);
        awaitSteps("alice rings bob");
        history.projection()
                .apply(List.of(new CallDeleted(
                        EventInfo.builder(providerId(), Json.EMPTY)
                                .call(id)
                                .occurredAt(clock.instant())
                                .build(),
                        video.calls().get(id))));

        conflict(RingState.CANCELLED, () -> invitations.accept(providerId(), id, bob));
        clock.advance(Duration.ofMillis(1));
        assertThat(invitations.runOnce()).isOne();

        assertThat(call().rings()).containsEntry(bob, RingState.CANCELLED);
        awaitSteps("alice rings bob", "alice rejects: cancelled");
    }

    // --- busy users -----------------------------------------------------------------------------

    @Test
    void a_callee_who_is_being_called_in_another_call_is_busy_until_that_ring_ends() {
        CallId other = CallId.random("other");
        create(other);
        invite(other, bob);

        CallEntry ringing = invite(bob, carol);

        assertThat(ringing.rings()).containsOnly(Map.entry(bob, RingState.BUSY), Map.entry(carol, RingState.RINGING));
        awaitEvents(() -> assertThat(steps()).containsExactlyInAnyOrder("alice rings carol", "bob rejects: busy"));
        conflict(RingState.BUSY, () -> invitations.accept(providerId(), id, bob));

        invitations.decline(providerId(), other, bob, null);
        CallId third = CallId.random("third");
        create(third);
        assertThat(invite(third, bob).rings()).containsEntry(bob, RingState.RINGING);
    }

    @Test
    void a_call_whose_callees_are_all_busy_does_not_ring() {
        CallId other = CallId.random("other");
        create(other);
        invite(other, bob);

        invite(bob);

        awaitSteps("bob rejects: busy");
        awaitEnd(CallState.DECLINED);
        assertThat(call().ringDueAt()).isNull();
    }

    @Test
    void a_callee_who_has_accepted_another_call_is_busy_while_joining_it() {
        CallId other = CallId.random("other");
        create(other);
        invite(other, bob);
        invitations.accept(providerId(), other, bob);

        assertThat(invite(bob).rings()).containsEntry(bob, RingState.BUSY);

        clock.advance(Duration.ofSeconds(11));
        CallId third = CallId.random("third");
        create(third);
        assertThat(invite(third, bob).rings()).containsEntry(bob, RingState.RINGING);
    }

    @Test
    void a_callee_who_is_connected_to_another_call_is_busy_unless_configured_otherwise() {
        CallId other = CallId.random("other");
        create(other);
        join(video.tokens().mint(TokenRequest.builder(bob, other).build()).token());
        awaitEvents(() -> assertThat(events).anyMatch(ParticipantJoined.class::isInstance));

        assertThat(invite(bob).rings()).containsEntry(bob, RingState.BUSY);

        CallId third = CallId.random("third");
        create(third);
        Invitations calling = Invitations.builder(history, inbox)
                .provider(video)
                .clock(clock)
                .busyInCalls(false)
                .build();
        CallEntry ringing = calling.invite(InvitationRequest.builder(providerId(), third, alice)
                .callee(bob)
                .build());
        assertThat(ringing.rings()).containsEntry(bob, RingState.RINGING);
    }

    @Test
    void a_callee_who_waits_in_the_call_itself_is_not_busy() {
        join(video.tokens().mint(TokenRequest.builder(bob, id).build()).token());
        awaitEvents(() -> assertThat(events).anyMatch(ParticipantJoined.class::isInstance));

        assertThat(invite(bob).rings()).containsEntry(bob, RingState.RINGING);
    }

    // --- bad input ------------------------------------------------------------------------------

    @Test
    void a_call_is_rung_once() {
        invite(bob);

        assertThatThrownBy(() -> invite(carol))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("rung before");
        assertThat(call().rings()).containsOnlyKeys(bob);
        // The rejected request did not make carol busy.
        CallId other = CallId.random("other");
        create(other);
        assertThat(invite(other, carol).rings()).containsEntry(carol, RingState.RINGING);
    }

    @Test
    void a_call_that_does_not_exist_or_has_ended_is_not_rung() {
        assertThatThrownBy(() -> invite(CallId.random("unknown"), bob)).isInstanceOf(NotFoundException.class);
        history.projection()
                .apply(List.of(new CallEnded(EventInfo.builder(providerId(), Json.EMPTY)
                        .call(id)
                        .occurredAt(clock.instant())
                        .build())));

        assertThatThrownBy(() -> invite(bob))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void a_call_that_only_the_provider_knows_is_rung() {
        CallId other = CallId.random("other");
        video.calls().getOrCreate(request(other).title("Consultation").build());

        CallEntry ringing = invite(other, bob);

        assertThat(ringing.title()).isEqualTo("Consultation");
        assertThat(ringing.createdBy()).isNull();
        assertThat(history.calls(
                        CallEntryQuery.builder().user(alice).call(other).build()))
                .hasSize(1);
        assertThat(ringing.rings()).containsEntry(bob, RingState.RINGING);
    }

    @Test
    void invalid_requests_are_rejected_before_any_change() {
        InvitationRequest.Builder request = InvitationRequest.builder(providerId(), id, alice);
        invalid("callees", request::build);
        invalid("callees", () -> request.callee(alice).build());
        invalid(
                "callees",
                () -> InvitationRequest.builder(providerId(), id, alice)
                        .callees(IntStream.rangeClosed(0, 25)
                                .mapToObj(i -> "user-" + i)
                                .toList())
                        .build());
        invalid("timeout", () -> request.timeout(Duration.ofSeconds(4)));
        invalid("timeout", () -> request.timeout(Duration.ofMinutes(11)));
        invalid("caller", () -> InvitationRequest.builder(providerId(), id, "../alice"));
        invalid(
                "provider",
                () -> invitations.invite(InvitationRequest.builder(new ProviderId("unknown"), id, alice)
                        .callee(bob)
                        .build()));
        invalid("provider", () -> Invitations.builder(history, inbox).build());
        invalid("timeout", () -> Invitations.builder(history, inbox).timeout(Duration.ofSeconds(1)));

        assertThat(call().rings()).isEmpty();
    }

    @Test
    void responses_of_others_are_rejected() {
        assertThatThrownBy(() -> invitations.accept(providerId(), id, bob)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> invitations.cancel(providerId(), id, alice)).isInstanceOf(NotFoundException.class);
        CallId unknown = CallId.random("unknown");
        assertThatThrownBy(() -> invitations.accept(providerId(), unknown, bob)).isInstanceOf(NotFoundException.class);
        assertThat(history.call(providerId(), unknown)).isEmpty();
        invite(bob);

        assertThatThrownBy(() -> invitations.accept(providerId(), id, carol)).isInstanceOf(NotFoundException.class);
        invalid("caller", () -> invitations.cancel(providerId(), id, bob));
        invalid("caller", () -> InvitationRequest.builder(providerId(), id, "alice "));
        invalid(
                "callees",
                () -> InvitationRequest.builder(providerId(), id, alice).callee("bob "));
        invalid("reason", () -> invitations.decline(providerId(), id, bob, "x".repeat(101)));
        assertThat(call().state()).isEqualTo(CallState.RINGING);
    }

    static void invalid(String field, ThrowingCallable request) {
        assertThatThrownBy(request)
                .asInstanceOf(type(InvalidRequestException.class))
                .extracting(InvalidRequestException::field)
                .isEqualTo(field);
    }

    static void conflict(RingState state, ThrowingCallable request) {
        assertThatThrownBy(request)
                .asInstanceOf(type(RingConflictException.class))
                .extracting(RingConflictException::state)
                .isEqualTo(state);
    }
}
