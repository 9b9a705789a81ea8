package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.moderation.Blocklist;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Role;
import org.junit.jupiter.api.Test;

abstract class BlocklistContract extends ServiceContract {

    BlocklistContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Test
    void a_blocked_user_is_disconnected_and_cannot_join_until_unblocked() {
        Blocklist blocklist = assumeFeature(Blocklist.class);
        CallId call = newCall().id();
        String carol = "carol-" + call.id();
        JoinToken token = token(call, carol, Role.SPEAKER);
        SimulatedParticipant participant = join(token);

        blocklist.block(call, carol);
        blocklist.block(call, carol);

        eventually("the blocked user is disconnected", () -> !participant.connected());
        assertThat(blocklist.list(call)).containsExactly(carol);
        assertThatThrownBy(() -> join(token)).isInstanceOf(IllegalStateException.class);

        blocklist.unblock(call, carol);
        blocklist.unblock(call, carol);

        assertThat(blocklist.list(call)).isEmpty();
        assertThat(join(token).connected()).isTrue();
    }

    @Test
    void a_user_who_never_connected_can_be_blocked() {
        Blocklist blocklist = assumeFeature(Blocklist.class);
        CallId call = newCall().id();
        String dave = "dave-" + call.id();
        blocklist.unblock(call, dave);

        blocklist.block(call, dave);

        assertThat(blocklist.list(call)).containsExactly(dave);
        assertThatThrownBy(() -> join(token(call, dave, Role.SPEAKER))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_blocklist_of_an_unknown_call_is_not_found() {
        Blocklist blocklist = assumeFeature(Blocklist.class);
        CallId unknown = CallId.random("unknown");

        notFound(() -> blocklist.list(unknown));
        notFound(() -> blocklist.block(unknown, "carol"));
        notFound(() -> blocklist.unblock(unknown, "carol"));
    }
}
