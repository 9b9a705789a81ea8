package io.videoprovider.examples.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Receives webhooks, and prints each event once it is verified. */
final class WebhookEndpoint implements AutoCloseable {

    private final VideoProvider video;
    private final PrintStream out;
    private final HttpServer server;
    private final List<VideoEvent> events = new ArrayList<>();

    private WebhookEndpoint(VideoProvider video, PrintStream out, HttpServer server) {
        this.video = video;
        this.out = out;
        this.server = server;
    }

    static WebhookEndpoint listen(VideoProvider video, PrintStream out) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            WebhookEndpoint endpoint = new WebhookEndpoint(video, out, server);
            server.createContext("/webhooks", endpoint::receive);
            server.start();
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks");
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            // The raw bytes: the signature is computed over them, not over a parsed body.
            VideoEvent event = video.webhooks()
                    .parse(WebhookRequest.read(exchange.getRequestHeaders(), exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            take(event);
        } catch (WebhookRejectedException e) {
            exchange.sendResponseHeaders(e.httpStatus(), -1);
        }
    }

    private synchronized void take(VideoEvent event) {
        out.println("   <- webhook " + event.type() + ", verified: "
                + event.getClass().getSimpleName());
        events.add(event);
        notifyAll();
    }

    synchronized void await(CallId call, String type, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (events.stream().noneMatch(event -> event.type().equals(type) && call.equals(event.call()))) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new IllegalStateException("no " + type + " within " + patience);
            }
            wait(left);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
