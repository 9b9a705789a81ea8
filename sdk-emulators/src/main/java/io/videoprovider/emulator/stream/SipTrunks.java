package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.server;

import io.videoprovider.emulator.internal.Json;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * SIP trunks and the rules that route their calls. No SIP traffic: a gateway's requests are answered from trunks and rules, without a
 * check of the digest.
 */
final class SipTrunks implements Operation.Service {

    private static final List<String> COPIED = List.of(
            "call_configs",
            "caller_configs",
            "direct_routing_configs",
            "pin_protection_configs",
            "pin_routing_configs");

    private final String apiKey;
    private final Clock clock;
    private final Users users;
    private final Tokens tokens;
    private final Map<String, ObjectNode> trunks = new LinkedHashMap<>();
    private final Map<String, ObjectNode> rules = new LinkedHashMap<>();

    SipTrunks(String apiKey, Clock clock, Users users, Tokens tokens) {
        this.apiKey = apiKey;
        this.clock = clock;
        this.users = users;
        this.tokens = tokens;
    }

    @Override
    public List<Operation> operations() {
        String sip = "/api/v2/video/sip";
        return List.of(
                server("ListSIPTrunks", "GET", sip + "/inbound_trunks", exchange -> list("sip_trunks", trunks)),
                server("CreateSIPTrunk", "POST", sip + "/inbound_trunks", this::createTrunk),
                server("UpdateSIPTrunk", "PUT", sip + "/inbound_trunks/{id}", this::updateTrunk),
                server(
                        "DeleteSIPTrunk",
                        "DELETE",
                        sip + "/inbound_trunks/{id}",
                        exchange -> delete("SIP trunk", trunks, exchange)),
                server(
                        "ListSIPInboundRoutingRule",
                        "GET",
                        sip + "/inbound_routing_rules",
                        exchange -> list("sip_inbound_routing_rules", rules)),
                server("CreateSIPInboundRoutingRule", "POST", sip + "/inbound_routing_rules", this::createRule),
                server("UpdateSIPInboundRoutingRule", "PUT", sip + "/inbound_routing_rules/{id}", this::updateRule),
                server(
                        "DeleteSIPInboundRoutingRule",
                        "DELETE",
                        sip + "/inbound_routing_rules/{id}",
                        exchange -> delete("SIP inbound routing rule", rules, exchange)),
                server("ResolveSipAuth", "POST", sip + "/auth", this::auth),
                server("ResolveSipInbound", "POST", sip + "/resolve", this::resolve));
    }

    void clear() {
        trunks.clear();
        rules.clear();
    }

    private static ObjectNode list(String field, Map<String, ObjectNode> all) {
        return Json.object().set(field, Json.array(all.values().stream().map(ObjectNode::deepCopy)));
    }

    private static ObjectNode existing(String what, Map<String, ObjectNode> all, String id) {
        ObjectNode found = all.get(id);
        if (found == null) {
            throw ApiError.notFound("Can't find " + what + " with id " + id);
        }
        return found;
    }

    private static ObjectNode delete(String what, Map<String, ObjectNode> all, Operation.Exchange exchange) {
        existing(what, all, exchange.path("id"));
        all.remove(exchange.path("id"));
        return Json.object();
    }

    private ObjectNode fresh(String id) {
        long now = Times.nanos(clock.instant());
        return Json.object().put("id", id).put("created_at", now).put("updated_at", now);
    }

    // Trunks --------------------------------------------------------------------------------------------------------

    private ObjectNode createTrunk(Operation.Exchange exchange) {
        String id = UUID.randomUUID().toString();
        ObjectNode trunk = fresh(id)
                .put("uri", "sip:" + id + "@sip.emulator.invalid")
                .put("username", "trunk-" + id.substring(0, 8))
                .put("password", UUID.randomUUID().toString().replace("-", ""));
        change(trunk, exchange.body());
        trunks.put(id, trunk);
        return Json.object().set("sip_trunk", trunk.deepCopy());
    }

    private ObjectNode updateTrunk(Operation.Exchange exchange) {
        ObjectNode trunk = existing("SIP trunk", trunks, exchange.path("id")).deepCopy();
        change(trunk, exchange.body());
        trunks.put(exchange.path("id"), trunk.put("updated_at", Times.nanos(clock.instant())));
        return Json.object().set("sip_trunk", trunk.deepCopy());
    }

    private static void change(ObjectNode trunk, Body body) {
        trunk.put("name", body.required("name"));
        List<String> numbers = body.texts("numbers", 1000);
        if (numbers.isEmpty()) {
            throw ApiError.field("numbers", "must contain at least 1 item");
        }
        texts(trunk, "numbers", numbers);
        texts(trunk, "allowed_ips", body.texts("allowed_ips", 1000));
        body.text("password").ifPresent(password -> trunk.put("password", password));
    }

    private static void texts(ObjectNode json, String field, List<String> values) {
        json.putArray(field);
        values.forEach(Json.arrayIn(json, field)::add);
    }

    // Rules ---------------------------------------------------------------------------------------------------------

