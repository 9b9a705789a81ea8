package io.videoprovider.stream;

import com.sun.net.httpserver.HttpServer;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes in webhooks over real HTTP, and keeps them. */
final class WebhookInbox implements AutoCloseable {

    private final HttpServer server;
    private final List<WebhookRequest> received = new CopyOnWriteArrayList<>();

    private WebhookInbox(HttpServer server) {
        this.server = server;
    }

    static WebhookInbox listen() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            WebhookInbox inbox = new WebhookInbox(server);
            server.createContext("/hook", exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                inbox.received.add(WebhookRequest.of(exchange.getRequestHeaders(), body));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return inbox;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /** What has come about a call, in its order. */
    List<WebhookRequest> about(CallId call) {
        return received.stream()
                .filter(request ->
                        call.toString().equals(Json.parse(request.body()).string("call_cid")))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
