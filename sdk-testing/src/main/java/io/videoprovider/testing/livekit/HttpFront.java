package io.videoprovider.testing.livekit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The server's HTTP side, in its order: authentication first, then the route, then the call. */
final class HttpFront extends Dispatcher {

    private static final String TWIRP = "/twirp/livekit.";
    private static final String BEARER = "Bearer ";

    private final MockWebServer server;
    private final Schema schema;
    private final ProtoJson protoJson;
    private final Tokens tokens;
    private final Map<String, Rpc> calls;
    private final LiveKitFaults faults;
    private final Timers timers;
    private final ControlApi control;
    private final Clock clock;
    private final Journal<LiveKitRequest> journal;

    HttpFront(
            MockWebServer server,
            Schema schema,
            Tokens tokens,
            Map<String, Rpc> calls,
            LiveKitFaults faults,
            Timers timers,
            ControlApi control,
            Clock clock,
            Journal<LiveKitRequest> journal) {
        this.server = server;
        this.schema = schema;
        this.protoJson = new ProtoJson(schema);
        this.tokens = tokens;
        this.calls = Map.copyOf(calls);
        this.faults = faults;
        this.timers = timers;
        this.control = control;
        this.clock = clock;
        this.journal = journal;
    }

    /** A request, taken apart. */
    private record Incoming(String method, String path, Map<String, String> query, RecordedRequest http, String body) {

        @Nullable
        String header(String name) {
            return http.getHeaders().get(name);
        }

        String rpc() {
            return path.startsWith(TWIRP) ? path.substring(TWIRP.length()) : "";
        }
    }

    @Override
    public MockResponse dispatch(RecordedRequest http) throws InterruptedException {
        // The mock server remembers each request for a test that would ask it; nobody asks, and a soak test is long.
        RecordedRequest unused = server.takeRequest(0, TimeUnit.MILLISECONDS);
        try {
            return answer(taken(http));
        } catch (RuntimeException e) {
            return response(HttpAnswer.text(500, "emulator failed: " + e), null).build();
        }
    }

