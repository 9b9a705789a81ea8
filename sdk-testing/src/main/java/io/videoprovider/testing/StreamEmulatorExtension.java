package io.videoprovider.testing;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.stream.StreamEmulator;
import java.net.URI;
import java.util.function.Consumer;

/**
 * Runs a {@link StreamEmulator} for tests.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final StreamEmulatorExtension stream = new StreamEmulatorExtension();
 *
 * @BeforeAll
 * static void connect() {
 *     video = StreamVideoProvider.builder()
 *             .url(stream.url()).apiKey(stream.apiKey()).apiSecret(stream.apiSecret()).build();
 * }
 * }</pre>
 */
public final class StreamEmulatorExtension extends EmulatorExtension<StreamEmulator> {

    private final Consumer<StreamEmulator.Builder> customizer;

    /** Returns an extension whose emulator has short delays and sends webhooks to {@link #webhooks}. */
    public StreamEmulatorExtension() {
        this(builder -> {});
    }

    /**
     * Returns an extension with a customized emulator.
     *
     * @param customizer changes the builder, whose key, delays and webhook target are set
     */
    public StreamEmulatorExtension(Consumer<StreamEmulator.Builder> customizer) {
        this.customizer = customizer;
    }

    @Override
    StreamEmulator start(URI webhooks) {
        StreamEmulator.Builder builder = StreamEmulator.builder()
                .apiKey(apiKey(), apiSecret())
                .delays(Delays.SHORT)
                .webhook(webhooks);
        customizer.accept(builder);
        return builder.start();
    }

    @Override
    public String url() {
        return emulator().url().toString();
    }

    @Override
    public String apiKey() {
        return "key";
    }

    @Override
    public String apiSecret() {
        return "secret";
    }
}
