package com.acme.video;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.spi.Attempt;
import io.videoprovider.spi.ErrorText;
import io.videoprovider.spi.HttpResponse;
import io.videoprovider.spi.JsonBody;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.spi.UserAgent;
import io.videoprovider.spi.VendorCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Client of Acme's HTTP API. {@code video.unwrap(AcmeClient.class)} returns it. Thread-safe. */
public final class AcmeClient {

    private static final String USER_AGENT = UserAgent.of(AcmeClient.class);
    private static final Duration TOKEN_TTL = Duration.ofMinutes(5);

    private final HttpUrl url;
    private final String apiKey;
    private final SigningKey secret;
    private final OperationPipeline pipeline;
    private final Clock clock;
    private final RequestOptions options;

    AcmeClient(
            HttpUrl url,
            String apiKey,
            SigningKey secret,
            OperationPipeline pipeline,
            Clock clock,
            RequestOptions options) {
        this.url = url;
        this.apiKey = apiKey;
        this.secret = secret;
        this.pipeline = pipeline;
        this.clock = clock;
        this.options = options;
    }

    /** Returns a client with other options. */
    AcmeClient with(RequestOptions options) {
        return new AcmeClient(url, apiKey, secret, pipeline, clock, options);
    }

    /** Returns {@code /v1/calls/{type}/{id}}, followed by more segments. */
    HttpUrl call(CallId call, String... more) {
        HttpUrl.Builder target = path("calls", call.type(), call.id()).newBuilder();
        for (String segment : more) {
            target.addPathSegment(segment);
        }
        return target.build();
    }

    /** Returns a URL below {@code /v1}. Each argument is one encoded segment. */
    HttpUrl path(String... segments) {
        HttpUrl.Builder target = url.newBuilder().addPathSegment("v1");
        for (String segment : segments) {
            target.addPathSegment(segment);
        }
        return target.build();
    }

    Json execute(AcmeOperation operation, HttpUrl target, @Nullable Json body) {
        return pipeline.execute(operation, options, new RestCall(operation, target, body));
    }

    private final class RestCall implements VendorCall<Json> {

        private final AcmeOperation operation;
        private final HttpUrl target;
        private final @Nullable Json body;

        RestCall(AcmeOperation operation, HttpUrl target, @Nullable Json body) {
            this.operation = operation;
            this.target = target;
            this.body = body;
        }

        @Override
        public Request request(Attempt attempt) {
            return new Request.Builder()
                    .url(target)
                    .method(operation.method(), body == null ? null : new JsonBody(body))
                    .header("Authorization", "Bearer " + token())
                    .header("Idempotency-Key", attempt.requestId())
                    .header("User-Agent", USER_AGENT)
                    .build();
        }

        @Override
        public Json read(HttpResponse response, Attempt attempt) {
            if (response.successful()) {
                return response.json(attempt);
            }
            throw error(response, attempt);
        }
    }

    /** Signs one request: a token that allows the server API for a few minutes. */
    private String token() {
        Instant now = clock.instant();
        return secret.sign(Json.builder()
                .put("iss", apiKey)
                .put("nbf", now.minusSeconds(10).getEpochSecond())
                .put("exp", now.plus(TOKEN_TTL).getEpochSecond())
                .build());
    }

    /** The table of errors: Acme's body is {@code {"error": code, "message": text}}. */
    private static VideoException error(HttpResponse response, Attempt attempt) {
        Json json = response.json();
        String code = json == null || !json.has("error") ? null : json.string("error");
        String text = json == null ? "HTTP " + response.status() : ErrorText.sanitize(json.string("message"));
        return switch (response.status()) {
            case 400 -> new InvalidRequestException(text, attempt.refused(response, code, false), null);
            case 401 -> new AuthenticationException(text, attempt.refused(response, code, false), null);
            case 403 -> new PermissionDeniedException(text, attempt.refused(response, code, false), null);
            case 404 -> new NotFoundException(text, attempt.refused(response, code, false), null);
            case 409 -> new ConflictException(text, attempt.refused(response, code, false), null);
            case 429 -> new RateLimitedException(text, attempt.refused(response, code, true), null);
            case 500, 502, 503, 504 -> new UnavailableException(text, attempt.uncertain(response, code, true), null);
            default -> new ProviderException(text, attempt.unexpected(response, code), null);
        };
    }

    /** Contains no secret. */
    @Override
    public String toString() {
        return "AcmeClient[" + url + "]";
    }
}
