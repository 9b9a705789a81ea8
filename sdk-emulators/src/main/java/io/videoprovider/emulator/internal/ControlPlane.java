package io.videoprovider.emulator.internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Base class of the control APIs of the emulators: JSON over HTTP below {@code /_emulator/}, for tests in other processes
 * and languages. Described in docs/emulator.md.
 */
public abstract class ControlPlane {

    /** An invalid request. */
    public static final class BadRequest extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        public BadRequest(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }
    }

    /** Returns the response to a request. */
    protected abstract ObjectNode route(HttpRequest request, List<String> path, JsonNode body);

    /** Returns the status for an exception of the emulator; 409 if it has none. */
    protected abstract int statusOf(IllegalStateException e);

    public final HttpResponse answer(HttpRequest request) {
        List<String> path = Arrays.asList(
                request.path().substring(HttpFront.CONTROL.length()).split("/", -1));
        try {
            JsonNode json = request.body().isBlank() ? Json.object() : Json.parse(request.body());
            if (!json.isObject()) {
                throw new BadRequest(400, "the body is not a JSON object");
            }
            return HttpResponse.json(200, route(request, path, json));
        } catch (BadRequest e) {
            return error(e.status, e);
        } catch (IllegalStateException e) {
            return error(statusOf(e), e);
        } catch (IllegalArgumentException | JacksonException e) {
            return error(400, e);
        }
    }

    private static HttpResponse error(int status, RuntimeException e) {
        return HttpResponse.json(status, Json.object().put("error", String.valueOf(e.getMessage())));
    }

    protected static BadRequest nothingHere() {
        return new BadRequest(404, "unknown path; see docs/emulator.md");
    }

    protected static String required(JsonNode body, String field) {
        String value = Json.text(body, field);
        if (value.isEmpty()) {
            throw new BadRequest(400, "\"" + field + "\" is missing");
        }
        return value;
    }

    /**
     * Plans the fault of a request: of webhooks if it has the field {@code webhook}, otherwise of the operations that it names.
     */
    protected static void plan(
            FaultPlans faults, JsonNode body, String operation, BiFunction<JsonNode, Integer, Fault> vendors) {
        int times = body.path("times").asInt(1);
        if (body.has("webhook")) {
            String event = required(body, "webhook");
            switch (required(body, "kind")) {
                case "drop" -> faults.webhook(event, times, FaultPlans.Mishap.DROP);
                case "duplicate" -> faults.webhook(event, times, FaultPlans.Mishap.DUPLICATE);
                case "reorder" -> faults.webhook(event, times, FaultPlans.Mishap.REORDER);
                default -> throw new BadRequest(400, "\"kind\" must be drop, duplicate or reorder");
            }
        } else {
            faults.request(required(body, operation), times, fault(body, vendors));
        }
    }

    private static Fault fault(JsonNode body, BiFunction<JsonNode, Integer, Fault> vendors) {
        int status = body.path("status").asInt(503);
        Fault fault = switch (required(body, "kind")) {
            case "body" ->
                Fault.answer(
                        status,
                        body.path("contentType").asString("text/plain; charset=utf-8"),
                        Json.text(body, "body"));
            case "dropBefore" -> Fault.of(Fault.Kind.DROP_BEFORE);
            case "dropAfter" -> Fault.of(Fault.Kind.DROP_AFTER);
            case "truncate" -> Fault.of(Fault.Kind.TRUNCATE);
            case "reset" -> Fault.of(Fault.Kind.RESET);
            case "delay" -> Fault.of(Fault.Kind.NONE);
            default -> vendors.apply(body, status);
        };
        fault = fault.delayedBy(Duration.ofMillis(Json.number(body, "delayMillis")));
        for (var header : body.path("headers").properties()) {
            fault = fault.header(header.getKey(), header.getValue().asString(""));
        }
        return fault;
    }
}
