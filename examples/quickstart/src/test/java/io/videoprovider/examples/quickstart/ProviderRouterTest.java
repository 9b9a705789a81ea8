package io.videoprovider.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.ProviderRouter;
import io.videoprovider.VideoProvider;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.stream.StreamVideoProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both providers in one application, on both emulators: a call stays with the provider that created it. */
class ProviderRouterTest {

    private static final RetryPolicy QUICK = RetryPolicy.builder()
            .maxAttempts(3)
            .delays(Duration.ofMillis(1), Duration.ofMillis(5))
            .deadline(Duration.ofSeconds(45))
            .build();
    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";
    private static final CallId LESSON = CallId.of("lesson");

    private LiveKitEmulator livekitServer;
    private StreamEmulator streamServer;
    private VideoProvider livekit;
    private VideoProvider stream;

    @BeforeEach
    void start() {
        livekitServer = LiveKitEmulator.builder()
                .apiKey("devkey", SECRET)
                .delays(Delays.SHORT)
                .start();
        streamServer = StreamEmulator.builder()
                .apiKey("key", SECRET)
                .delays(Delays.SHORT)
                .start();
        livekit = LiveKitVideoProvider.builder()
                .url(livekitServer.url().toString())
                .apiKey("devkey")
                .apiSecret(SECRET)
                .resilience(Resilience.builder().retry(QUICK).build())
                .build();
        stream = StreamVideoProvider.builder()
                .url(streamServer.url().toString())
                .apiKey("key")
                .apiSecret(SECRET)
                .resilience(Resilience.builder().retry(QUICK).build())
                .build();
    }

    @AfterEach
    void stop() {
        livekit.close();
        stream.close();
        livekitServer.close();
        streamServer.close();
    }

    /** Calls of the type livestream on Stream, all others on LiveKit. */
    private ProviderRouter router() {
        return new ProviderRouter(
                List.of(livekit, stream),
                call -> call.id().type().equals("livestream") ? ProviderId.STREAM : ProviderId.LIVEKIT);
    }

    private static Call make(ProviderRouter router, CallId id) {
        CallRequest request = CallRequest.of(id);
        return router.forNewCall(request).calls().getOrCreate(request);
    }

    @Test
    void the_rule_chooses_the_provider_of_a_new_call() {
        ProviderRouter router = router();

        assertThat(make(router, LESSON).provider()).isEqualTo(ProviderId.LIVEKIT);
        assertThat(livekitServer.requests()).isNotEmpty();
        assertThat(streamServer.requests()).isEmpty();

        assertThat(make(router, CallId.of("livestream", "gala")).provider()).isEqualTo(ProviderId.STREAM);
        assertThat(streamServer.requests()).hasSize(1);
        assertThat(livekit.calls().list().items()).extracting(Call::id).containsExactly(LESSON);
    }

    @Test
    void a_call_is_found_by_its_stored_provider_after_a_change_of_the_rule() {
        Call made = make(router(), LESSON);
        ProviderRouter changed = new ProviderRouter(List.of(livekit, stream), call -> ProviderId.STREAM);

        Call found = changed.provider(made.provider()).calls().get(LESSON);

        assertThat(found.provider()).isEqualTo(ProviderId.LIVEKIT);
        assertThat(changed.forNewCall(CallRequest.of(LESSON))).isSameAs(stream);
        assertThat(streamServer.requests()).isEmpty();
    }

    @Test
    void a_provider_that_is_not_here_is_refused_naming_those_that_are() {
        ProviderRouter router = new ProviderRouter(List.of(livekit), call -> ProviderId.STREAM);

        assertThatThrownBy(() -> router.provider(ProviderId.STREAM))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("stream")
                .hasMessageContaining("[livekit]");
        assertThatThrownBy(() -> router.forNewCall(CallRequest.of(LESSON)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("[livekit]");
        assertThat(livekitServer.requests()).isEmpty();
    }

    @Test
    void no_provider_and_the_same_provider_twice_are_refused() {
        assertThatThrownBy(() -> new ProviderRouter(List.of(stream, livekit, stream), call -> ProviderId.STREAM))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("stream twice");
        assertThatThrownBy(() -> new ProviderRouter(List.of(), call -> ProviderId.STREAM))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void all_providers_are_there_in_their_order_and_cannot_be_changed() {
        ProviderRouter router = router();

        assertThat(router.providers())
                .containsExactly(Map.entry(ProviderId.LIVEKIT, livekit), Map.entry(ProviderId.STREAM, stream));
        assertThatThrownBy(() -> router.providers().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_failure_is_thrown_and_the_other_provider_receives_no_request() {
        streamServer.faults().inject("*", Integer.MAX_VALUE, StreamFault.api(503, -1, "down"));

        assertThatThrownBy(() -> make(router(), CallId.of("livestream", "gala")))
                .isInstanceOfSatisfying(UnavailableException.class, failure -> {
                    assertThat(failure.provider()).isEqualTo(ProviderId.STREAM);
                    assertThat(failure.attempts()).isEqualTo(3);
                });

        assertThat(streamServer.requests()).hasSize(3);
        assertThat(livekitServer.requests()).isEmpty();
    }
}
