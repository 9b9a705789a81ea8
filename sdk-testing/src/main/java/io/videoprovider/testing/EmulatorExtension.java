package io.videoprovider.testing;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts an emulator and a receiver of its webhooks, and closes both. The emulator lives as long as the field that holds the
 * extension: registered in a static field, it is shared by the tests of the class, nested classes included; registered in an
 * instance field, each test has its own.
 *
 * @param <E> the type of the emulator
 */
public abstract sealed class EmulatorExtension<E extends AutoCloseable> implements BeforeAllCallback, BeforeEachCallback
        permits LiveKitEmulatorExtension, StreamEmulatorExtension {

    private volatile @Nullable E emulator;
    private volatile @Nullable WebhookReceiver webhooks;

    EmulatorExtension() {}

    abstract E start(URI webhooks);

    /** Returns the URL for the provider under test. */
    public abstract String url();

    /** Returns the API key that the emulator accepts. */
    public abstract String apiKey();

    /** Returns the secret of {@link #apiKey}. */
    public abstract String apiSecret();

    /** Returns the emulator, to join calls, to cause faults and to inspect requests. */
    public final E emulator() {
        return started(emulator);
    }

    /** Returns the receiver of the emulator's webhooks. */
    public final WebhookReceiver webhooks() {
        return started(webhooks);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the emulator is not running: it starts before @BeforeAll with a static"
                    + " @RegisterExtension field, and before @BeforeEach with an instance field");
        }
        return part;
    }

    @Override
    public final void beforeAll(ExtensionContext context) {
        ensureRunning(context);
    }

    @Override
    public final void beforeEach(ExtensionContext context) {
        ensureRunning(context);
    }

    /** The store of the first context closes both; contexts below that one find them there. */
    @SuppressWarnings("unchecked")
    private void ensureRunning(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(ExtensionContext.Namespace.create(this));
        WebhookReceiver receiver =
                store.computeIfAbsent("webhooks", key -> WebhookReceiver.start(), WebhookReceiver.class);
        webhooks = receiver;
        emulator = (E) store.computeIfAbsent("emulator", key -> start(receiver.url()));
    }
}
