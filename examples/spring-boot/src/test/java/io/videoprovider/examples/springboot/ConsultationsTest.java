package io.videoprovider.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.stream.StreamEmulator;
import org.junit.jupiter.api.Test;

/** The application as it is started by hand, on the emulators that it brings. */
class ConsultationsTest {

    @Test
    void take_place_on_livekit() throws Exception {
        try (RunningApplication app = RunningApplication.start()) {
            LiveKitEmulator emulator = app.bean(LiveKitEmulator.class);

            new ConsultationStory(app, admission -> {
                        assertThat(admission.string("server"))
                                .isEqualTo(emulator.url().toString().replaceFirst("^http", "ws"));
                        emulator.join(admission.string("token"));
                    })
                    .run();

            assertThat(app.bean(StreamEmulator.class).requests()).isEmpty();
        }
    }

    @Test
    void take_place_on_stream() throws Exception {
        try (RunningApplication app = RunningApplication.start("--videoprovider.primary=stream")) {
            StreamEmulator emulator = app.bean(StreamEmulator.class);

            new ConsultationStory(app, admission -> {
                        assertThat(admission.string("apiKey")).isNotEmpty();
                        emulator.join(admission.string("token"));
                    })
                    .run();

            assertThat(app.bean(LiveKitEmulator.class).requests()).isEmpty();
        }
    }
}
