package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.spi.Attempt;
import io.videoprovider.spi.HttpResponse;
import io.videoprovider.spi.IssueTimes;
import io.videoprovider.spi.JsonBody;
import io.videoprovider.spi.Operation;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.ServerUrl;
import io.videoprovider.spi.SignedHeaders;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.spi.UserAgent;
import io.videoprovider.spi.VendorCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Twirp over HTTP: signs a request with a token that grants one operation, and sends it through the pipeline to the server or a
 * region of its project. The clients of all services share it.
 */
final class TwirpTransport {

    private static final Duration UNKNOWN_OPERATION_TIMEOUT = Duration.ofSeconds(60);
    private static final String USER_AGENT = UserAgent.of(LiveKitClient.class);

    private final Regions regions;
    private final String apiKey;
    private final SigningKey secret;
    private final OperationPipeline pipeline;
    private final Clock clock;
    private final IssueTimes issueTimes;
    private final Map<Target, HttpUrl> targets;
    private final SignedHeaders<LiveKitOperation.Grants> signed;
    private final RequestOptions options;

    TwirpTransport(
            ServerUrl url,
            boolean severalRegions,
            String apiKey,
            SigningKey secret,
            OperationPipeline pipeline,
            Clock clock,
            IssueTimes issueTimes) {
        this.regions = new Regions(Check.notNull("url", url), severalRegions, Check.notNull("clock", clock));
        this.apiKey = Check.notNull("apiKey", apiKey);
        this.secret = Check.notNull("secret", secret);
        this.pipeline = Check.notNull("pipeline", pipeline);
        this.clock = clock;
        this.issueTimes = Check.notNull("issueTimes", issueTimes);
        this.targets = new ConcurrentHashMap<>();
        this.signed = new SignedHeaders<>(
                clock, grants -> headers(grants.addTo(adminToken()).build()));
        this.options = RequestOptions.NONE;
    }

    private TwirpTransport(TwirpTransport other, RequestOptions options) {
        this.regions = other.regions;
        this.apiKey = other.apiKey;
        this.secret = other.secret;
        this.pipeline = other.pipeline;
        this.clock = other.clock;
        this.issueTimes = other.issueTimes;
        this.targets = other.targets;
        this.signed = other.signed;
        this.options = options;
    }

    TwirpTransport with(RequestOptions options) {
        return new TwirpTransport(this, options);
    }

    /** Returns a view for an operation that waits for a person. */
    TwirpTransport waiting(Duration atMost) {
        return with(options.waiting(atMost));
    }

    RequestOptions options() {
        return options;
    }

    ServerUrl project() {
        return regions.project();
    }

    // Tokens

    String mint(AccessToken token) {
        Instant issuedAt = token.issuedAt();
        return secret.sign(token.claims(
                apiKey, clock.instant(), issuedAt == null ? issuedAt(token.room(), token.identity()) : issuedAt));
    }

    Instant issuedAt(String room, String identity) {
        return issueTimes.next(holder(room, identity));
    }

    /** Returns the time before which tokens of a participant are revoked from now on; later ones are issued after it. */
    Instant revokeTokens(String room, String identity) {
        return issueTimes.revoke(holder(room, identity), clock.instant());
    }

    private static String holder(String room, String identity) {
        return room + '\n' + identity;
    }

    // Requests

    /** Calls a method that has no {@link LiveKitOperation}. */
    Json call(String service, String method, Json request, AccessToken token) {
        boolean read = method.startsWith("List") || method.startsWith("Get");
        Operation operation = new UnknownOperation(method, read ? RetryClass.READ : RetryClass.NEVER);
        return call(operation, service, request, request, () -> headers(token), (json, response, attempt) -> json);
    }

    Json call(LiveKitOperation operation, Json request) {
        return call(operation, request, request);
    }

    Json call(LiveKitOperation operation, Json request, Json content) {
        return call(operation, request, content, (json, response, attempt) -> json);
    }

    private <T> T call(LiveKitOperation operation, Json request, Json content, Reader<T> reader) {
        LiveKitOperation.Grants grants = operation.grants(Check.notNull("request", request));
        return call(
                operation,
                operation.service(),
                request,
                content,
                () -> signed.of(grants),
                (json, response, attempt) -> {
                    try {
                        operation.verify(json);
                    } catch (InvalidRequestException e) {
                        throw unreadable(response, attempt, e);
                    }
                    return reader.read(json, response, attempt);
                });
    }

    private static ProviderException unreadable(HttpResponse response, Attempt attempt, InvalidRequestException cause) {
        return new ProviderException(
                "the response is not that of a LiveKit server: " + cause.getMessage(),
                attempt.uncertain(response, null, false),
                cause);
    }

