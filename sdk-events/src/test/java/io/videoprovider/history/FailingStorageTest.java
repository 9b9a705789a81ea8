package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.invitation.InvitationRequest;
import io.videoprovider.invitation.Invitations;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.retention.RecordingStores;
import io.videoprovider.retention.Retention;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs in the background go on after an {@link Error}, such as that of a class of another version. A failed invitation leaves no user busy. */
@Timeout(60)
class FailingStorageTest {

    private final CallHistory memory = CallHistory.inMemory();
    private final AtomicInteger calls = new AtomicInteger();
    private Throwable failure = new NoSuchMethodError("of another version");

    /** Returns a history of which the first call of a method fails. */
    private CallHistory failingAt(String name) {
        return CallHistory.of((HistoryStorage) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HistoryStorage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(name) && calls.getAndIncrement() == 0) {
                        throw failure;
                    }
                    try {
                        return method.invoke(memory.storage(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static final LiveKitEmulator EMULATOR =
            LiveKitEmulator.builder().apiKey("devkey", "secret").start();

    private final VideoProvider video = LiveKitVideoProvider.builder()
            .url(EMULATOR.url().toString())
            .apiKey("devkey")
            .apiSecret("secret")
            .build();

    @AfterEach
    void close() {
        video.close();
    }

    @AfterAll
    static void stop() {
        EMULATOR.close();
    }

    @Test
    void the_reconciler_reports_the_error_and_goes_on() {
        try (Reconciler reconciler = Reconciler.builder(
                        failingAt("acquireLease"), MemoryInbox.builder().build())
                .provider(video)
                .interval(Duration.ofSeconds(1))
                .build()) {
            reconciler.start();

            await().until(() -> reconciler.metrics().lastSuccessAt() != null);
            assertThat(reconciler.metrics().lastFailure()).isEqualTo("of another version");
        }
    }

    private Invitations.Builder invitations(String failing) {
        return Invitations.builder(failingAt(failing), MemoryInbox.builder().build())
                .provider(video);
    }

    @Test
    void rings_end_after_an_error() {
        try (Invitations invitations =
                invitations("ringsDue").poll(Duration.ofMillis(10)).build()) {
            invitations.start();

            await().until(() -> calls.get() > 3);
        }
    }

    @Test
    void a_callee_whose_calls_could_not_be_read_is_not_busy_afterwards() {
        failure = new UnavailableException("down", ErrorDetails.none(), null);
        CallId first = CallId.of("first");
        CallId second = CallId.of("second");
        for (CallId call : List.of(first, second)) {
            memory.add(video.id(), CallRequest.builder(call).createdBy("alice").build());
        }
        try (Invitations invitations = invitations("participations").build()) {
            assertThatThrownBy(() -> invitations.invite(invitation(first))).isInstanceOf(UnavailableException.class);

            assertThat(invitations.invite(invitation(second)).rings()).containsEntry("bob", RingState.RINGING);
        }
    }

    private InvitationRequest invitation(CallId call) {
        return InvitationRequest.builder(video.id(), call, "alice")
                .callee("bob")
                .build();
    }

    @Test
    void files_are_deleted_after_an_error() {
        try (Retention retention = Retention.builder(
                        failingAt("retentionsDue"), RecordingStores.builder().build())
                .interval(Duration.ofSeconds(1))
                .build()) {
            retention.start();

            await().until(() -> calls.get() > 1);
        }
    }
}
