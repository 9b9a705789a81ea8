package io.videoprovider.livekit;

import com.sun.net.httpserver.HttpServer;
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

    /** What has come about a room, in its order. */
    List<WebhookRequest> about(String room) {
        return received.stream()
                .filter(request -> room.equals(room(Json.parse(request.body()))))
                .toList();
    }

    private static String room(Json event) {
        String name = event.object("room").string("name");
        return name.isEmpty() ? event.object("egressInfo").string("roomName") : name;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
