package io.videoprovider.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamWebhookSigner;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.testkit.PublicApi;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Calls every method that sets up an emulator, with one invalid argument. */
class PublicApiTest {

    private static PublicApi api() {
        return new PublicApi(InvalidRequestException.class)
                .types(
                        LiveKitEmulator.Builder.class,
                        LiveKitFault.class,
                        LiveKitWebhookSigner.class,
                        StreamEmulator.Builder.class,
                        StreamFault.class,
                        StreamWebhookSigner.class,
                        Delays.class)
                .with(int.class, () -> 503)
                .with(URI.class, () -> URI.create("http://localhost/webhooks"));
    }

    @Test
    void null_arguments_are_rejected_with_the_name_of_the_parameter() {
        assertThat(String.join("\n", api().acceptedNulls())).isEmpty();
    }

    @Test
    void extreme_times_cause_no_arithmetic_exceptions() {
        assertThat(String.join("\n", api().overflowingTimes())).isEmpty();
    }
}
