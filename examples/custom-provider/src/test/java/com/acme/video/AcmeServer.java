package com.acme.video;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * Acme's server, in memory: calls, participants, recordings, signed webhooks. It verifies tokens with the JDK's HMAC, so that it
 * shares no code with the provider. Thread-safe: every operation holds its lock.
 */
final class AcmeServer extends Dispatcher implements AutoCloseable {

    private static final int PAGE_SIZE = 3;

    private static final Map<String, String> PERMISSIONS = Map.of(
            "camera", "publish_video",
            "microphone", "publish_audio",
            "screen_share", "publish_screen");

    private final MockWebServer http = new MockWebServer();
    private final String apiKey;
    private final String secret;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<String, AcmeCall> calls = new LinkedHashMap<>();
    private final Map<String, AcmeRecording> recordings = new LinkedHashMap<>();
    private final List<WebhookRequest> webhooks = new CopyOnWriteArrayList<>();

    AcmeServer(String apiKey, String secret) {
        this.apiKey = apiKey;
        this.secret = secret;
        http.setDispatcher(this);
        try {
            http.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return http.url("/").toString();
    }

    MockWebServer http() {
        return http;
    }

    List<WebhookRequest> webhooks(CallId call) {
        return webhooks.stream()
                .filter(webhook -> AcmeMapper.callId(Json.parse(webhook.body()).object("call"))
                        .equals(call))
                .toList();
    }

    @Override
    public void close() {
        http.close();
    }

    // HTTP

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        String authorization = String.valueOf(request.getHeaders().get("Authorization"));
        try {
            Json claims = verify(authorization.substring("Bearer ".length()));
            if (!claims.string("iss").equals(apiKey) || claims.has("sub")) {
                throw new IllegalStateException("not a token for the server API");
            }
        } catch (IllegalStateException | IllegalArgumentException | StringIndexOutOfBoundsException e) {
            return error(401, "unauthenticated", "the token is invalid: " + authorization);
        }
        List<String> path = request.getUrl().pathSegments();
        byte[] body =
                request.getBody() == null ? new byte[0] : request.getBody().toByteArray();
        Json json = body.length == 0 ? Json.EMPTY : Json.parse(body);
        try {
            Json result = switch (path.get(1)) {
                case "calls" -> path.size() == 2 ? listCalls(request) : calls(request.getMethod(), path, json);
                case "recordings" -> recording(path);
                default -> throw new NoSuchElementException("no such path");
            };
            return new MockResponse.Builder().body(result.write()).build();
        } catch (NoSuchElementException e) {
            return error(404, "not_found", String.valueOf(e.getMessage()));
        }
    }

    private static MockResponse error(int status, String code, String message) {
        Json body = Json.builder().put("error", code).put("message", message).build();
        return new MockResponse.Builder().code(status).body(body.write()).build();
    }

    private Json listCalls(RecordedRequest request) {
        List<String> wanted = new ArrayList<>(request.getUrl().queryParameterValues("call"));
        String cursor = request.getUrl().queryParameter("cursor");
        List<Json> all = calls.entrySet().stream()
                .filter(call -> wanted.isEmpty() || wanted.contains(call.getKey()))
                .map(call -> call.getValue().json())
                .toList();
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int to = Math.min(from + PAGE_SIZE, all.size());
        return Json.builder()
                .put("calls", all.subList(from, to))
                .put("next", to < all.size() ? String.valueOf(to) : null)
                .build();
    }

    private Json calls(String method, List<String> path, Json body) {
        String key = path.get(2) + ":" + path.get(3);
        if (path.size() == 4 && method.equals("PUT")) {
            boolean created = !calls.containsKey(key);
            AcmeCall call = calls.computeIfAbsent(key, id -> new AcmeCall(path.get(2), path.get(3)));
            if (created) {
                call.change(body);
            }
            return call.json().toBuilder().put("created", created).build();
        }
        AcmeCall call = calls.get(key);
        if (call == null) {
            throw new NoSuchElementException("no such call");
        }
        if (path.size() == 4) {
            if (method.equals("PATCH")) {
                call.change(body);
            } else if (method.equals("DELETE")) {
                call.end();
                calls.remove(key);
            }
            return call.json();
        }
        return switch (path.get(4)) {
            case "end" -> {
                call.end();
                yield call.json();
            }
            case "participants" ->
                path.size() == 5 ? call.listParticipants() : call.participant(method, path.get(5), body);
            case "recordings" -> method.equals("GET") ? call.listRecordings() : call.record(body);
            default -> throw new NoSuchElementException("no such path");
        };
    }