    /** Returns the first item of a list that was requested for one object. */
    <T> T one(
            LiveKitOperation operation,
            Json request,
            String list,
            String noun,
            Function<Json, T> of,
            Consumer<T> check) {
        return call(operation, request, request, (json, response, attempt) -> {
            if (!Wire.has(json, list)) {
                throw unreadable(response, attempt, new InvalidRequestException(list, "must not be missing"));
            }
            T item = Wire.list(json, list, of).stream()
                    .findFirst()
                    .orElseThrow(() -> new NotFoundException(
                            "the " + noun + " does not exist", attempt.refused(response, "not_found", false), null));
            try {
                check.accept(item);
            } catch (InvalidRequestException e) {
                throw unreadable(response, attempt, e);
            }
            return item;
        });
    }

    static AccessToken.Builder adminToken() {
        return AccessToken.builder().ttl(SignedHeaders.TOKEN_TTL);
    }

    private Headers headers(AccessToken token) {
        return Headers.of("Authorization", "Bearer " + mint(token), "User-Agent", USER_AGENT);
    }

    private <T> T call(
            Operation operation,
            String service,
            Json request,
            Json content,
            Supplier<Headers> signed,
            Reader<T> reader) {
        return pipeline.execute(
                operation,
                options,
                new TwirpCall<>(service, operation, new JsonBody(request), content, signed, reader));
    }

    /** Reads the JSON of a successful response. */
    private interface Reader<T> {
        T read(Json json, HttpResponse response, Attempt attempt);
    }

    void callIgnoringEarlierSuccess(LiveKitOperation operation, Json request, Json content) {
        try {
            call(operation, request, content);
        } catch (NotFoundException e) {
            if (!e.outcomeUnknown()) {
                throw e;
            }
        }
    }

    private record UnknownOperation(String operationName, RetryClass retryClass) implements Operation {
        @Override
        public Duration timeout() {
            return UNKNOWN_OPERATION_TIMEOUT;
        }
    }

    private record Target(HttpUrl server, String service, String method) {
        HttpUrl url() {
            return server.newBuilder()
                    .addPathSegment("twirp")
                    .addPathSegment("livekit." + service)
                    .addPathSegment(method)
                    .build();
        }
    }

    /** A Twirp call: POST with a Bearer token, JSON in both directions. */
    private final class TwirpCall<T> implements VendorCall<T> {

        private final String service;
        private final Operation operation;
        private final JsonBody body;
        private final Json content;
        private final Supplier<Headers> signed;
        private final Reader<T> reader;
        private final Set<HttpUrl> tried = new HashSet<>();
        private HttpUrl server = regions.first();
        private boolean notAllowed;

        TwirpCall(
                String service,
                Operation operation,
                JsonBody body,
                Json content,
                Supplier<Headers> signed,
                Reader<T> reader) {
            this.service = service;
            this.operation = operation;
            this.body = body;
            this.content = content;
            this.signed = signed;
            this.reader = reader;
        }

        @Override
        public Request request(Attempt attempt) {
            Target target = new Target(server, service, operation.operationName());
            HttpUrl url = targets.get(target);
            return new Request.Builder()
                    .url(url == null ? targets.computeIfAbsent(target, Target::url) : url)
                    .headers(signed.get())
                    .addHeader("X-Livekit-Request-Id", attempt.requestId())
                    .addHeader(
                            "X-Twirp-Timeout-Ms",
                            Long.toString(attempt.timeout().toMillis()))
                    .post(body)
                    .build();
        }

        @Override
        public byte[] content(Request request) {
            return VendorCall.super.content(
                    request.newBuilder().post(new JsonBody(content)).build());
        }

        @Override
        public boolean failOver(VideoException failure, Attempt attempt) {
            notAllowed |= Objects.equals(failure.status(), LiveKitErrors.NOT_IN_THIS_REGION);
            boolean elsewhereMayServe = notAllowed
                    || failure instanceof UnavailableException
                    || failure instanceof DeadlineExceededException;
            if (!regions.several() || !elsewhereMayServe) {
                return false;
            }
            tried.add(server);
            Optional<HttpUrl> other =
                    regions.other(tried, () -> pipeline.send(listRegions(), attempt.within(Regions.DISCOVERY_TIMEOUT)));
            other.ifPresent(url -> server = url);
            return other.isPresent();
        }

        private Request listRegions() {
            Request.Builder request = new Request.Builder()
                    .url(regions.project()
                            .http()
                            .newBuilder()
                            .addPathSegment("settings")
                            .addPathSegment("regions")
                            .build())
                    .headers(signed.get());
            options.headers().forEach(request::header);
            return request.build();
        }

        @Override
        public T read(HttpResponse response, Attempt attempt) {
            if (!response.successful()) {
                throw LiveKitErrors.of(response, attempt, regions.several());
            }
            if (notAllowed) {
                regions.allowed(server);
            }
            return reader.read(response.json(attempt), response, attempt);
        }
    }
}
