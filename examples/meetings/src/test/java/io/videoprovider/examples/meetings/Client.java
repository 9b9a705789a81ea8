package io.videoprovider.examples.meetings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A browser's session without a browser: cookies, CSRF token, events. */
final class Client {

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final URI url;

    Client(URI url) {
        this.url = url;
        get("/api/server");
    }

    /** A response. */
    record Response(HttpResponse<String> http) {

        int status() {
            return http.statusCode();
        }

        Json json() {
            return Json.parse(http.body());
        }

        /** Returns the body of a successful response. */
        Json ok() {
            assertThat(status()).as(http.body()).isBetween(200, 299);
            return http.body().isEmpty() ? Json.EMPTY : json();
        }

        String reason() {
            return json().string("reason");
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }
    }

    Response signIn(String user, String password) {
        return send(
                "POST",
                "/login",
                "username=" + URLEncoder.encode(user, UTF_8) + "&password=" + URLEncoder.encode(password, UTF_8),
                "application/x-www-form-urlencoded",
                csrf());
    }

    Response get(String path) {
        return send("GET", path, null, "application/json", "");
    }

    Response delete(String path) {
        return send("DELETE", path, null, "application/json", csrf());
    }

    Response post(String path, Json body) {
        return send("POST", path, body.write(), "application/json", csrf());
    }

    Response put(String path, Json body) {
        return send("PUT", path, body.write(), "application/json", csrf());
    }

    Response send(String method, String path, @Nullable String body, String contentType, String csrf) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", contentType)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!csrf.isEmpty()) {
            request.header("X-XSRF-TOKEN", csrf);
        }
        try {
            return new Response(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String csrf() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    /** Creates an instant meeting and returns its id. */
    String meeting(String title) {
        return post("/api/meetings", Json.builder().put("title", title).build())
                .ok()
                .string("id");
    }

    /** Returns the secret part of the invitation link of a meeting. */
    String key(String meeting) {
        return get("/api/meetings/" + meeting).ok().string("link").replaceFirst(".*&key=", "");
    }

    Response join(String meeting, @Nullable String key) {
        return post(
                "/api/meetings/" + meeting + "/join",
                key == null ? Json.EMPTY : Json.builder().put("key", key).build());
    }

    /** Requests the stream of events, on a connection that is reset when it is closed. */
    Socket requestEvents() throws IOException {
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoLinger(true, 0);
        String cookie = cookies.getCookieStore().getCookies().stream()
                .map(one -> one.getName() + "=" + one.getValue())
                .collect(Collectors.joining("; "));
        socket.getOutputStream()
                .write(("GET /api/events HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nCookie: " + cookie
                                + "\r\n\r\n")
                        .getBytes(UTF_8));
        return socket;
    }

    /** Opens the stream of events, and returns when it is open. */
    Stream events(String query) {
        try {
            HttpResponse<java.util.stream.Stream<String>> response = http.send(
                    HttpRequest.newBuilder(url.resolve("/api/events" + query)).build(), BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            return new Stream(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Received events. */
    static final class Stream implements AutoCloseable {

        private final List<Json> received = new CopyOnWriteArrayList<>();
        private final java.util.stream.Stream<String> lines;
        private volatile boolean ended;

        Stream(java.util.stream.Stream<String> lines) {
            this.lines = lines;
            // Not in the other thread: a stream that is closed at the moment when its reading begins can fail with any
            // exception.
            Iterator<String> reading = lines.iterator();
            Thread reader = new Thread(() -> read(reading), "events");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(Iterator<String> reading) {
            try {
                reading.forEachRemaining(line -> {
                    if (line.startsWith("data:")) {
                        received.add(Json.parse(line.substring(5)));
                    }
                });
            } catch (UncheckedIOException e) {
                // Closed.
            }
            ended = true;
        }

        /** Waits for an event of a type that satisfies a condition. */
        Json await(String type, Predicate<Json> condition) {
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(
                            () -> received.stream()
                                    .filter(event -> type.equals(event.string("type")) && condition.test(event))
                                    .findFirst(),
                            java.util.Optional::isPresent)
                    .orElseThrow();
        }

        Json await(String type) {
            return await(type, event -> true);
        }

        boolean ended() {
            return ended;
        }

        List<Json> received() {
            return received;
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
