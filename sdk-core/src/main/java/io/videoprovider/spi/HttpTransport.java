package io.videoprovider.spi;

import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InterruptedOperationException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
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

    /** No answer of either vendor comes near it; it keeps a broken or hostile server from filling the heap. */
    private static final long MAX_ANSWER_BYTES = 64L << 20;

    /** A {@code Retry-After} of a 503 that OkHttp does not get to see: it repeats a GET by itself when that is 0, and fails when it is no int. */
    private static final Pattern HIDDEN = Pattern.compile("0+|\\d{10,}");

    private final @Nullable Consumer<OkHttpClient.Builder> customizer;
    private volatile @Nullable Client client;
    private final Map<Request, Sending> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** OkHttp, and those parts of it that end with it: what a customizer put in their place stays its owner's. */
    private record Client(OkHttpClient http, Dispatcher dispatcher, ConnectionPool connections) {}

    HttpTransport(@Nullable Consumer<OkHttpClient.Builder> customizer) {
        this.customizer = customizer;
        if (customizer != null) {
            // What it throws belongs to where it was set.
            client();
        }
    }

    /** Made for the first request: a process that only mints tokens or takes webhooks in starts in half the time without. */
    private Client client() {
        Client made = client;
        if (made != null) {
            return made;
        }
        synchronized (underWay) {
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

    /** By the request as it was given to the call, which a call that an interceptor of the application cloned has too. */
    private Sending sending(Request original) {
        return Objects.requireNonNull(underWay.get(original));
    }

    /**
     * Sends a request and reads its answer.
     *
     * @throws VideoException if no answer came; its {@code outcomeUnknown} is true only if the request had left
     * @throws RuntimeException if an interceptor of the application failed before the request was sent
     */
    HttpResponse send(Request original, Attempt attempt) {
        Request request = OneShotBody.in(original);
        Call call = client().http.newCall(request);
        call.timeout().timeout(attempt.timeout().toNanos(), TimeUnit.NANOSECONDS);
        Sending sending = new Sending(call);
        underWay.put(request, sending);
        if (closed) {
            call.cancel();
        }
        try (Response response = answered(call)) {
            return answer(response, sending, attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(attempt.unanswered(sending.onTheWire), e);
        } catch (IOException e) {
            throw unanswered(attempt, sending.onTheWire && !neverTaken(e), e);
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
            underWay.remove(request);
        }
    }

    private static HttpResponse answer(Response response, Sending sending, Attempt attempt) throws IOException {
        Headers headers = response.headers();
        if (sending.retryAfter != null) {
            headers =
                    headers.newBuilder().set("Retry-After", sending.retryAfter).build();
        }
        BufferedSource source = response.body().source();
        if (source.request(MAX_ANSWER_BYTES + 1)) {
            HttpResponse head = new HttpResponse(response.code(), headers, new byte[0]);
            throw new ProviderException(
                    "the response is larger than " + MAX_ANSWER_BYTES + " bytes",
                    attempt.uncertain(head, null, false),
                    null);
        }
        return new HttpResponse(response.code(), headers, source.readByteArray());
    }

    /** OkHttp, in Kotlin, throws an InterruptedException that it does not declare when it is interrupted while connecting. */
    private static Response answered(Call call) throws IOException, InterruptedException {
        return call.execute();
    }

    /** HTTP/2 tells of requests that the server, shutting down, did not look at (RFC 9113, 8.7). */
    private static boolean neverTaken(IOException cause) {
        return "stream was reset: REFUSED_STREAM".equals(cause.getMessage())
                || cause.getClass().getSimpleName().equals("ConnectionShutdownException");
    }

    private static VideoException unanswered(Attempt attempt, boolean sent, IOException cause) {
        ErrorDetails details = attempt.unanswered(sent);
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(details, cause);
        }
        if (cause instanceof InterruptedIOException) {
            String problem = sent
                    ? "no response within " + attempt.timeout()
                    : "no connection within the timeout: " + cause.getMessage();
            return new DeadlineExceededException(problem, details, cause);
        }
        // The causes' own messages name hosts and ports, no more.
        String phase =
                sent ? "the connection was closed before the response was complete" : "the server could not be reached";
        return new UnavailableException(phase + ": " + cause, details, cause);
    }

    static VideoException interrupted(ErrorDetails details, @Nullable Exception cause) {
        return new InterruptedOperationException("interrupted", details.withRetryable(false), cause);
    }

    /** Aborts what is under way, and closes what is idle; what a customizer brought along stays its owner's. */
    @Override
    public void close() {
        closed = true;
        underWay.values().forEach(sending -> sending.call.cancel());
        Client made = client;
        if (made != null) {
            made.dispatcher.executorService().shutdown();
            made.connections.evictAll();
        }
    }

    /** A request on its way, and what becomes known of it. */
    private static final class Sending {
        private final Call call;

        /** Whether it got as far as the wire: before that, nothing can have happened. */
        private volatile boolean onTheWire;

        /** What OkHttp was not to see. */
        private volatile @Nullable String retryAfter;

        Sending(Call call) {
            this.call = call;
        }
    }
}
