package io.videoprovider.emulator.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;

/**
 * The HTTP server of an emulator on 127.0.0.1: dispatches requests to the control API or to the vendor's API, and applies
 * faults.
 */
public abstract class HttpFront implements AutoCloseable {

    /** The path prefix of the control API. */
    public static final String CONTROL = "/_emulator/";

    // The request log of the library would contain access tokens, and takes longer than the requests. A reference is
    // kept because java.util.logging forgets the level of an unreferenced logger.
    private static final Logger HTTP_LOG = Logger.getLogger(MockWebServer.class.getName());

    private final MockWebServer server = new MockWebServer();
    private final FaultPlans faults;
    private final Timers timers;

    protected HttpFront(FaultPlans faults, Timers timers) {
        this.faults = faults;
        this.timers = timers;
    }

    /**
     * Loads the classes of Jackson that a request needs, so that a wrong version fails here and not in a request.
     *
     * @throws IllegalStateException if a class is missing; the message names the remedy
     */
    public static void checkJackson() {
        try {
            Object unused = Json.fromMap(Json.asMap(Json.parse(Json.write(Json.object()))));
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "the emulators require jackson-annotations 2.21 or newer, but another dependency selects an older version:"
                            + " import io.videoprovider:videoprovider-bom, or manage the version of"
                            + " com.fasterxml.jackson.core:jackson-annotations",
                    e);
        }
    }

    /** Returns the name of the operation of a request, which faults match. */
    protected abstract String operation(HttpRequest request);

    /** Records a request to which a fault responds. */
    protected abstract void record(HttpRequest request);

    /** Records a request and returns the response. */
    protected abstract HttpResponse process(HttpRequest request);

    /** Returns the response to a request to the control API. */
    protected abstract HttpResponse control(HttpRequest request);

    /** Adds the headers that every response has. */
    protected abstract void decorate(HttpRequest request, HttpResponse answer, MockResponse.Builder response);

    /** A socket that is reset (RST) instead of closed (FIN) if its input is shut down before. */
    private static final class ResettableSocket extends Socket {

        private boolean deaf;
        private boolean mute;

        @Override
        public void shutdownInput() throws IOException {
            super.shutdownInput();
            deaf = true;
        }

        @Override
        public void shutdownOutput() throws IOException {
            super.shutdownOutput();
            mute = true;
        }

        @Override
        public synchronized void close() throws IOException {
            if (deaf && !mute && !isClosed()) {
                setSoLinger(true, 0);
            }
            super.close();
        }
    }

    /** Sends each packet at once: otherwise the second packet of a response would wait 40 ms for an acknowledgement. */
    private static final class PromptSockets extends ServerSocketFactory {

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = new ResettableSocket();
                    implAccept(socket);
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return bound(new InetSocketAddress(port), 0);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return bound(new InetSocketAddress(port), backlog);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return bound(new InetSocketAddress(address, port), backlog);
        }

        private ServerSocket bound(InetSocketAddress address, int backlog) throws IOException {
            ServerSocket socket = createServerSocket();
            socket.bind(address, backlog);
            return socket;
        }
    }

    /**
     * Starts to listen.
     *
     * @throws UncheckedIOException if the port is taken
     */
    public final URI start(int port) {
        HTTP_LOG.setLevel(Level.WARNING);
        server.setServerSocketFactory(new PromptSockets());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest http) throws InterruptedException {
                // The mock server keeps each request for takeRequest(), which is not used; a soak test would fill the
                // memory.
                RecordedRequest unused = server.takeRequest(0, TimeUnit.MILLISECONDS);
                try {
                    return answer(HttpRequest.of(http));
                } catch (Throwable e) {
                    // Errors too: an uncaught one would end the thread of the connection without a response.
                    return new MockResponse.Builder()
                            .code(500)
                            .setHeader("Content-Type", "text/plain; charset=utf-8")
                            .setHeader("Access-Control-Allow-Origin", "*")
                            .body("emulator failed: " + e)
                            .build();
                }
            }
        });
        try {
            server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port + " of 127.0.0.1", e);
        }
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    private MockResponse answer(HttpRequest request) {
        if (request.method().equals("OPTIONS") && request.header("Origin") != null) {
            return response(HttpResponse.text(204, ""), request).build();
        }
        if (request.path().startsWith(CONTROL)) {
            return response(control(request), request).build();
        }
        Fault fault = faults.forRequest(operation(request));
        if (fault == null) {
            return response(process(request), request).build();
        }
        return faulty(request, fault);
    }

    private MockResponse faulty(HttpRequest request, Fault fault) {
        timers.pauseExactly(fault.delay());
        SocketEffect broken = new SocketEffect.CloseSocket();
        SocketEffect reset = new SocketEffect.CloseSocket(
                /* closeSocket */ true, /* shutdownInput */ true, /* shutdownOutput */ false);
        MockResponse.Builder response = switch (fault.kind()) {
            case ANSWER -> {
                record(request);
                yield response(new HttpResponse(fault.status(), fault.contentType(), fault.body()), request);
            }
            case DROP_BEFORE -> {
                record(request);
                yield new MockResponse.Builder().onResponseStart(broken);
            }
            case DROP_AFTER -> response(process(request), request).onResponseStart(broken);
            case TRUNCATE -> response(process(request), request).onResponseBody(broken);
            case RESET -> response(process(request), request).onResponseStart(reset);
            case NONE -> response(process(request), request);
        };
        fault.headers().forEach(response::setHeader);
        return response.build();
    }

    private MockResponse.Builder response(HttpResponse answer, HttpRequest request) {
        MockResponse.Builder response = new MockResponse.Builder().code(answer.status());
        if (answer.status() != 204) {
            response.setHeader("Content-Type", answer.contentType()).body(new Buffer().write(answer.body()));
        }
        decorate(request, answer, response);
        answer.headers().forEach(response::setHeader);
        if (request.header("Origin") != null) {
            response.setHeader("Access-Control-Allow-Origin", "*");
            if (answer.status() == 204) {
                response.setHeader("Access-Control-Allow-Methods", "*")
                        .setHeader("Access-Control-Allow-Headers", "*, Authorization");
            }
        }
        return response;
    }

    /** Stops listening. */
    @Override
    public final void close() {
        server.close();
    }
}
