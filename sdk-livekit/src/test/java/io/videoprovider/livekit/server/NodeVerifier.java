package io.videoprovider.livekit.server;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * LiveKit's own JavaScript server SDK verifies tokens and webhooks. One Node.js process verifies any number of
 * them; it starts on first use. Thread-safe.
 */
public final class NodeVerifier implements AutoCloseable {

    private static final String SCRIPT = "verify-token.mjs";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private NodeProcess process;

    /** Creates a verifier; its process starts on first use. */
    public NodeVerifier() {}

    /** Returns whether {@code LIVEKIT_NODE_MODULES} is set and its folder contains the script. */
    public boolean available() {
        return NodeProcess.available(SCRIPT);
    }

    /**
     * Returns the claims of a token, verified as LiveKit's SDK does it.
     *
     * @throws IllegalArgumentException if the SDK rejects the token; the message is the SDK's
     */
    public Map<String, Object> claims(String token, String apiKey, String secret) {
        return execute("token", Map.of("token", token, "apiKey", apiKey, "secret", secret));
    }

    /**
     * Returns the event of a webhook, verified as LiveKit's SDK does it, in the SDK's own JSON.
     *
     * @throws IllegalArgumentException if the SDK rejects the delivery; the message is the SDK's
     */
    public Map<String, Object> webhook(byte[] body, String authorization, String apiKey, String secret) {
        String encoded = Base64.getEncoder().encodeToString(body);
        return execute(
                "webhook", Map.of("body", encoded, "authorization", authorization, "apiKey", apiKey, "secret", secret));
    }

    private Map<String, Object> execute(String what, Map<String, String> arguments) {
        try {
            JsonNode answer = running().ask(what, arguments, PATIENCE);
            return JsonMapper.shared().convertValue(answer, OBJECT);
        } catch (NodeProcess.Refusal e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private synchronized NodeProcess running() {
        if (process == null || !process.alive()) {
            process = NodeProcess.start(SCRIPT, event -> {}, () -> {});
        }
        return process;
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.close();
            process = null;
        }
    }
}