    private Json recording(List<String> path) {
        AcmeRecording recording = recordings.get(path.get(2));
        if (recording == null) {
            throw new NoSuchElementException("no such recording");
        }
        return path.size() == 3 ? recording.json() : recording.stop();
    }

    // Tokens and webhooks

    private Json verify(String token) {
        String[] parts = token.split("\\.", -1);
        byte[] signature = hmac((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        Json claims = Json.parse(Base64.getUrlDecoder().decode(parts[1]));
        long now = Instant.now().getEpochSecond();
        if (!MessageDigest.isEqual(signature, Base64.getUrlDecoder().decode(parts[2]))
                || claims.number("nbf") > now
                || claims.number("exp") <= now) {
            throw new IllegalStateException("the token is invalid");
        }
        return claims;
    }

    private byte[] hmac(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(String event, AcmeCall call, Json details) {
        byte[] body = details.toBuilder()
                .put("event", event)
                .put("delivery", "delivery-" + ids.incrementAndGet())
                .put("at", System.currentTimeMillis())
                .put("call", call.json())
                .build()
                .write()
                .getBytes(StandardCharsets.UTF_8);
        String signature = HexFormat.of().formatHex(hmac(body));
        webhooks.add(WebhookRequest.of(Map.of("Acme-Signature", List.of(signature)), body));
    }

    /** Joins with a token, as a client would. */
    synchronized SimulatedParticipant join(String token) {
        Json claims = verify(token);
        AcmeCall call = calls.get(claims.string("type") + ":" + claims.string("id"));
        if (call == null || call.endedAt != 0) {
            throw new IllegalStateException("the call does not exist or has ended");
        }
        return call.join(claims);
    }

    // State

    private final class AcmeCall {

        private final String type;
        private final String id;
        private final long createdAt = System.currentTimeMillis();
        private final Map<String, String> custom = new LinkedHashMap<>();
        private final Map<String, AcmeParticipant> participants = new LinkedHashMap<>();
        private String title = "";
        private long startsAt;
        private long endedAt;
        private String session = "";

        AcmeCall(String type, String id) {
            this.type = type;
            this.id = id;
        }

        Json json() {
            return Json.builder()
                    .put("type", type)
                    .put("id", id)
                    .putIfNotEmpty("title", title)
                    .putIfNotEmpty("session", session)
                    .put("starts_at", startsAt == 0 ? null : startsAt)
                    .put("created_at", createdAt)
                    .put("ended_at", endedAt == 0 ? null : endedAt)
                    .put("custom", custom)
                    .put("participants", participants.size())
                    .put("recording", recordings().stream().anyMatch(recording -> recording.stoppedAt == 0))
                    .build();
        }

        void change(Json body) {
            title = body.has("title") ? body.string("title") : title;
            startsAt = body.has("starts_at") ? body.number("starts_at") : startsAt;
            custom.putAll(body.stringMap("custom"));
            custom.values().removeIf(String::isEmpty);
        }

        void end() {
            if (endedAt == 0) {
                endedAt = System.currentTimeMillis();
                List.copyOf(participants.values()).forEach(participant -> participant.leave("call_ended"));
                recordings().forEach(AcmeRecording::stop);
                send("call.ended", this, Json.EMPTY);
            }
        }

        AcmeParticipant join(Json claims) {
            if (session.isEmpty()) {
                session = "session-" + ids.incrementAndGet();
                send("call.started", this, Json.EMPTY);
            }
            AcmeParticipant participant = new AcmeParticipant(this, claims);
            participants.put(participant.user, participant);
            send(
                    "participant.joined",
                    this,
                    Json.builder().put("participant", participant.json()).build());
            return participant;
        }

        Json listParticipants() {
            List<Json> all =
                    participants.values().stream().map(AcmeParticipant::json).toList();
            return Json.builder().put("participants", all).build();
        }

        Json participant(String method, String user, Json body) {
            AcmeParticipant participant = participants.get(user);
            if (participant == null) {
                throw new NoSuchElementException("the user is not in the call");
            }
            switch (method) {
                case "DELETE" -> participant.leave("removed");
                case "PATCH" -> {
                    participant.permissions.addAll(body.strings("allow"));
                    participant.permissions.removeAll(body.strings("deny"));
                }
                default -> {}
            }
            return participant.json();
        }

        List<AcmeRecording> recordings() {
            return recordings.values().stream()
                    .filter(recording -> recording.call == this)
                    .toList();
        }

        Json listRecordings() {
            List<Json> all = recordings().stream().map(AcmeRecording::json).toList();
            return Json.builder().put("recordings", all).build();
        }

        Json record(Json settings) {
            AcmeRecording recording = recordings().stream()
                    .filter(active -> active.stoppedAt == 0 && active.settings.equals(settings))
                    .findFirst()
                    .orElseGet(() -> new AcmeRecording(this, settings));
            return recording.json();
        }
    }

    private final class AcmeParticipant implements SimulatedParticipant {

        private final AcmeCall call;
        private final String user;
        private final String name;
        private final String connection = "connection-" + ids.incrementAndGet();
        private final long joinedAt = System.currentTimeMillis();
        private final List<String> permissions;

        AcmeParticipant(AcmeCall call, Json claims) {
            this.call = call;
            this.user = claims.string("sub");
            this.name = claims.string("name");
            this.permissions = new ArrayList<>(claims.strings("permissions"));
        }

        Json json() {
            return Json.builder()
                    .put("user", user)
                    .put("connection", connection)
                    .putIfNotEmpty("name", name)
                    .put("joined_at", joinedAt)
                    .put("permissions", permissions)
                    .build();
        }

        void leave(String reason) {
            if (call.participants.remove(user, this)) {
                send(
                        "participant.left",
                        call,
                        Json.builder()
                                .put("participant", json())
                                .put("reason", reason)
                                .build());
            }
        }

        @Override
        public String identity() {
            return user;
        }

        @Override
        public String publish(String source) {
            synchronized (AcmeServer.this) {
                if (!connected() || !permissions.contains(PERMISSIONS.get(source))) {
                    throw new IllegalStateException(user + " must not publish " + source);
                }
                return "track-" + ids.incrementAndGet();
            }
        }

        @Override
        public void unpublish(String trackId) {}

        @Override
        public boolean connected() {
            synchronized (AcmeServer.this) {
                return call.participants.get(user) == this;
            }
        }

        @Override
        public void leave() {
            synchronized (AcmeServer.this) {
                leave("left");
            }
        }
    }

    private final class AcmeRecording {

        private final String id = "recording-" + ids.incrementAndGet();
        private final AcmeCall call;
        private final Json settings;
        private final long startedAt = System.currentTimeMillis();
        private long stoppedAt;

        AcmeRecording(AcmeCall call, Json settings) {
            this.call = call;
            this.settings = settings;
            recordings.put(id, this);
            send(
                    "recording.started",
                    call,
                    Json.builder().put("recording", json()).build());
        }

        Json json() {
            boolean ready = stoppedAt != 0;
            Json file = Json.builder()
                    .put("name", id + ".mp4")
                    .put("url", "https://files.acme.example/" + id + ".mp4")
                    .put("bytes", 1_000_000)
                    .put("ms", stoppedAt - startedAt)
                    .build();
            return call.json().toBuilder()
                    .put("recording", id)
                    .put("status", ready ? "ready" : "active")
                    .put("started_at", startedAt)
                    .put("stopped_at", ready ? stoppedAt : null)
                    .put("files", ready ? List.of(file) : List.of())
                    .build();
        }

        Json stop() {
            if (stoppedAt == 0) {
                stoppedAt = System.currentTimeMillis();
                send(
                        "recording.ready",
                        call,
                        Json.builder().put("recording", json()).build());
            }
            return json();
        }
    }
}
