package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.spi.IssueTimes;
import io.videoprovider.spi.Operation;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.ServerUrl;
import io.videoprovider.spi.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Client of Stream's server-side API, with Stream's names: one client per subject, such as {@link #calls}, and {@link #request} for
 * all other endpoints. Requests are signed with a server token that is valid for ten minutes. All attempts of one operation have the
 * same {@code x-client-request-id} and run through the pipeline of the provider.
 *
 * <p>{@code video.unwrap(StreamClient.class)} returns it; it is closed with its provider. Thread-safe, as are the clients that it returns.
 */
public final class StreamClient {

    /** Stream's own limit on lists in one request. */
    public static final int BATCH = 100;

    private static final Duration UNKNOWN_OPERATION_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration MAX_PATIENCE = Duration.ofDays(1);
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> BODILESS = Set.of("GET", "DELETE");

    /** Parameters with which {@code GetCall} sends notifications. */
    private static final Set<String> SIDE_EFFECTS = Set.of("ring", "notify");

    private final StreamTransport transport;

    /** Creates a client for {@code StreamVideoProvider}, which owns the pipeline. */
    public StreamClient(
            ServerUrl url,
            String apiKey,
            SigningKey secret,
            OperationPipeline pipeline,
            Clock clock,
            IssueTimes issueTimes) {
        this(new StreamTransport(
                Check.notNull("url", url),
                Check.notNull("apiKey", apiKey),
                Check.notNull("secret", secret),
                Check.notNull("pipeline", pipeline),
                Check.notNull("clock", clock),
                Check.notNull("issueTimes", issueTimes)));
    }

    private StreamClient(StreamTransport transport) {
        this.transport = transport;
    }

    /** Returns a view of this client with other options. */
    public StreamClient with(RequestOptions options) {
        return new StreamClient(transport.with(Check.notNull("options", options)));
    }

    /** Returns the operations on calls, their members and participants. */
    public CallClient calls() {
        return new CallClient(transport);
    }

    /** Returns the operations on recordings. */
    public RecordingClient recordings() {
        return new RecordingClient(transport);
    }

    /** Returns the operations on broadcasts. */
    public BroadcastClient broadcasts() {
        return new BroadcastClient(transport);
    }

    /** Returns the operations on call types. */
    public CallTypeClient callTypes() {
        return new CallTypeClient(transport);
    }

    /** Returns the statistics of calls, sessions and participants. */
    public StatisticsClient statistics() {
        return new StatisticsClient(transport);
    }

    /** Returns the operations on SIP trunks and their routing rules. */
    public SipClient sip() {
        return new SipClient(transport);
    }

    /** Returns the operations on users. */
    public UserClient users() {
        return new UserClient(transport);
    }

    /** Returns the operations on the devices of users. */
    public DeviceClient devices() {
        return new DeviceClient(transport);
    }

    /** Returns the operations on external storages. */
    public StorageClient storages() {
        return new StorageClient(transport);
    }

    /** Returns the operations on chat channels. */
    public ChatClient chat() {
        return new ChatClient(transport);
    }

    /** Returns the operations on the settings of the application. */
    public AppClient app() {
        return new AppClient(transport);
    }

    /**
     * Waits for a task, which is polled twice a second.
     *
     * @param patience 0 to 1 day
     * @return the task's result
     * @throws ProviderException if the task failed
     * @throws DeadlineExceededException if it is not completed within the timeout
     */
    public Json awaitTask(String taskId, Duration patience) {
        Check.notNull("taskId", taskId);
        Check.between("patience", patience, Duration.ZERO, MAX_PATIENCE);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Json task = transport.call(StreamOperation.GET_TASK, null, taskId);
            switch (task.string("status")) {
                case "completed" -> {
                    return task.object("result");
                }
                case "failed" ->
                    throw new ProviderException(
                            "task " + taskId + " failed: "
                                    + task.object("error").string("type"),
                            ErrorDetails.at(transport.provider()),
                            null);
                default -> {
                    if (System.nanoTime() > deadline) {
                        throw new DeadlineExceededException(
                                "task " + taskId + " is still " + task.string("status") + " after " + patience,
                                ErrorDetails.at(transport.provider()),
                                null);
                    }
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedOperationException("interrupted", ErrorDetails.at(transport.provider()), e);
        }
    }

    /** Signs a token. Performs no I/O. */
    public String mint(UserToken token) {
        return transport.mint(Check.notNull("token", token));
    }

    /**
     * Returns the time of issue for a new token of a user: before now by the backdating of the provider, because Stream rejects a token
     * from its future, or the time before which {@link UserClient#revokeUserTokens} or {@link AppClient#revokeAllTokens} revoked earlier ones.
     */
    public Instant issuedAt(String userId) {
        return transport.issueTimes().next(StreamTransport.EVERYONE, Check.notNull("userId", userId));
    }

    /** Calls an endpoint without a query, see {@link #request(String, String, Map, Json)}. */
    public Json request(String method, String path, @Nullable Json body) {
        return request(method, path, Map.of(), body);
    }

    /**
     * Calls any endpoint: {@code client.request("DELETE", "devices", Map.of("id", "d-1", "user_id", "alice"), null)}. A GET without
     * {@code ring} and {@code notify} is a read; any other request is sent again only if it certainly changed nothing. For a POST that
     * only reads, use {@link #query}.
     *
     * @param method GET, POST, PUT, PATCH or DELETE
     * @param path the path below {@code /api/v2/}, with segments that are not encoded, without a query
     * @param query the parameters of the query, not encoded, without {@code api_key}; at most 8,192 characters each
     * @param body the request; null for none, and for every GET and DELETE
     * @return the response
     */
    public Json request(String method, String path, Map<String, String> query, @Nullable Json body) {
        HttpUrl target = target(path, query);
        if (!METHODS.contains(Check.text("method", method))) {
            throw new InvalidRequestException("method", "must be one of " + METHODS);
        }
        boolean bodiless = BODILESS.contains(method);
        if (bodiless && body != null) {
            throw new InvalidRequestException("body", "must be null for " + method + "; pass parameters in the query");
        }
        boolean reads = method.equals("GET") && SIDE_EFFECTS.stream().noneMatch(query::containsKey);
        return send(
                method,
                target,
                reads ? RetryClass.READ : RetryClass.NEVER,
                body == null && !bodiless ? Json.EMPTY : body);
    }

    /**
     * Calls an endpoint whose POST only reads, such as a search: {@code client.query("video/call/feedback", Map.of("full", "true"),
     * filter)}. It is retried like a GET; an endpoint that changes something would do it twice.
     *
     * @param path the path below {@code /api/v2/}, with segments that are not encoded, without a query
     * @param query the parameters of the query, not encoded, without {@code api_key}; at most 8,192 characters each
     * @return the response
     */
    public Json query(String path, Map<String, String> query, Json body) {
        Check.notNull("body", body);
        return send("POST", target(path, query), RetryClass.READ, body);
    }

    private HttpUrl target(String path, Map<String, String> query) {
        Check.text("path", path);
        HttpUrl.Builder target =
                transport.target(List.of(path.replaceFirst("^/+", "").split("/", -1)));
        StreamTransport.addQuery(target, Check.copyOf("query", query));
        return target.build();
    }

    private Json send(String method, HttpUrl target, RetryClass retryClass, @Nullable Json body) {
        List<String> segments = target.pathSegments();
        String name = method + " " + segments.get(segments.size() - 1).toLowerCase(Locale.ROOT);
        return transport.execute(
                new UnknownOperation(name, retryClass), method, target, body, (json, response, attempt) -> json);
    }

    private record UnknownOperation(String operationName, RetryClass retryClass) implements Operation {
        @Override
        public Duration timeout() {
            return UNKNOWN_OPERATION_TIMEOUT;
        }
    }

    /** Returns the server's address without secrets. */
    @Override
    public String toString() {
        return "StreamClient[" + transport.url() + "]";
    }
}
