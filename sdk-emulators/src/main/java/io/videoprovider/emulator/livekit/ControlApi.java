package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.ControlPlane;
import io.videoprovider.emulator.internal.Fault;
import io.videoprovider.emulator.internal.HttpRequest;
import io.videoprovider.emulator.internal.Json;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The control API of the LiveKit emulator. */
final class ControlApi extends ControlPlane {

    private final LiveKitEmulator emulator;

    ControlApi(LiveKitEmulator emulator) {
        this.emulator = emulator;
    }

    @Override
    protected int statusOf(IllegalStateException e) {
        return e instanceof JoinRefusedException refused ? refused.status() : 409;
    }

    @Override
    protected ObjectNode route(HttpRequest request, List<String> path, JsonNode body) {
        Map<String, String> query = request.query();
        String first = request.method() + " " + path.get(0);
        return switch (path.size()) {
            case 1 ->
                switch (first) {
                    case "GET participants" -> participants();
                    case "POST participants" -> describe(emulator.join(required(body, "token")));
                    case "GET egresses" -> Json.object().set("egresses", Json.array(emulator.egresses().stream()));
                    case "GET requests" -> requests(query);
                    case "GET webhooks" -> webhooks(query);
                    case "POST faults" -> addFault(body);
                    case "DELETE faults" -> {
                        emulator.faults().clear();
                        yield Json.object();
                    }
                    case "POST reset" -> {
                        emulator.reset();
                        yield Json.object();
                    }
                    default -> throw nothingHere();
                };
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
                    case "POST participants tracks" -> {
                        String sid = participant(path.get(1)).publish(required(body, "source"));
                        yield Json.object().put("sid", sid);
                    }
                    case "POST egresses advance" -> advance(path.get(1), body);
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

    // Participants --------------------------------------------------------------------------------------------------

    private LiveKitParticipant participant(String sid) {
        return emulator.participants().stream()
                .filter(participant -> participant.sid().equals(sid))
                .findFirst()
                .orElseThrow(() -> new BadRequest(404, "the participant is not connected: " + sid));
    }

    private ObjectNode participants() {
        return Json.object()
                .set("participants", Json.array(emulator.participants().stream().map(ControlApi::describe)));
    }

    private static ObjectNode describe(LiveKitParticipant participant) {
        ObjectNode json = Json.object()
                .put("sid", participant.sid())
                .put("identity", participant.identity())
                .put("room", participant.room())
                .put("connected", participant.connected());
        participant.disconnectReason().ifPresent(reason -> json.put("disconnectReason", reason));
        ArrayNode tracks = json.putArray("tracks");
        for (String sid : participant.tracks()) {
            tracks.addObject().put("sid", sid).put("muted", participant.muted(sid));
        }
        ArrayNode received = json.putArray("received");
        for (ReceivedData data : participant.received()) {
            ObjectNode message = received.addObject()
                    .put("data", Base64.getEncoder().encodeToString(data.payload()))
                    .put("reliable", data.reliable());
            data.topic().ifPresent(topic -> message.put("topic", topic));
        }
        return json;
    }

    // Recordings ----------------------------------------------------------------------------------------------------

    private ObjectNode advance(String egress, JsonNode body) {
        if (body.has("fail")) {
            emulator.failRecording(egress, Json.text(body, "fail"));
        } else if (Json.flag(body, "limit")) {
            emulator.endRecordingAtLimit(egress);
        } else if (Json.flag(body, "workerLost")) {
            emulator.loseEgressWorker(egress);
        } else {
            String unused = emulator.advanceRecording(egress);
        }
        return emulator.egresses().stream()
                .filter(info -> Json.text(info, "egress_id").equals(egress))
                .findFirst()
                .orElseThrow(() -> new BadRequest(404, "the egress does not exist: " + egress));
    }

    // Faults --------------------------------------------------------------------------------------------------------

    private ObjectNode addFault(JsonNode body) {
        if (body.has("webhookClockSkewSeconds")) {
            emulator.faults().skewWebhookClock(Duration.ofSeconds(Json.number(body, "webhookClockSkewSeconds")));
        } else {
            plan(emulator.faultPlans(), body, "rpc", ControlApi::twirpFault);
        }
        return Json.object();
    }

    private static Fault twirpFault(JsonNode body, int status) {
        if (!required(body, "kind").equals("twirp")) {
            throw new BadRequest(400, "\"kind\" must be twirp, body, dropBefore, dropAfter, truncate, reset or delay");
        }
        return LiveKitFault.twirp(status, body.path("code").asString("unavailable"), Json.text(body, "message")).fault;
    }

    // Journals ------------------------------------------------------------------------------------------------------

    /** Omits headers, which contain tokens: a client may print the response. */
    private ObjectNode requests(Map<String, String> query) {
        String rpc = query.getOrDefault("rpc", "");
        ArrayNode requests = Json.array();
        for (LiveKitRequest request : emulator.requests()) {
            if (rpc.isEmpty() || request.rpc().equals(rpc)) {
                ObjectNode json = requests.addObject()
                        .put("method", request.method())
                        .put("path", request.path())
                        .put("rpc", request.rpc())
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
        for (LiveKitWebhook webhook : emulator.webhooks()) {
            if (event.isEmpty() || webhook.event().equals(event)) {
                webhooks.addObject()
                        .put("id", webhook.id())
                        .put("event", webhook.event())
                        .put("room", webhook.room())
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
