package io.videoprovider.spi;

import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request once and distinguishes a request that was not sent from one whose response was lost. Owns the HTTP client.
 * Thread-safe.
 */
final class HttpTransport implements AutoCloseable {

    /** Far above any response of either vendor; prevents a broken or hostile server from filling the heap. */
    private static final long MAX_RESPONSE_BYTES = 64L << 20;

    /**
     * A {@code Retry-After} of a 503 that is hidden from OkHttp: it repeats a GET by itself if the value is 0, and fails if it is
     * not an int.
     */
    private static final Pattern HIDDEN = Pattern.compile("0+|\\d{10,}");

    private final @Nullable Consumer<OkHttpClient.Builder> customizer;
    private volatile @Nullable Client client;
    private final Map<Request, Sending> inProgress = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** OkHttp, with the parts that are closed with it. Parts that a customizer has set are closed by their owner. */
    private record Client(OkHttpClient http, Dispatcher dispatcher, ConnectionPool connections) {}

    HttpTransport(@Nullable Consumer<OkHttpClient.Builder> customizer) {
        this.customizer = customizer;
        if (customizer != null) {
            // Built eagerly, so that exceptions of a customizer surface from build().
            client();
        }
    }

    /** Created for the first request: without it, a process that only mints tokens or receives webhooks starts in half the time. */
    private Client client() {
        Client made = client;
        if (made != null) {
            return made;
        }
        synchronized (inProgress) {
            made = client;
            if (made == null) {
                made = newClient();
                client = made;
            }
            return made;
        }
    }

    private Client newClient() {
        Dispatcher dispatcher = new Dispatcher();
        ConnectionPool connections = new ConnectionPool();
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(connections)
                .socketFactory(new InterruptibleSockets())
                .connectTimeout(Duration.ofSeconds(5))
                // One timeout for each whole attempt replaces these.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO);
        if (customizer != null) {
            customizer.accept(builder);
            // A copy: the application may keep its builder, change it or build further clients from it.
            builder = builder.build().newBuilder();
        }
        builder.retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                // Last in the chain, right before the first byte is written.
                .addNetworkInterceptor(chain -> {
                    Sending sending = sending(chain.call().request());
                    sending.onTheWire = true;
                    Response response = chain.proceed(chain.request());
                    String retryAfter = response.code() == 503 ? response.header("Retry-After") : null;
                    boolean hidden =
                            retryAfter != null && HIDDEN.matcher(retryAfter).matches();
                    sending.retryAfter = hidden ? retryAfter : null;
                    return hidden
                            ? response.newBuilder().removeHeader("Retry-After").build()
                            : response;
                });
        return new Client(builder.build(), dispatcher, connections);
    }

    /** By the original request of the call, which a call that an interceptor has cloned shares. */
    private Sending sending(Request original) {
        Sending sending = inProgress.get(original);
        if (sending == null) {
            throw new IllegalStateException("the call was cloned from one of an operation that has ended");
        }
        return sending;
    }

