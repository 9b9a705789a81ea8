package io.videoprovider.testing;

import com.sun.net.httpserver.HttpServer;
import io.videoprovider.common.CallId;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on the loopback address that records webhooks and responds with 200. Thread-safe. */
public final class WebhookReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<WebhookRequest> received = new CopyOnWriteArrayList<>();

    private WebhookReceiver(HttpServer server) {
        this.server = server;
    }

    /** Starts a receiver on a free port. */
    public static WebhookReceiver start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            WebhookReceiver receiver = new WebhookReceiver(server);
            server.createContext("/webhooks", exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                receiver.received.add(WebhookRequest.of(exchange.getRequestHeaders(), body));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the URL to configure as the target of webhooks. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks");
    }

    /** Returns the webhooks received so far, in the order of arrival. */
    public List<WebhookRequest> received() {
        return List.copyOf(received);
    }

    /**
     * Returns the webhooks about one call, in the order of arrival.
     *
     * @param webhooks parses each webhook, to find its call
     */
    public List<WebhookRequest> received(CallId call, Webhooks webhooks) {
        return received.stream()
                .filter(request -> call.equals(webhooks.parse(request).call()))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
