package io.videoprovider.spring.autoconfigure;

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
 * The token endpoint, whatever carries its HTTP. Speaks the contract of LiveKit's token sources (livekit_token_source.proto), with
 * fields of the same kind for Stream: its API key, and the user and the call, which its clients ask for.
 */
final class TokenEndpoint {

    /** Room for metadata and attributes, and for nothing that would matter. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    private final TokenAuthorizer authorizer;
    private final Map<String, VideoProvider> providers = new HashMap<>();

    TokenEndpoint(TokenAuthorizer authorizer, Collection<VideoProvider> providers) {
        this.authorizer = authorizer;
        providers.forEach(provider -> this.providers.put(provider.id().value(), provider));
    }

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param body JSON; {@code ""} for none
     */
    record Answer(int status, String body) {}

    /** What to answer. */
    Answer answer(String providerId, @Nullable Principal who, byte[] body) {
        VideoProvider provider = providers.get(providerId);
        if (provider == null) {
            return new Answer(404, "");
        }
        if (body.length > MAX_BODY_BYTES) {
            return new Answer(413, "");
        }
        Json json;
        try {
            json = body.length == 0 ? Json.EMPTY : Json.parse(body);
        } catch (RuntimeException e) {
            return new Answer(400, "");
        }
        Optional<TokenRequest> request = authorizer.authorize(who, asked(providerId, json));
        return request.map(allowed -> new Answer(201, write(provider.tokens().mint(allowed))))
                .orElseGet(() -> new Answer(403, ""));
    }

    private static TokenEndpointRequest asked(String provider, Json json) {
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