    private static Incoming taken(RecordedRequest http) {
        String target = http.getTarget();
        int question = target.indexOf('?');
        String path = (question < 0 ? target : target.substring(0, question)).replaceAll("/{2,}", "/");
        Map<String, String> query = new TreeMap<>();
        if (question >= 0) {
            for (String pair : target.substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                query.putIfAbsent(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        ByteString body = http.getBody();
        return new Incoming(http.getMethod(), decodedPath(path), query, http, body == null ? "" : body.utf8());
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String decodedPath(String path) {
        return decoded(path.replace("+", "%2B"));
    }

    private MockResponse answer(Incoming request) {
        if (request.method().equals("OPTIONS") && request.header("Origin") != null) {
            return response(HttpAnswer.text(204, ""), request).build();
        }
        if (request.path().startsWith(ControlApi.ROOT)) {
            return response(control.answer(request.method(), request.path(), request.query(), request.body()), request)
                    .build();
        }
        LiveKitFault fault = faults.forRequest(request.rpc().isEmpty() ? request.path() : request.rpc());
        if (fault == null) {
            return response(process(request), request).build();
        }
        return faulty(request, fault);
    }

    private MockResponse faulty(Incoming request, LiveKitFault fault) {
        timers.pauseExactly(fault.delay);
        SocketEffect broken = new SocketEffect.CloseSocket();
        MockResponse.Builder response = switch (fault.kind) {
            case ANSWER -> {
                record(request, Claims.NONE);
                yield response(new HttpAnswer(fault.status, fault.contentType, fault.body), request);
            }
            case DROP_BEFORE -> {
                record(request, Claims.NONE);
                yield new MockResponse.Builder().onResponseStart(broken);
            }
            case DROP_AFTER -> response(process(request), request).onResponseStart(broken);
            case TRUNCATE -> response(process(request), request).onResponseBody(broken);
            case NONE -> response(process(request), request);
        };
        fault.headers.forEach(response::setHeader);
        return response.build();
    }

    private static MockResponse.Builder response(HttpAnswer answer, @Nullable Incoming request) {
        MockResponse.Builder response = new MockResponse.Builder().code(answer.status());
        if (answer.status() != 204) {
            response.setHeader("Content-Type", answer.contentType()).body(answer.body());
        }
        answer.headers().forEach(response::setHeader);
        if (request != null && (request.header("Origin") != null || isValidation(request.path()))) {
            response.setHeader("Access-Control-Allow-Origin", "*");
            if (answer.status() == 204) {
                response.setHeader("Access-Control-Allow-Methods", "*")
                        .setHeader("Access-Control-Allow-Headers", "*, Authorization");
            }
        }
        return response;
    }

    private static boolean isValidation(String path) {
        return path.equals("/rtc/validate") || path.equals("/rtc/v1/validate");
    }

    // The server ----------------------------------------------------------------------------------------------------

    private HttpAnswer process(Incoming request) {
        Claims claims = Claims.NONE;
        HttpAnswer refused = null;
        try {
            claims = authenticate(request);
        } catch (Tokens.RejectedException e) {
            refused = HttpAnswer.text(401, String.valueOf(e.getMessage()));
        }
        record(request, claims);
        if (refused != null) {
            return refused;
        }
        if (request.path().equals("/")) {
            return HttpAnswer.text(200, "OK");
        }
        if (isValidation(request.path())) {
            return validate(request, claims);
        }
        if (request.path().equals("/rtc") || request.path().equals("/rtc/v1")) {
            return HttpAnswer.text(501, "the emulator has no media: join through " + ControlApi.ROOT + "participants");
        }
        String rpc = request.rpc();
        int slash = rpc.indexOf('/');
        if (slash < 0 || !schema.hasService(rpc.substring(0, slash))) {
            return HttpAnswer.pageNotFound();
        }
        try {
            return HttpAnswer.json(200, call(request, claims));
        } catch (TwirpError e) {
            return HttpAnswer.json(e.status(), e.json());
        }
    }

    private Claims authenticate(Incoming request) throws Tokens.RejectedException {
        String header = request.header("Authorization");
        String token;
        if (header == null || header.isEmpty()) {
            token = request.query().getOrDefault("access_token", "");
        } else if (header.startsWith(BEARER)) {
            token = header.substring(BEARER.length());
        } else {
            throw new Tokens.RejectedException("invalid authorization header. Must start with Bearer ", "");
        }
        return token.isEmpty() ? Claims.NONE : tokens.verify(token);
    }

    private static HttpAnswer validate(Incoming request, Claims claims) {
        if (!claims.json().has("video")) {
            return HttpAnswer.text(401, "no permissions to access the room");
        }
        if (request.path().equals("/rtc/v1/validate")
                && request.query().getOrDefault("join_request", "").isEmpty()) {
            return HttpAnswer.text(400, "join_request is required");
        }
        try {
            Rooms.checkJoin(claims);
            return HttpAnswer.text(200, "success");
        } catch (JoinRefusedException e) {
            return HttpAnswer.text(e.status(), String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode call(Incoming request, Claims claims) throws TwirpError {
        String path = request.path();
        if (!request.method().equals("POST")) {
            throw TwirpError.badRoute(
                    "unsupported method \"" + request.method() + "\" (only POST is allowed)", request.method(), path);
        }
        Rpc call = calls.get(request.rpc());
        Schema.Rpc rpc = schema.rpc(request.rpc());
        if (call == null || rpc == null) {
            throw TwirpError.badRoute("no handler for path \"" + path + "\"", "POST", path);
        }
        String contentType = Objects.requireNonNullElse(request.header("Content-Type"), "");
        String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!mediaType.equals("application/json")) {
            throw TwirpError.badRoute("unexpected Content-Type: \"" + contentType + "\"", "POST", path);
        }
        ObjectNode message;
        try {
            message = protoJson.read(rpc.request(), Json.parse(request.body()));
        } catch (ProtoJson.MalformedException | JacksonException e) {
            throw TwirpError.of("malformed", "the json request could not be decoded");
        }
        if (!claims.permit(rpc.permissions(), message)) {
            throw TwirpError.permissionsDenied();
        }
        return protoJson.answer(rpc.response(), call.call(message));
    }

    private void record(Incoming request, Claims claims) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : request.http().getHeaders().names()) {
            headers.put(
                    name.toLowerCase(Locale.ROOT), request.http().getHeaders().values(name));
        }
        journal.add(new LiveKitRequest(
                request.method(),
                request.path(),
                request.rpc(),
                Map.copyOf(headers),
                request.body(),
                Json.asMap(claims.json()),
                clock.instant()));
    }
}
