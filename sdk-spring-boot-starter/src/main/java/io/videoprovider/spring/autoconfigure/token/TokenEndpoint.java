package io.videoprovider.spring.autoconfigure.token;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.spring.TokenAuthorizer;
import io.videoprovider.spring.TokenEndpointRequest;
import io.videoprovider.spring.autoconfigure.ProvidersById;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.TokenRequest;
import java.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * The token endpoint, independent of the web stack. Implements the protocol of LiveKit token sources (livekit_token_source.proto).
 * Responses for Stream have additional fields, which its client SDKs require: API key, user and call.
 */
final class TokenEndpoint {

    /** Large enough for metadata and attributes. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    private final TokenAuthorizer authorizer;
    private final UserRateLimit limit;
    private final Map<String, VideoProvider> providers;

    TokenEndpoint(TokenAuthorizer authorizer, UserRateLimit limit, Collection<VideoProvider> providers) {
        this.authorizer = authorizer;
        this.limit = limit;
        this.providers = ProvidersById.of(providers);
    }

    /**
     * A response.
     *
     * @param status the HTTP status
     * @param contentType the type of the body
     * @param body a token, or a problem as in RFC 9457
     * @param retryAfter the value of the {@code Retry-After} header; null for no header
     */
    record Response(
            HttpStatus status,
            MediaType contentType,
            String body,
            @Nullable Duration retryAfter) {}

    /**
     * Handles a request.
     *
     * @param address of the client
     * @param body the body, or its first {@link #MAX_BODY_BYTES} bytes and one more
     */
    Response respond(String providerId, @Nullable Principal user, String address, byte[] body) {
        VideoProvider provider = providers.get(providerId);
        if (provider == null) {
            return problem(HttpStatus.NOT_FOUND, "the provider does not exist");
        }
        if (!limit.tryAcquire(user, address)) {
            return problem(HttpStatus.TOO_MANY_REQUESTS, "too many requests of this user", limit.retryAfter());
        }
        if (body.length > MAX_BODY_BYTES) {
            return tooLarge();
        }
        Json json;
        try {
            json = body.length == 0 ? Json.EMPTY : Json.parse(body);
        } catch (IllegalArgumentException e) {
            return problem(HttpStatus.BAD_REQUEST, "the body must be a JSON object");
        }
        try {
            Optional<TokenRequest> request = authorizer.authorize(user, parse(providerId, json));
            return request.map(token -> new Response(
                            HttpStatus.CREATED,
                            MediaType.APPLICATION_JSON,
                            write(provider.tokens().mint(token)),
                            null))
                    .orElseGet(() -> problem(HttpStatus.FORBIDDEN, "the user is not authorized for this token"));
        } catch (InvalidRequestException e) {
            if (e.field() == null) {
                // A response of the vendor to a request of the authorizer, not a value of this request.
                throw e;
            }
            return problem(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the response to a body of more than {@link #MAX_BODY_BYTES} bytes. */
    static Response tooLarge() {
        return problem(HttpStatus.CONTENT_TOO_LARGE, "the body must have at most " + MAX_BODY_BYTES + " bytes");
    }

    private static Response problem(HttpStatus status, String detail) {
        return problem(status, detail, null);
    }

    private static Response problem(HttpStatus status, String detail, @Nullable Duration retryAfter) {
        String body = Json.builder()
                .put("title", status.getReasonPhrase())
                .put("status", status.value())
                .put("detail", detail)
                .build()
                .write();
        return new Response(status, MediaType.APPLICATION_PROBLEM_JSON, body, retryAfter);
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
