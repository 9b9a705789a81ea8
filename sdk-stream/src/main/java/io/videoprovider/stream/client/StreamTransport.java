package io.videoprovider.stream.client;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.resilience.RequestOptions;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Sends the operations of all subjects: the path, the server token, the pipeline and the options of the caller. Thread-safe. */
final class StreamTransport {

    /** The holder of all tokens of the application, including those of the server; not the id of a user. */
    static final String EVERYONE = "";

    private static final String API_KEY = "api_key";

    /** Stream has one host for each product. */
    private static final String VIDEO_HOST = "video.stream-io-api.com";

    private static final String CHAT_HOST = "chat.stream-io-api.com";
    private static final int MAX_SEGMENT = 256;
    private static final int MAX_QUERY_VALUE = 8192;
    private static final String USER_AGENT = UserAgent.of(StreamClient.class);

    private final ServerUrl url;
    private final String apiKey;
    private final SigningKey secret;
    private final OperationPipeline pipeline;
    private final Clock clock;
    private final IssueTimes issueTimes;
    private final SignedHeaders<UserToken> signed;
    private final RequestOptions options;

    StreamTransport(
            ServerUrl url,
            String apiKey,
            SigningKey secret,
            OperationPipeline pipeline,
            Clock clock,
            IssueTimes issueTimes) {
        this.url = url;
        this.apiKey = apiKey;
        this.secret = secret;
        this.pipeline = pipeline;
        this.clock = clock;
        this.issueTimes = issueTimes;
        this.signed = new SignedHeaders<>(clock, this::headers);
        this.options = RequestOptions.NONE;
    }

    private StreamTransport(StreamTransport other, RequestOptions options) {
        this.url = other.url;
        this.apiKey = other.apiKey;
        this.secret = other.secret;
        this.pipeline = other.pipeline;
        this.clock = other.clock;
        this.issueTimes = other.issueTimes;
        this.signed = other.signed;
        this.options = options;
    }

    StreamTransport with(RequestOptions options) {
        return new StreamTransport(this, options);
    }

    ServerUrl url() {
        return url;
    }

    ProviderId provider() {
        return pipeline.provider();
    }

    IssueTimes issueTimes() {
        return issueTimes;
    }

    String mint(UserToken token) {
        Instant issuedAt = token.issuedAt();
        return secret.sign(
                token.claims(clock.instant(), issuedAt == null ? issueTimes.next(EVERYONE, token.userId()) : issuedAt));
    }

    /** Removes the cached server token, which was revoked. */
    void forgetServerToken() {
        signed.clear();
    }

    /** Executes an operation on a call. */
    Json call(StreamOperation operation, @Nullable Json body, CallId call, String... further) {
        return call(operation, body, values(call, further));
    }

    /**
     * Executes an operation.
     *
     * @param values the values of the placeholders in its path, in their order
     */
    Json call(StreamOperation operation, @Nullable Json body, String... values) {
        return execute(operation, target(operation, values).build(), body, (json, response, attempt) -> json);
    }

    /** Executes an operation that only reads, with the fields of an object as its query. */
    Json query(StreamOperation operation, Json query, String... values) {
        HttpUrl.Builder target = target(operation, values);
        addQuery(target, parameters(query));
        return execute(operation, target.build(), null, (json, response, attempt) -> json);
    }

    void stop(StreamOperation operation, CallId call, String... further) {
        stop(operation, Json.EMPTY, call, further);
    }

    /** Executes an operation that stops something. It also succeeds if an earlier attempt did it and its response was lost. */
    void stop(StreamOperation operation, Json body, CallId call, String... further) {
        try {
            call(operation, body, call, further);
        } catch (ConflictException stoppedAlready) {
            if (!stoppedAlready.outcomeUnknown()) {
                throw stoppedAlready;
            }
        }
    }

    /** Executes an operation that deletes something. It also succeeds if an earlier attempt did it and its response was lost. */
    void delete(StreamOperation operation, HttpUrl target) {
        try {
            execute(operation, target, null, (json, response, attempt) -> json);
        } catch (NotFoundException deletedAlready) {
            if (!deletedAlready.outcomeUnknown()) {
                throw deletedAlready;
            }
        }
    }

    static String[] values(CallId call, String... further) {
        Check.notNull("call", call);
        return Stream.concat(Stream.of(call.type(), call.id()), Stream.of(further))
                .toArray(String[]::new);
    }

    HttpUrl.Builder target(StreamOperation operation, CallId call, String... further) {
        return target(operation, values(call, further));
    }

    /** Returns the URL of an operation, without a query of its own. Ids are data: each is one encoded segment, and must not be {@code ..}. */
    HttpUrl.Builder target(StreamOperation operation, String... values) {
        return target(segments(operation, values));
    }

