package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.event.RingNotified;
import io.videoprovider.event.RingStarted;
import io.videoprovider.ringing.RingKind;
import io.videoprovider.ringing.Ringing;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class RingingContract extends ServiceContract {

    private Ringing ringing;
    private CallId id;
    private String caller;
    private String carol;
    private String dave;

    RingingContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @BeforeEach
    void createCall() {
        ringing = assumeFeature(Ringing.class);
        id = CallId.random("contract");
        caller = "alice-" + id.id();
        carol = "carol-" + id.id();
        dave = "dave-" + id.id();
        provider()
                .calls()
                .getOrCreate(CallRequest.builder(id)
                        .createdBy(caller)
                        .member(Member.of(caller))
                        .member(Member.of(carol))
                        .member(Member.of(dave))
                        .build());
    }

    @Test
    void some_members_are_rung() {
        assertThat(ringing.ring(id, List.of(carol), RingKind.VIDEO)).containsExactly(carol);

        RingStarted rung = awaitEvent(id, RingStarted.class);
        assertThat(rung.userIds()).containsExactly(carol);
        assertThat(rung.video()).isTrue();
        assertThat(ringing.responses(id)).isEmpty();
    }

    @Test
    void all_members_except_the_caller_are_rung() {
        assertThat(ringing.ring(id, List.of(), RingKind.AUDIO)).containsExactlyInAnyOrder(carol, dave);

        assertThat(awaitEvent(id, RingStarted.class).video()).isFalse();
    }

    @Test
    void members_are_notified_without_ringing() {
        ringing.notify(id);

        assertThat(awaitEvent(id, RingNotified.class).call()).isEqualTo(id);
        assertThat(events(id)).noneMatch(RingStarted.class::isInstance);
    }

    @Test
    void cancelling_ends_the_call() {
        ringing.ring(id, List.of(carol), RingKind.AUDIO);

        ringing.cancel(id);
        ringing.cancel(id);

        assertThat(provider().calls().get(id).endedAt()).isNotNull();
    }

    @Test
    void an_unknown_call_is_not_found() {
        CallId unknown = CallId.random("unknown");

        notFound(() -> ringing.ring(unknown, List.of(), RingKind.AUDIO));
        notFound(() -> ringing.responses(unknown));
        notFound(() -> ringing.notify(unknown));
        notFound(() -> ringing.cancel(unknown));
    }

    @Test
    void invalid_users_are_rejected() {
        invalid("userIds", () -> ringing.ring(id, List.of("../x"), RingKind.AUDIO));
        invalid(
                "userIds",
                () -> ringing.ring(
                        id,
                        IntStream.rangeClosed(0, Ringing.MAX_USERS)
                                .mapToObj(i -> "u-" + i)
                                .toList(),
                        RingKind.AUDIO));
        invalid("member", () -> ringing.ring(id, List.of("stranger-" + id.id()), RingKind.AUDIO));
    }
}
