package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.Cursor;
import io.videoprovider.history.Reconciler;
import io.videoprovider.invitation.InvitationRequest;
import io.videoprovider.invitation.Invitations;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.testkit.PublicApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Calls every public constructor and method of this module with one wrong argument. */
class PublicApiTest {

    private static PublicApi api() throws IOException {
        return new PublicApi(InvalidRequestException.class)
                .module(Path.of("target", "classes"))
                .with(Cursor.class, () -> new Cursor(Instant.EPOCH, "0".repeat(32)))
                .with(
                        EventDispatcher.class,
                        () -> EventDispatcher.builder(MemoryInbox.builder().build())
                                .source(TestWebhooks.ACME, new TestWebhooks())
                                .on(VideoEvent.class, "sample", event -> {})
                                .build())
                .with(
                        InvitationRequest.class,
                        () -> InvitationRequest.builder(TestWebhooks.ACME, CallId.of("lobby"), "alice")
                                .callee("bob")
                                .build())
                .with(
                        Invitations.class,
                        () -> Invitations.builder(
                                        CallHistory.inMemory(),
                                        MemoryInbox.builder().build())
                                .provider(LiveKitVideoProvider.builder()
                                        .url("ws://127.0.0.1:9")
                                        .apiKey("devkey")
                                        .apiSecret("secret")
                                        .build())
                                .build())
                .with(
                        Reconciler.class,
                        () -> Reconciler.builder(
                                        CallHistory.inMemory(),
                                        MemoryInbox.builder().build())
                                .provider(LiveKitVideoProvider.builder()
                                        .url("ws://127.0.0.1:9")
                                        .apiKey("devkey")
                                        .apiSecret("secret")
                                        .build())
                                .build())
                .with(
                        Settlement.class,
                        () -> new Claim(1, "holder", TestWebhooks.delivery("joined", "e1", "lobby", 1), 0, Set.of())
                                .commit());
    }

    @Test
    void null_arguments_are_rejected_with_the_name_of_the_parameter() throws IOException {
        assertThat(String.join("\n", api().acceptedNulls())).isEmpty();
    }

    @Test
    void extreme_times_cause_no_arithmetic_exceptions() throws IOException {
        assertThat(String.join("\n", api().overflowingTimes())).isEmpty();
    }
}