    static List<String> segments(StreamOperation operation, String... values) {
        List<String> segments = new ArrayList<>();
        int next = 0;
        for (String segment : operation.segments()) {
            if (segment.startsWith("{")) {
                String name = segment.substring(1, segment.length() - 1);
                segments.add(Check.id(name, values[next++], MAX_SEGMENT));
            } else {
                segments.add(segment);
            }
        }
        return segments;
    }

    HttpUrl.Builder target(List<String> segments) {
        HttpUrl.Builder target = url.http().newBuilder().addPathSegment("api").addPathSegment("v2");
        if (url.http().host().equals(VIDEO_HOST) && segments.get(0).equals("chat")) {
            target.host(CHAT_HOST);
        }
        for (String segment : segments) {
            target.addPathSegment(Check.id("path", segment, MAX_SEGMENT));
        }
        return target.addQueryParameter(API_KEY, apiKey);
    }

    /** Returns parameters as Stream encodes them: a list of texts joined by commas, objects and lists of objects as JSON. */
    private static Map<String, String> parameters(Json query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        query.asMap().forEach((name, value) -> {
            if (value instanceof Map) {
                parameters.put(name, query.object(name).write());
            } else if (value instanceof List<?> list) {
                boolean objects = list.stream().anyMatch(Map.class::isInstance);
                parameters.put(
                        name,
                        objects
                                ? query.objects(name).stream()
                                        .map(Json::write)
                                        .collect(Collectors.joining(",", "[", "]"))
                                : list.stream().map(String::valueOf).collect(Collectors.joining(",")));
            } else if (value != null) {
                parameters.put(name, value.toString());
            }
        });
        return parameters;
    }

    /** Adds parameters, which are data: each is encoded, and must not be the API key. */
    static void addQuery(HttpUrl.Builder target, Map<String, String> query) {
        query.forEach((name, value) -> {
            String field = "query." + Check.id("name of a parameter in query", name, MAX_SEGMENT);
            if (name.equalsIgnoreCase(API_KEY)) {
                throw new InvalidRequestException(field, "must not be set; the client sets it");
            }
            Check.atMost(field, value, MAX_QUERY_VALUE);
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidRequestException(field, "must not contain control characters");
            }
            target.addQueryParameter(name, value);
        });
    }

    /** Executes an operation and verifies what every response has before it reads it. */
    <T> T execute(StreamOperation operation, HttpUrl target, @Nullable Json body, Reader<T> reader) {
        return execute(operation, operation.method(), target, body, (json, response, attempt) -> {
            try {
                operation.verify(json);
            } catch (InvalidRequestException e) {
                throw unreadable(response, attempt, e);
            }
            return reader.read(json, response, attempt);
        });
    }

    /** Creates the error of a successful response that lacks what Stream's response has. */
    static ProviderException unreadable(HttpResponse response, Attempt attempt, InvalidRequestException cause) {
        return new ProviderException(
                "the response is not Stream's: " + cause.getMessage(), attempt.uncertain(response, null, false), cause);
    }

    /** Executes an operation of which nothing is known but its retry class. */
    <T> T execute(Operation operation, String method, HttpUrl target, @Nullable Json body, Reader<T> reader) {
        return pipeline.execute(
                operation, options, new RestCall<>(method, target, body == null ? null : new JsonBody(body), reader));
    }

    /** Reads the JSON of a successful response. */
    interface Reader<T> {
        T read(Json json, HttpResponse response, Attempt attempt);
    }

    private Headers headers(UserToken token) {
        return Headers.of(
                "Authorization",
                mint(token),
                "stream-auth-type",
                "jwt",
                "User-Agent",
                USER_AGENT,
                "X-Stream-Client",
                USER_AGENT);
    }

    /** A REST call with JSON: the API key is in the query, the server token, without a scheme, in a header. */
    private final class RestCall<T> implements VendorCall<T> {

        private final String method;
        private final HttpUrl target;
        private final @Nullable JsonBody body;
        private final Reader<T> reader;

        RestCall(String method, HttpUrl target, @Nullable JsonBody body, Reader<T> reader) {
            this.method = method;
            this.target = target;
            this.body = body;
            this.reader = reader;
        }

        @Override
        public Request request(Attempt attempt) {
            return new Request.Builder()
                    .url(target)
                    .headers(signed.of(UserToken.SERVER))
                    .addHeader("x-client-request-id", attempt.requestId())
                    .method(method, body)
                    .build();
        }

        @Override
        public T read(HttpResponse response, Attempt attempt) {
            if (!response.successful()) {
                throw StreamErrors.of(response, attempt);
            }
            return reader.read(response.json(attempt), response, attempt);
        }
    }
}
