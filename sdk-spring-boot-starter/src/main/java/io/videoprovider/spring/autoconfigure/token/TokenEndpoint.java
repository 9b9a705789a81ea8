package io.videoprovider.spring.autoconfigure.token;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.Json;
import io.videoprovider.spring.TokenAuthorizer;
import io.videoprovider.spring.TokenEndpointRequest;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.TokenRequest;
import java.security.Principal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint, independent of the web stack. Implements the protocol of LiveKit token sources (livekit_token_source.proto).
 * Responses for Stream have additional fields, which its client SDKs require: API key, user and call.
 */
final class TokenEndpoint {

    /** Large enough for metadata and attributes. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    private final TokenAuthorizer authorizer;
    private final Map<String, VideoProvider> providers = new HashMap<>();

    TokenEndpoint(TokenAuthorizer authorizer, Collection<VideoProvider> providers) {
        this.authorizer = authorizer;
        providers.forEach(provider -> this.providers.put(provider.id().value(), provider));
    }

    /**
     * A response.
     *
     * @param status the HTTP status
     * @param body JSON, or {@code ""}
     */
    record Response(int status, String body) {}

    /** Handles a request. */
    Response respond(String providerId, @Nullable Principal user, byte[] body) {
        VideoProvider provider = providers.get(providerId);
        if (provider == null) {
            return new Response(404, "");
        }
        if (body.length > MAX_BODY_BYTES) {
            return new Response(413, "");
        }
        Json json;
        try {
            json = body.length == 0 ? Json.EMPTY : Json.parse(body);
        } catch (RuntimeException e) {
            return new Response(400, "");
        }
        Optional<TokenRequest> request = authorizer.authorize(user, parse(providerId, json));
        return request.map(token -> new Response(201, write(provider.tokens().mint(token))))
                .orElseGet(() -> new Response(403, ""));
    }

    private static TokenEndpointRequest parse(String provider, Json json) {
        Map<String, String> snake = json.stringMap("participant_attributes");
        return new TokenEndpointRequest(
                provider,
                either(json, "room_name", "roomName"),
                either(json, "participant_identity", "participantIdentity"),
                either(json, "participant_name", "participantName"),
                either(json, "participant_metadata", "participantMetadata"),
                snake.isEmpty() ? json.stringMap("participantAttributes") : snake,
                json);
    }

    private static String either(Json json, String snake, String camel) {
        return json.has(snake) ? json.string(snake) : json.string(camel);
    }

    private static String write(JoinToken token) {
        Json.Builder json = Json.builder();
        if (token.serverUrl() != null) {
            json.put("server_url", token.serverUrl().toString());
        }
        json.put("participant_token", token.token());
        if (token.apiKey() != null) {
            json.put("api_key", token.apiKey()).put("user_id", token.userId());
            if (token.call() != null) {
                json.put("call_type", token.call().type())
                        .put("call_id", token.call().id());
            }
        }
        return json.build().write();
    }
}