    /**
     * Sends a request and reads its response.
     *
     * @throws VideoException if no response was received; its {@code outcomeUnknown} is true only if the request was sent
     * @throws RuntimeException if an interceptor of the application failed before the request was sent
     */
    HttpResponse send(Request original, Attempt attempt) {
        Request request = OneShotBody.in(original);
        OkHttpClient http = client().http;
        Call call = http.newCall(request);
        call.timeout().timeout(timeout(http, attempt).toNanos(), TimeUnit.NANOSECONDS);
        Sending sending = new Sending(call);
        inProgress.put(request, sending);
        if (closed) {
            call.cancel();
        }
        try (Response response = execute(call)) {
            return read(response, sending, attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(attempt.unanswered(sending.onTheWire), e);
        } catch (IOException e) {
            throw unanswered(attempt, sending.onTheWire && !notProcessed(e), e, http);
        } catch (VideoException e) {
            throw e;
        } catch (RuntimeException | Error bug) {
            if (!sending.onTheWire) {
                throw bug;
            }
            throw new ProviderException(
                    "an interceptor of the HTTP client failed after the request was sent",
                    attempt.unanswered(true).withRetryable(false),
                    bug);
        } finally {
            inProgress.remove(request);
        }
    }

    private static HttpResponse read(Response response, Sending sending, Attempt attempt) throws IOException {
        Headers headers = response.headers();
        if (sending.retryAfter != null) {
            headers =
                    headers.newBuilder().set("Retry-After", sending.retryAfter).build();
        }
        BufferedSource source = response.body().source();
        if (source.request(MAX_RESPONSE_BYTES + 1)) {
            HttpResponse head = new HttpResponse(response.code(), headers, new byte[0]);
            throw new ProviderException(
                    "the response is larger than " + MAX_RESPONSE_BYTES + " bytes",
                    attempt.uncertain(head, null, false),
                    null);
        }
        return new HttpResponse(response.code(), headers, source.readByteArray());
    }

    /** OkHttp, in Kotlin, throws an undeclared InterruptedException if it is interrupted while connecting. */
    private static Response execute(Call call) throws IOException, InterruptedException {
        return call.execute();
    }

    /** Returns whether the server has not processed the request, which HTTP/2 reports during a shutdown (RFC 9113, 8.7). */
    private static boolean notProcessed(IOException cause) {
        return "stream was reset: REFUSED_STREAM".equals(cause.getMessage())
                || cause.getClass().getSimpleName().equals("ConnectionShutdownException");
    }

    /** Returns the timeout of the attempt, or the shorter one of a customized client. */
    private static Duration timeout(OkHttpClient http, Attempt attempt) {
        Duration own = Duration.ofMillis(http.callTimeoutMillis());
        return own.isZero() || own.compareTo(attempt.timeout()) > 0 ? attempt.timeout() : own;
    }

    private static VideoException unanswered(Attempt attempt, boolean sent, IOException cause, OkHttpClient http) {
        ErrorDetails details = attempt.unanswered(sent);
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(details, cause);
        }
        if (cause instanceof InterruptedIOException) {
            String missing = sent ? "no response within " : "no connection within ";
            return new DeadlineExceededException(missing + expired(attempt, sent, cause, http), details, cause);
        }
        // The messages of these causes contain only hosts and ports.
        String phase =
                sent ? "the connection was closed before the response was complete" : "the server could not be reached";
        return new UnavailableException(phase + ": " + cause, details, cause);
    }

    /** Names the timeout that expired: the attempt's, or one of the HTTP client's. */
    private static String expired(Attempt attempt, boolean sent, IOException cause, OkHttpClient http) {
        if (!(cause instanceof SocketTimeoutException)) {
            Duration whole = timeout(http, attempt);
            return whole.equals(attempt.timeout()) ? whole.toString() : "the callTimeout of the HTTP client, " + whole;
        }
        // OkHttp does not report which of its timeouts it was.
        List<String> possible = new ArrayList<>();
        if (!sent) {
            possible.add("connectTimeout, " + Duration.ofMillis(http.connectTimeoutMillis()));
        }
        if (http.readTimeoutMillis() > 0) {
            possible.add("readTimeout, " + Duration.ofMillis(http.readTimeoutMillis()));
        }
        if (http.writeTimeoutMillis() > 0) {
            possible.add("writeTimeout, " + Duration.ofMillis(http.writeTimeoutMillis()));
        }
        return possible.isEmpty()
                ? "a timeout that an interceptor of the HTTP client has set"
                : "the timeouts of the HTTP client: " + String.join("; ", possible);
    }

    static VideoException interrupted(ErrorDetails details, @Nullable Exception cause) {
        return new InterruptedOperationException("interrupted", details.withRetryable(false), cause);
    }

    /** Aborts requests in progress and closes idle connections. Parts that a customizer has set are closed by their owner. */
    @Override
    public void close() {
        closed = true;
        inProgress.values().forEach(sending -> sending.call.cancel());
        Client made = client;
        if (made != null) {
            made.dispatcher.executorService().shutdown();
            made.connections.evictAll();
        }
    }

    /** The state of a request in progress. */
    private static final class Sending {
        private final Call call;

        /** Whether the request was sent: before that, it cannot have taken effect. */
        private volatile boolean onTheWire;

        /** The header that was hidden from OkHttp. */
        private volatile @Nullable String retryAfter;

        Sending(Call call) {
            this.call = call;
        }
    }
}
