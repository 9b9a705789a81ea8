package io.videoprovider.testing;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import java.net.URI;
import java.util.function.Consumer;

/**
 * Runs a {@link LiveKitEmulator} for tests.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final LiveKitEmulatorExtension livekit = new LiveKitEmulatorExtension();
 *
 * @BeforeAll
 * static void connect() {
 *     video = LiveKitVideoProvider.builder()
 *             .url(livekit.url()).apiKey(livekit.apiKey()).apiSecret(livekit.apiSecret()).build();
 * }
 * }</pre>
 */
public final class LiveKitEmulatorExtension extends EmulatorExtension<LiveKitEmulator> {

    private final Consumer<LiveKitEmulator.Builder> customizer;

    /** Returns an extension whose emulator has short delays and sends webhooks to {@link #webhooks}. */
    public LiveKitEmulatorExtension() {
        this(builder -> {});
    }

    /**
     * Returns an extension with a customized emulator.
     *
     * @param customizer changes the builder, whose key, delays and webhook target are set
     */
    public LiveKitEmulatorExtension(Consumer<LiveKitEmulator.Builder> customizer) {
        this.customizer = customizer;
    }

    @Override
    LiveKitEmulator start(URI webhooks) {
        LiveKitEmulator.Builder builder = LiveKitEmulator.builder()
                .apiKey(apiKey(), apiSecret())
                .delays(Delays.SHORT)
                .webhook(webhooks, apiKey());
        customizer.accept(builder);
        return builder.start();
    }

    @Override
    public String url() {
        return emulator().url().toString();
    }

    @Override
    public String apiKey() {
        return "devkey";
    }

    @Override
    public String apiSecret() {
        return "secret";
    }
}
