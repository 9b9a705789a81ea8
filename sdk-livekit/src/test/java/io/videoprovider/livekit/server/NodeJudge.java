package io.videoprovider.livekit.server;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * LiveKit's own JavaScript server SDK as the judge of tokens and webhooks. One Node.js process judges any number of
 * them; it starts with the first. Thread-safe.
 */
public final class NodeJudge implements AutoCloseable {

    private static final String SCRIPT = "verify-token.mjs";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private NodeProcess process;

    /** A judge that is not started yet. */
    public NodeJudge() {}

    /** Whether {@code LIVEKIT_NODE_MODULES} names the folder that holds the judge. */
    public boolean available() {
        return NodeProcess.available(SCRIPT);
    }

    /**
     * The claims of a token, verified as LiveKit's SDK does it.
     *
     * @throws IllegalArgumentException if the SDK rejects the token; the message is the SDK's
     */
    public Map<String, Object> claims(String token, String apiKey, String secret) {
        return judge("token", Map.of("token", token, "apiKey", apiKey, "secret", secret));
    }

    /**
     * The event of a webhook delivery, verified as LiveKit's SDK does it, in the SDK's own JSON.
     *
     * @throws IllegalArgumentException if the SDK rejects the delivery; the message is the SDK's
     */
    public Map<String, Object> webhook(byte[] body, String authorization, String apiKey, String secret) {
        String encoded = Base64.getEncoder().encodeToString(body);
        return judge(
                "webhook", Map.of("body", encoded, "authorization", authorization, "apiKey", apiKey, "secret", secret));
    }

    private Map<String, Object> judge(String what, Map<String, String> arguments) {
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
