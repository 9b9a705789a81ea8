package io.videoprovider.spring.autoconfigure;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The API key of a container of the image {@code livekit/livekit-server}, as its environment says it. */
record LiveKitContainerKey(String id, String secret) {

    /** The image, whose containers are asked. */
    static final String IMAGE = "livekit/livekit-server";

    /** Where the server in the image takes API requests and clients. */
    static final int PORT = 7880;

    /** The key of a server that was started with {@code --dev} and told no other. */
    static final LiveKitContainerKey DEV = new LiveKitContainerKey("devkey", "secret");

    /**
     * The first key of {@code LIVEKIT_KEYS}, else of the {@code keys} in {@code LIVEKIT_CONFIG}: the server's own order.
     *
     * @return empty when neither says any
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
                // The server passes over secrets that YAML takes for a number.
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
            // Not as the cause: it quotes the text, in which secrets are.
            throw unreadable(variable);
        }
    }

    private static VideoConfigurationException unreadable(String variable) {
        return new VideoConfigurationException(
                variable + " of the container " + IMAGE + " has no key that can be read.",
                "Set LIVEKIT_KEYS to exactly \"key: secret\", with the space, as the server wants it.");
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "LiveKitContainerKey[id=" + id + "]";
    }
}
