package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.feature.Capability;
import io.videoprovider.message.Messages;
import io.videoprovider.token.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class MessagesContract extends ServiceContract {

    private final byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);

    MessagesContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Test
    void a_message_is_sent_to_all_participants() {
        Messages messages = assumeFeature(Messages.class);
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            messages.send(id, "chat", hello);
            messages.send(id, null, hello);

            assertThat(alice.connected()).isTrue();
        }
    }

    @Test
    void a_message_is_sent_to_named_participants() {
        Messages messages = assumeFeature(Messages.class);
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            assumeSupported(
                    Capability.MESSAGE_TO_PARTICIPANTS, () -> messages.send(id, "chat", hello, List.of("alice")));

            messages.send(id, "chat", hello, List.of("alice", "unknown"));

            assertThat(alice.connected()).isTrue();
        }
    }

    @Test
    void a_message_to_an_unknown_call_is_not_found() {
        Messages messages = assumeFeature(Messages.class);

        notFound(() -> messages.send(CallId.random("unknown"), "chat", hello));
    }

    @Test
    void a_message_over_the_limit_is_rejected_with_the_limit() {
        Messages messages = assumeFeature(Messages.class);
        CallId id = newCall().id();
        int limit = limits().messageBytes();

        overLimit("payload", limit, () -> messages.send(id, "chat", new byte[limit + 1]));
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            messages.send(id, "chat", new byte[limit]);

            assertThat(alice.connected()).isTrue();
        }
    }
}
