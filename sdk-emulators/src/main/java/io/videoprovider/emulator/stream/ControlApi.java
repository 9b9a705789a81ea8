package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.ControlPlane;
import io.videoprovider.emulator.internal.Fault;
import io.videoprovider.emulator.internal.HttpRequest;
import io.videoprovider.emulator.internal.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The control API of the Stream emulator. */
final class ControlApi extends ControlPlane {

    private final StreamEmulator emulator;

    ControlApi(StreamEmulator emulator) {
        this.emulator = emulator;
    }

    @Override
    protected int statusOf(IllegalStateException e) {
        return e instanceof JoinRefusedException refused ? refused.status() : 409;
    }

    @Override
    protected ObjectNode route(HttpRequest request, List<String> path, JsonNode body) {
        String first = request.method() + " " + path.get(0);
        return switch (path.size()) {
            case 1 -> everything(first, request.query(), body);
            case 2 ->
                switch (first) {
                    case "GET participants" -> describe(participant(path.get(1)));
                    case "DELETE participants" -> {
                        participant(path.get(1)).leave();
                        yield Json.object();
                    }
                    default -> throw nothingHere();
                };
            case 3 ->
                switch (first + " " + path.get(2)) {
                    case "POST participants tracks" ->
                        Json.object().put("id", participant(path.get(1)).publish(required(body, "source")));
                    case "POST participants accept" -> {
                        participant(path.get(1)).accept();
                        yield Json.object();
                    }
                    case "POST recordings advance" ->
                        Json.object().put("status", emulator.advanceRecording(path.get(1), required(body, "type")));
                    case "POST recordings split" -> {
                        emulator.splitRecording(path.get(1), required(body, "type"));
                        yield Json.object();
                    }
                    case "POST recordings lose" -> {
                        emulator.loseEgressWorker(path.get(1), required(body, "type"));
                        yield Json.object();
                    }
                    case "POST recordings fail" -> {
                        emulator.failRecording(path.get(1), required(body, "type"));
                        yield Json.object();
                    }
                    default -> throw nothingHere();
                };
            case 4 -> {
                if (!(first + " " + path.get(2)).equals("DELETE participants tracks")) {
                    throw nothingHere();
                }
                participant(path.get(1)).unpublish(path.get(3));
                yield Json.object();
            }
            default -> throw nothingHere();
        };
    }

    private ObjectNode everything(String what, Map<String, String> query, JsonNode body) {
        switch (what) {
            case "GET participants" -> {
                return Json.object()
                        .set(
                                "participants",
                                Json.array(emulator.participants().stream().map(ControlApi::describe)));
            }
            case "POST participants" -> {
                String token = required(body, "token");
                String call = Json.text(body, "call");
                return describe(call.isEmpty() ? emulator.join(token) : emulator.join(token, call));
            }
            case "GET requests" -> {
                return requests(query);
            }
            case "GET webhooks" -> {
                return webhooks(query);
            }
            case "POST faults" -> plan(emulator.faultPlans(), body, "operation", ControlApi::apiFault);
            case "DELETE faults" -> emulator.faults().clear();
            case "POST reset" -> emulator.reset();
            default -> throw nothingHere();
        }
        return Json.object();
    }

    // Participants --------------------------------------------------------------------------------------------------

    private StreamParticipant participant(String userSessionId) {
        return emulator.participants().stream()
                .filter(participant -> participant.userSessionId().equals(userSessionId))
                .findFirst()
                .orElseThrow(() -> new BadRequest(404, "the participant is not connected: " + userSessionId));
    }

    private static ObjectNode describe(StreamParticipant participant) {
        ObjectNode json = Json.object()
                .put("userSessionId", participant.userSessionId())
                .put("userId", participant.identity())
                .put("call", participant.callCid())
                .put("sessionId", participant.sessionId())
                .put("connected", participant.connected());
        participant.leaveReason().ifPresent(reason -> json.put("leaveReason", reason));
        ArrayNode tracks = json.putArray("tracks");
        for (String id : participant.tracks()) {
            tracks.addObject().put("id", id).put("muted", participant.muted(id));
        }
        return json;
    }

    // Faults --------------------------------------------------------------------------------------------------------

    private static Fault apiFault(JsonNode body, int status) {
        if (!required(body, "kind").equals("api")) {
            throw new BadRequest(400, "\"kind\" must be api, body, dropBefore, dropAfter, truncate, reset or delay");
        }
        int code = body.path("code").asInt(ApiError.INTERNAL);
        String message = Json.text(body, "message");
        return (Json.flag(body, "unrecoverable")
                        ? StreamFault.unrecoverable(status, code, message)
                        : StreamFault.api(status, code, message))
                .fault;
    }

    // Journals ------------------------------------------------------------------------------------------------------

    /** Omits headers, which contain tokens: a client may print the response. */
    private ObjectNode requests(Map<String, String> query) {
        String operation = query.getOrDefault("operation", "");
        ArrayNode requests = Json.array();
        for (StreamRequest request : emulator.requests()) {
            if (operation.isEmpty() || request.operation().equals(operation)) {
                ObjectNode json = requests.addObject()
                        .put("method", request.method())
                        .put("path", request.path())
                        .put("operation", request.operation())
                        .put("body", request.body())
                        .put("at", request.at().toString());
                json.set("claims", Json.fromMap(request.claims()));
            }
        }
        return Json.object().set("requests", requests);
    }

    private ObjectNode webhooks(Map<String, String> query) {
        String event = query.getOrDefault("event", "");
        ArrayNode webhooks = Json.array();
        for (StreamWebhook webhook : emulator.webhooks()) {
            if (event.isEmpty() || webhook.event().equals(event)) {
                webhooks.addObject()
                        .put("id", webhook.id())
                        .put("event", webhook.event())
                        .put("call", webhook.callCid())
                        .put("body", webhook.body())
                        .put("url", webhook.url().toString())
                        .put("attempt", webhook.attempt())
                        .put("status", webhook.status())
                        .put("at", webhook.at().toString());
            }
        }
        return Json.object().set("webhooks", webhooks);
    }
}
