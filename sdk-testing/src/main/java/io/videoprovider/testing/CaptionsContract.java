package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.token.Role;
import io.videoprovider.transcription.CaptionRequest;
import io.videoprovider.transcription.Captions;
import org.junit.jupiter.api.Test;

abstract class CaptionsContract extends ServiceContract {

    private final CaptionRequest english =
            CaptionRequest.builder().language("en").build();

    CaptionsContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Test
    void captions_are_active_from_start_to_stop_and_both_can_be_repeated() {
        Captions captions = assumeFeature(Captions.class);
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            assertThat(alice.connected()).isTrue();
            assertThat(captions.active(id)).isFalse();
            captions.start(id, english);
            captions.start(id, english);
            eventually("captions are active", () -> captions.active(id));

            captions.stop(id);
            eventually("captions have stopped", () -> !captions.active(id));
            captions.stop(id);
            captions.start(id, CaptionRequest.builder().build());
            eventually("captions are active again", () -> captions.active(id));
        }
    }

    @Test
    void captions_of_an_unknown_call_are_not_found() {
        Captions captions = assumeFeature(Captions.class);
        CallId unknown = CallId.random("unknown");

        notFound(() -> captions.start(unknown, english));
        notFound(() -> captions.active(unknown));
        notFound(() -> captions.stop(unknown));
    }
}
