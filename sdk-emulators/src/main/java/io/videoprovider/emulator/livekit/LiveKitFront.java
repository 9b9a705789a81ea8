package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.FaultPlans;
import io.videoprovider.emulator.internal.HttpFront;
import io.videoprovider.emulator.internal.HttpRequest;
import io.videoprovider.emulator.internal.HttpResponse;
import io.videoprovider.emulator.internal.Journal;
import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The HTTP server, which checks in the order of the real one: authentication, route, call. */
final class LiveKitFront extends HttpFront {

    private static final String TWIRP = "/twirp/livekit.";
    private static final String BEARER = "Bearer ";
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/protobuf";

    private final Schema schema;
    private final ProtoJson protoJson;
    private final Tokens tokens;
    private final Map<String, Rpc> calls;
    private final ControlApi control;
    private final Clock clock;
    private final Journal<LiveKitRequest> journal;

    LiveKitFront(
            Schema schema,
            Tokens tokens,
            Map<String, Rpc> calls,
            FaultPlans faults,
            Timers timers,
            ControlApi control,
            Clock clock,
            Journal<LiveKitRequest> journal) {
        super(faults, timers);
        this.schema = schema;
        this.protoJson = new ProtoJson(schema);
        this.tokens = tokens;
        this.calls = Map.copyOf(calls);
        this.control = control;
        this.clock = clock;
        this.journal = journal;
    }

    /** Loaded by the first request that needs it: most clients send JSON, and the library prints a warning on newer JDKs. */
    private static final class LazyProtobuf {

        static final @Nullable Protobuf PROTOBUF = load();

        private static @Nullable Protobuf load() {
            try {
                return new Protobuf();
            } catch (NoClassDefFoundError e) {
                // The libraries are optional.
                return null;
            }
        }
    }

    @Override
    protected String operation(HttpRequest request) {
        String rpc = rpc(request);
        return rpc.isEmpty() ? request.path() : rpc;
    }

    private static String rpc(HttpRequest request) {
        return request.path().startsWith(TWIRP) ? request.path().substring(TWIRP.length()) : "";
    }

    @Override
    protected HttpResponse control(HttpRequest request) {
        return control.answer(request);
    }

    @Override
    protected void decorate(HttpRequest request, HttpResponse answer, MockResponse.Builder response) {
        if (isValidation(request.path())) {
            response.setHeader("Access-Control-Allow-Origin", "*");
        }
    }

    private static boolean isValidation(String path) {
        return path.equals("/rtc/validate") || path.equals("/rtc/v1/validate");
    }

    @Override
    protected void record(HttpRequest request) {
        record(request, Claims.NONE, false);
    }

    // The server ----------------------------------------------------------------------------------------------------

    @Override
    protected HttpResponse process(HttpRequest request) {
        Claims claims = Claims.NONE;
        HttpResponse refused = null;
        try {
            claims = authenticate(request);
        } catch (Tokens.RejectedException e) {
            refused = HttpResponse.text(401, String.valueOf(e.getMessage()));
        }
        record(request, claims, true);
        if (refused != null) {
            return refused;
        }
        if (request.path().equals("/")) {
            return HttpResponse.text(200, "OK");
        }
        if (isValidation(request.path())) {
            return validate(request, claims);
        }
        if (request.path().equals("/rtc") || request.path().equals("/rtc/v1")) {
            return HttpResponse.text(501, "the emulator has no media: join through " + CONTROL + "participants");
        }
        String rpc = rpc(request);
        int slash = rpc.indexOf('/');
        if (slash < 0 || !schema.hasService(rpc.substring(0, slash))) {
            return HttpResponse.pageNotFound();
        }
        try {
            return call(request, claims);
        } catch (TwirpError e) {
            return HttpResponse.json(e.status(), e.json());
        }
    }

    private Claims authenticate(HttpRequest request) throws Tokens.RejectedException {
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

    private static HttpResponse validate(HttpRequest request, Claims claims) {
        if (!claims.json().has("video")) {
            return HttpResponse.text(401, "no permissions to access the room");
        }
        if (request.path().equals("/rtc/v1/validate")
                && request.query().getOrDefault("join_request", "").isEmpty()) {
            return HttpResponse.text(400, "join_request is required");
        }
        try {
            Rooms.checkJoin(claims);
            return HttpResponse.text(200, "success");
        } catch (JoinRefusedException e) {
            return HttpResponse.text(e.status(), String.valueOf(e.getMessage()));
        }
    }

    private HttpResponse call(HttpRequest request, Claims claims) throws TwirpError {
        String path = request.path();
        if (!request.method().equals("POST")) {
            throw TwirpError.badRoute(
                    "unsupported method \"" + request.method() + "\" (only POST is allowed)", request.method(), path);
        }
        Rpc call = calls.get(rpc(request));
        Schema.Rpc rpc = schema.rpc(rpc(request));
        if (call == null || rpc == null) {
            throw TwirpError.badRoute("no handler for path \"" + path + "\"", "POST", path);
        }
        Protobuf binary = mediaType(request).equals(PROTOBUF) ? requireProtobuf(path) : null;
        if (binary == null && !mediaType(request).equals(JSON)) {
            throw TwirpError.badRoute("unexpected Content-Type: \"" + contentType(request) + "\"", "POST", path);
        }
        ObjectNode message;
        try {
            String text = binary == null ? request.body() : binary.request(rpc, request.bytes());
            message = protoJson.read(rpc.request(), Json.parse(text));
        } catch (ProtoJson.MalformedException | JacksonException e) {
            throw TwirpError.of(
                    "malformed", "the " + (binary == null ? "json" : "protobuf") + " request could not be decoded");
        }
        call.validate(message);
        if (!claims.permit(rpc.permissions(), message)) {
            throw TwirpError.permissionsDenied();
        }
        ObjectNode answer = protoJson.answer(rpc.response(), call.call(message));
        return binary == null
                ? HttpResponse.json(200, answer)
                : new HttpResponse(200, PROTOBUF, binary.response(rpc, answer), Map.of());
    }

    private static String contentType(HttpRequest request) {
        return Objects.requireNonNullElse(request.header("Content-Type"), "");
    }

    private static String mediaType(HttpRequest request) {
        return contentType(request).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private Protobuf requireProtobuf(String path) throws TwirpError {
        Protobuf protobuf = LazyProtobuf.PROTOBUF;
        if (protobuf == null) {
            throw TwirpError.badRoute(
                    "unexpected Content-Type: \"" + PROTOBUF
                            + "\": the emulator needs io.livekit:livekit-server on its class path",
                    "POST",
                    path);
        }
        return protobuf;
    }

    /** Returns the body in readable form, for tests. */
    private String text(HttpRequest request) {
        Schema.Rpc rpc = schema.rpc(rpc(request));
        Protobuf protobuf = rpc != null && mediaType(request).equals(PROTOBUF) ? LazyProtobuf.PROTOBUF : null;
        try {
            return protobuf == null || rpc == null ? request.body() : protobuf.request(rpc, request.bytes());
        } catch (ProtoJson.MalformedException e) {
            return request.body();
        }
    }

    private void record(HttpRequest request, Claims claims, boolean processed) {
        journal.add(new LiveKitRequest(
                request.method(),
                request.path(),
                rpc(request),
                request.headers(),
                text(request),
                Json.asMap(claims.json()),
                processed,
                clock.instant()));
    }
}
