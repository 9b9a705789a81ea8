package io.videoprovider.testing.livekit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What tests in the same process do by method calls, for those in other processes and languages: JSON over HTTP below
 * {@code /_emulator/}. Described in docs/emulator.md.
 */
final class ControlApi {

    static final String ROOT = "/_emulator/";

    private final LiveKitEmulator emulator;

    ControlApi(LiveKitEmulator emulator) {
        this.emulator = emulator;
    }

    /** A request that makes no sense. */
    private static final class BadRequest extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        BadRequest(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }
    }

    HttpAnswer answer(String method, String path, Map<String, String> query, String body) {
        List<String> segments =
                new ArrayList<>(Arrays.asList(path.substring(ROOT.length()).split("/", -1)));
        try {
            JsonNode json = body.isBlank() ? Json.object() : Json.parse(body);
            if (!json.isObject()) {
                throw new BadRequest(400, "the body is not a JSON object");
            }
            return HttpAnswer.json(200, route(method, segments, query, json));
        } catch (BadRequest e) {
            return error(e.status, e);
        } catch (JoinRefusedException e) {
            return error(e.status(), e);
        } catch (IllegalStateException e) {
            return error(409, e);
        } catch (IllegalArgumentException | JacksonException e) {
            return error(400, e);
        }
    }

    private static HttpAnswer error(int status, RuntimeException e) {
        return HttpAnswer.json(status, Json.object().put("error", String.valueOf(e.getMessage())));
    }

    private ObjectNode route(String method, List<String> path, Map<String, String> query, JsonNode body) {
        String first = method + " " + path.get(0);
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

    private static BadRequest nothingHere() {
        return new BadRequest(404, "nothing here; see docs/emulator.md");
    }

    private static String required(JsonNode body, String field) {
        String value = Json.text(body, field);
        if (value.isEmpty()) {
            throw new BadRequest(400, "\"" + field + "\" is missing");
        }
        return value;
    }

    // Participants --------------------------------------------------------------------------------------------------

    private LiveKitParticipant participant(String sid) {
        return emulator.participants().stream()
                .filter(participant -> participant.sid().equals(sid))
                .findFirst()
                .orElseThrow(() -> new BadRequest(404, "no such participant is connected: " + sid));
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
        } else {
            String unused = emulator.advanceRecording(egress);
        }
        return emulator.egresses().stream()
                .filter(info -> Json.text(info, "egress_id").equals(egress))
                .findFirst()
                .orElseThrow(() -> new BadRequest(404, "no such egress: " + egress));
    }

    // Faults --------------------------------------------------------------------------------------------------------

    private ObjectNode addFault(JsonNode body) {
        int times = body.path("times").asInt(1);
        LiveKitFaults faults = emulator.faults();
        if (body.has("webhook")) {
            String event = required(body, "webhook");
            switch (required(body, "kind")) {
                case "drop" -> faults.dropWebhooks(event, times);
                case "duplicate" -> faults.duplicateWebhooks(event, times);
                case "reorder" -> faults.reorderWebhooks(event, times);
                default -> throw new BadRequest(400, "\"kind\" is drop, duplicate or reorder");
            }
        } else if (body.has("webhookClockSkewSeconds")) {
            faults.skewWebhookClock(Duration.ofSeconds(Json.number(body, "webhookClockSkewSeconds")));
        } else {
            faults.inject(required(body, "rpc"), times, fault(body));
        }
        return Json.object();
    }

    private static LiveKitFault fault(JsonNode body) {
        int status = body.path("status").asInt(503);
        LiveKitFault fault = switch (required(body, "kind")) {
            case "twirp" ->
                LiveKitFault.twirp(status, body.path("code").asString("unavailable"), Json.text(body, "message"));
            case "body" ->
                LiveKitFault.body(
                        status,
                        body.path("contentType").asString("text/plain; charset=utf-8"),
                        Json.text(body, "body"));
            case "dropBefore" -> LiveKitFault.dropBeforeProcessing();
            case "dropAfter" -> LiveKitFault.dropAfterProcessing();
            case "truncate" -> LiveKitFault.truncatedBody();
            case "delay" -> LiveKitFault.delay(Duration.ZERO);
            default -> throw new BadRequest(400, "\"kind\" is twirp, body, dropBefore, dropAfter, truncate or delay");
        };
        fault = fault.delayedBy(Duration.ofMillis(Json.number(body, "delayMillis")));
        for (Map.Entry<String, JsonNode> header : body.path("headers").properties()) {
            fault = fault.header(header.getKey(), header.getValue().asString(""));
        }
        return fault;
    }

    // Journals ------------------------------------------------------------------------------------------------------

    /** Without headers: they hold tokens, and whoever asks over HTTP may print the answer. */
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
