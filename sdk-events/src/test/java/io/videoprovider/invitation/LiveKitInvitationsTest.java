package io.videoprovider.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.emulator.livekit.ReceivedData;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.RingState;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.testing.LiveKitEmulatorExtension;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.token.TokenRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LiveKitInvitationsTest extends InvitationsContract {

    @RegisterExtension
    static final LiveKitEmulatorExtension livekit = new LiveKitEmulatorExtension();

    private static VideoProvider provider;

    @BeforeAll
    static void connect() {
        provider = LiveKitVideoProvider.builder()
                .url(livekit.url())
                .apiKey(livekit.apiKey())
                .apiSecret(livekit.apiSecret())
                .build();
    }

    @AfterAll
    static void close() {
        provider.close();
    }

    @Override
    VideoProvider provider() {
        return provider;
    }

    @Override
    WebhookReceiver webhooks() {
        return livekit.webhooks();
    }

    @Override
    SimulatedParticipant join(String token) {
        return livekit.emulator().join(token);
    }

    private LiveKitParticipant joinedCaller() {
        return livekit.emulator()
                .join(video.tokens()
                        .mint(TokenRequest.builder(alice, id).build())
                        .token());
    }

    @Test
    void participants_of_the_call_receive_each_step_as_a_message() {
        LiveKitParticipant caller = joinedCaller();

        invite(bob, carol);
        invitations.accept(providerId(), id, bob);
        invitations.decline(providerId(), id, carol, null);

        List<ReceivedData> received = caller.received();
        assertThat(received).extracting(data -> data.topic().orElse("")).containsOnly(Invitations.TOPIC);
        assertThat(received)
                .extracting(data -> data.text().replace("-" + id.id(), ""))
                .containsExactly(
                        "{\"call\":\"" + id
                                + "\",\"caller\":\"alice\",\"rings\":{\"bob\":\"RINGING\",\"carol\":\"RINGING\"}}"
                                        .replace("-" + id.id(), ""),
                        "{\"call\":\"" + id + "\",\"caller\":\"alice\",\"rings\":{\"bob\":\"ACCEPTED\"}}",
                        "{\"call\":\"" + id + "\",\"caller\":\"alice\",\"rings\":{\"carol\":\"DECLINED\"}}");
    }

    @Test
    void a_user_who_declined_can_be_called_again_while_the_event_of_it_waits() {
        try (Invitations full = Invitations.builder(
                        history, MemoryInbox.builder().maxBytes(1).build())
                .provider(video)
                .clock(clock)
                .build()) {
            full.invite(InvitationRequest.builder(providerId(), id, alice)
                    .callees(List.of(bob))
                    .build());
            full.decline(providerId(), id, bob, null);
            CallId next = CallId.random("ring");
            create(next);

            CallEntry again = full.invite(InvitationRequest.builder(providerId(), next, carol)
                    .callees(List.of(bob))
                    .build());

            assertThat(again.rings()).containsEntry(bob, RingState.RINGING);
        }
    }

    @Test
    void a_failed_message_does_not_fail_the_response() {
        joinedCaller();
        invite(bob);
        livekit.emulator().faults().inject("SendData", 10, LiveKitFault.twirp(500, "internal", "broken"));
        try {
            assertThat(invitations.accept(providerId(), id, bob).rings()).containsEntry(bob, RingState.ACCEPTED);
        } finally {
            livekit.emulator().faults().clear();
        }
        awaitSteps("alice rings bob", "bob accepts");
    }
}
