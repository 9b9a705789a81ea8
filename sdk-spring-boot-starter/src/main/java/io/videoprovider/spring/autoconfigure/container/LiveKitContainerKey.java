package io.videoprovider.spring.autoconfigure.container;

import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** API key of a container, read from its environment variables. */
record LiveKitContainerKey(String id, String secret) {

    /** The image. */
    static final String IMAGE = "livekit/livekit-server";

    /** Port of the API and of client connections. */
    static final int PORT = 7880;

    /** Default key of a server started with {@code --dev}. */
    static final LiveKitContainerKey DEV = new LiveKitContainerKey("devkey", "secret");

    /**
     * Returns the first key in {@code LIVEKIT_KEYS}, or otherwise in {@code keys} of {@code LIVEKIT_CONFIG}, as the server does.
     *
     * @return empty if neither contains a key
     */
    static Optional<LiveKitContainerKey> of(Map<String, ? extends @Nullable String> environment) {
        String keys = environment.get("LIVEKIT_KEYS");
        if (keys != null && !keys.isBlank()) {
            return Optional.of(first(yaml("LIVEKIT_KEYS", keys)).orElseThrow(() -> unreadable("LIVEKIT_KEYS")));
        }
        String config = environment.get("LIVEKIT_CONFIG");
        return config != null && yaml("LIVEKIT_CONFIG", config) instanceof Map<?, ?> settings
                ? first(settings.get("keys"))
                : Optional.empty();
    }

    private static Optional<LiveKitContainerKey> first(@Nullable Object keys) {
        if (keys instanceof Map<?, ?> secrets) {
            for (Map.Entry<?, ?> entry : secrets.entrySet()) {
                // The server ignores secrets that YAML reads as a number.
                if (entry.getKey() instanceof String id && entry.getValue() instanceof String secret) {
                    return Optional.of(new LiveKitContainerKey(id, secret));
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Object yaml(String variable, String text) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (YAMLException e) {
            // Without the cause, whose message quotes secrets.
            throw unreadable(variable);
        }
    }

    private static VideoConfigurationException unreadable(String variable) {
        return new VideoConfigurationException(
                variable + " of the container " + IMAGE + " contains no valid key.",
                "Set LIVEKIT_KEYS to \"key: secret\". The space is required.");
    }

    /** Omits the secret. */
    @Override
    public String toString() {
        return "LiveKitContainerKey[id=" + id + "]";
    }
}
