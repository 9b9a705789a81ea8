package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VendorTest {

    @Test
    void the_environment_selects_the_vendor() {
        assertThat(MeetingsApplication.vendor(Map.of())).containsEntry("videoprovider.emulator", "true");
        assertThat(MeetingsApplication.vendor(Map.of("STREAM_API_KEY", "key")))
                .containsEntry("videoprovider.primary", "stream")
                .doesNotContainKey("videoprovider.emulator");
        assertThat(MeetingsApplication.vendor(Map.of("LIVEKIT_URL", "ws://localhost:7880", "STREAM_API_KEY", "key")))
                .containsEntry("videoprovider.primary", "livekit")
                .doesNotContainKey("videoprovider.emulator");
    }

    @Test
    void secrets_are_not_copied_from_the_environment() {
        // Properties contain placeholders, so that a secret is not in the list of default properties.
        assertThat(MeetingsApplication.vendor(Map.of("LIVEKIT_URL", "ws://host", "LIVEKIT_API_SECRET", "s3cret"))
                        .values())
                .doesNotContain("s3cret");
    }
}