    private ObjectNode createRule(Operation.Exchange exchange) {
        String id = UUID.randomUUID().toString();
        ObjectNode rule = rule(fresh(id), exchange.body());
        rules.put(id, rule);
        return rule.deepCopy();
    }

    private ObjectNode updateRule(Operation.Exchange exchange) {
        ObjectNode present = existing("SIP inbound routing rule", rules, exchange.path("id"));
        ObjectNode rule = Json.object()
                .put("id", exchange.path("id"))
                .put("created_at", Json.number(present, "created_at"))
                .put("updated_at", Times.nanos(clock.instant()));
        rules.put(exchange.path("id"), rule(rule, exchange.body()));
        return Json.object().set("sip_inbound_routing_rule", rule.deepCopy());
    }

    private ObjectNode rule(ObjectNode rule, Body body) {
        rule.put("name", body.required("name"));
        List<String> ids = body.texts("trunk_ids", 1000);
        if (ids.isEmpty()) {
            throw ApiError.field("trunk_ids", "must contain at least 1 item");
        }
        ids.stream().filter(id -> !trunks.containsKey(id)).findFirst().ifPresent(unknown -> {
            throw ApiError.input("Can't find SIP trunk with id " + unknown);
        });
        texts(rule, "trunk_ids", ids);
        texts(rule, "called_numbers", body.texts("called_numbers", 1000));
        texts(rule, "caller_numbers", body.texts("caller_numbers", 1000));
        Body caller = new Body(body.object("caller_configs")
                .orElseThrow(() -> ApiError.field("caller_configs", "is a required field")));
        caller.required("id");
        boolean pin = body.has("pin_routing_configs");
        if (body.has("direct_routing_configs") == pin) {
            throw ApiError.input("either direct_routing_configs or pin_routing_configs must be provided");
        }
        body.object("direct_routing_configs").map(Body::new).ifPresent(direct -> {
            direct.required("call_id");
            direct.required("call_type");
        });
        COPIED.forEach(field -> body.object(field).ifPresent(value -> rule.set(field, value.deepCopy())));
        return rule;
    }

    // A gateway's requests ------------------------------------------------------------------------------------------

    private Optional<ObjectNode> trunkOf(String number) {
        return trunks.values().stream()
                .filter(trunk -> Json.texts(trunk, "numbers").contains(number))
                .findFirst();
    }

    private ObjectNode auth(Operation.Exchange exchange) {
        Body body = exchange.body();
        body.required("sip_caller_number");
        Optional<ObjectNode> found = trunkOf(body.required("sip_trunk_number"));
        if (found.isEmpty()) {
            return Json.object().put("auth_result", "no_trunk_found");
        }
        ObjectNode trunk = found.get();
        ObjectNode answer = Json.object().put("trunk_id", Json.text(trunk, "id"));
        if (body.text("source_ip")
                .filter(Json.texts(trunk, "allowed_ips")::contains)
                .isPresent()) {
            return answer.put("auth_result", "accept");
        }
        return answer.put("auth_result", "password")
                .put("username", Json.text(trunk, "username"))
                .put("password", Json.text(trunk, "password"));
    }

    private ObjectNode resolve(Operation.Exchange exchange) {
        Body body = exchange.body();
        String caller = body.required("sip_caller_number");
        String number = body.required("sip_trunk_number");
        ObjectNode trunk =
                trunkOf(number).orElseThrow(() -> ApiError.notFound("Can't find SIP trunk with number " + number));
        boolean known =
                body.text("trunk_id").filter(Json.text(trunk, "id")::equals).isPresent();
        if (!known && !body.has("challenge")) {
            throw ApiError.input("either challenge or trunk_id must be provided");
        }
        ObjectNode rule = rules.values().stream()
                .filter(each -> Json.texts(each, "trunk_ids").contains(Json.text(trunk, "id")))
                .filter(each -> isOrAny(Json.texts(each, "called_numbers"), number))
                .filter(each -> isOrAny(Json.texts(each, "caller_numbers"), caller))
                .findFirst()
                .orElseThrow(() -> ApiError.notFound("Can't find SIP inbound routing rule for number " + number));
        JsonNode callerConfigs = rule.path("caller_configs");
        String userId = Json.text(callerConfigs, "id");
        users.ensure(userId);
        ObjectNode answer = Json.object();
        ObjectNode credentials = answer.putObject("credentials")
                .put("api_key", apiKey)
                .put("call_id", Json.text(rule.path("direct_routing_configs"), "call_id"))
                .put("call_type", Json.text(rule.path("direct_routing_configs"), "call_type"))
                .put("token", tokens.sign(userId))
                .put("user_id", userId);
        credentials.set("call_custom_data", Json.object(rule.path("call_configs"), "custom_data"));
        credentials.set("user_custom_data", Json.object(callerConfigs, "custom_data"));
        answer.set("sip_trunk", trunk.deepCopy());
        return answer.set("sip_routing_rule", rule.deepCopy());
    }

    private static boolean isOrAny(List<String> numbers, String number) {
        return numbers.isEmpty() || numbers.contains(number);
    }
}
