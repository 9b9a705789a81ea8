package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code livekit.SIP}: stores trunks and dispatch rules. A worker, if there is one, calls telephones that do not exist. */
final class SipService implements Rpc.Service {

    private static final Duration NO_WORKER = Duration.ofSeconds(1);
    private static final Duration ANSWERED = Duration.ofMillis(500);
    private static final Duration ANSWERED_LATE = Duration.ofSeconds(12);
    private static final Duration UNANSWERED = Duration.ofSeconds(30);
    private static final Pattern NUMBER = Pattern.compile("\\+?[\\d\\- ()]+");

    /** A type of stored objects: the field of its id in requests and responses, its name in errors, and its required fields. */
    private static final class Shelf {
        private final Map<String, ObjectNode> things = new LinkedHashMap<>();
        private final String idField;
        private final String idPrefix;
        private final String name;
        private final String missing;
        private final Rpc.Validation validation;

        Shelf(String idField, String idPrefix, String name, String missing, Rpc.Validation validation) {
            this.idField = idField;
            this.idPrefix = idPrefix;
            this.name = name;
            this.missing = missing;
            this.validation = validation;
        }

        ObjectNode add(ObjectNode thing) {
            thing.put(idField, Ids.next(idPrefix));
            things.put(Json.text(thing, idField), thing);
            return thing.deepCopy();
        }

        ObjectNode existing(JsonNode request) throws TwirpError {
            String id = Json.text(request, idField);
            if (id.isEmpty()) {
                throw invalid(name + " ID is required");
            }
            ObjectNode thing = things.get(id);
            if (thing == null) {
                throw TwirpError.of("not_found", missing);
            }
            return thing;
        }
    }

    private final Shelf inbound = new Shelf(
            "sip_trunk_id", "ST_", "trunk", "requested sip trunk does not exist", SipService::checkInboundTrunk);
    private final Shelf outbound = new Shelf(
            "sip_trunk_id", "ST_", "trunk", "requested sip trunk does not exist", SipService::checkOutboundTrunk);
    private final Shelf rules = new Shelf(
            "sip_dispatch_rule_id",
            "SDR_",
            "dispatch rule",
            "requested sip dispatch rule does not exist",
            SipService::checkRule);
    private final Rooms rooms;
    private final Timers timers;
    private final EmulatorOptions options;

    SipService(Rooms rooms, Timers timers, EmulatorOptions options) {
        this.rooms = rooms;
        this.timers = timers;
        this.options = options;
    }

    @Override
    public Map<String, Rpc> calls() {
        Map<String, Rpc> calls = new LinkedHashMap<>();
        calls.put("SIP/ListSIPTrunk", this::listOldTrunks);
        calls.put("SIP/CreateSIPInboundTrunk", this::createInboundTrunk);
        calls.put("SIP/CreateSIPOutboundTrunk", this::createOutboundTrunk);
        calls.put("SIP/UpdateSIPInboundTrunk", request -> update(inbound, request));
        calls.put("SIP/UpdateSIPOutboundTrunk", request -> update(outbound, request));
        calls.put("SIP/GetSIPInboundTrunk", request -> getTrunk(inbound, request));
        calls.put("SIP/GetSIPOutboundTrunk", request -> getTrunk(outbound, request));
        calls.put("SIP/ListSIPInboundTrunk", request -> list(inbound, request, "trunk_ids", "numbers"));
        calls.put("SIP/ListSIPOutboundTrunk", request -> list(outbound, request, "trunk_ids", "numbers"));
        calls.put("SIP/DeleteSIPTrunk", this::deleteTrunk);
        calls.put("SIP/CreateSIPDispatchRule", this::createRule);
        calls.put("SIP/UpdateSIPDispatchRule", request -> update(rules, request));
        calls.put("SIP/ListSIPDispatchRule", request -> list(rules, request, "dispatch_rule_ids", "trunk_ids"));
        calls.put("SIP/DeleteSIPDispatchRule", this::deleteRule);
        calls.put("SIP/CreateSIPParticipant", this::createParticipant);
        calls.put("SIP/TransferSIPParticipant", this::transferParticipant);
        calls.replaceAll((name, call) -> request -> {
            if (!options.redis()) {
                throw TwirpError.notConnected("sip");
            }
            return call.call(request);
        });
        return calls;
    }

    private synchronized ObjectNode createInboundTrunk(ObjectNode request) throws TwirpError {
        ObjectNode trunk = newTrunk(request);
        checkInboundTrunk(trunk);
        refuseConflicts(inbound, trunk);
        return inbound.add(trunk);
    }

    private synchronized ObjectNode createOutboundTrunk(ObjectNode request) throws TwirpError {
        ObjectNode trunk = newTrunk(request);
        checkOutboundTrunk(trunk);
        return outbound.add(trunk);
    }

    private static void checkInboundTrunk(ObjectNode trunk) throws TwirpError {
        boolean open = Json.texts(trunk, "numbers").isEmpty()
                && Json.texts(trunk, "allowed_addresses").isEmpty()
                && Json.text(trunk, "auth_username").isEmpty()
                && Json.text(trunk, "auth_password").isEmpty();
        if (open) {
            throw invalid(
                    "for security, one of the fields must be set: AuthUsername+AuthPassword, AllowedAddresses or Numbers");
        }
    }

    private static void checkOutboundTrunk(ObjectNode trunk) throws TwirpError {
        if (Json.texts(trunk, "numbers").isEmpty()) {
            throw invalid("no trunk numbers specified");
        }
        if (Json.text(trunk, "address").isEmpty()) {
            throw invalid("no outbound address specified");
        }
    }

    private static void checkRule(ObjectNode rule) throws TwirpError {
        if (!rule.has("rule")) {
            throw invalid("missing rule");
        }
    }

    private static ObjectNode newTrunk(ObjectNode request) throws TwirpError {
        if (!(request.get("trunk") instanceof ObjectNode trunk)) {
            throw invalid("missing trunk");
        }
        if (!Json.text(trunk, "sip_trunk_id").isEmpty()) {
            throw invalid("trunk id must not be set");
        }
        return trunk.deepCopy();
    }

    private static TwirpError invalid(String message) {
        return TwirpError.of("invalid_argument", message);
    }

    /** Returns all trunks in the form of the time before inbound and outbound trunks were distinguished. */
    private synchronized ObjectNode listOldTrunks(ObjectNode request) {
        ObjectNode answer = Json.object();
        outbound.things
                .values()
                .forEach(trunk -> Json.arrayIn(answer, "items")
                        .add(oldTrunk(trunk, "TRUNK_OUTBOUND")
                                .put("outbound_address", Json.text(trunk, "address"))
                                .put("outbound_username", Json.text(trunk, "auth_username"))
                                .put("outbound_password", Json.text(trunk, "auth_password"))));
        inbound.things
                .values()
                .forEach(trunk -> Json.arrayIn(answer, "items")
                        .add(oldTrunk(trunk, "TRUNK_INBOUND")
                                .put("inbound_username", Json.text(trunk, "auth_username"))
                                .put("inbound_password", Json.text(trunk, "auth_password"))));
        return answer;
    }

    private static ObjectNode oldTrunk(ObjectNode trunk, String kind) {
        ObjectNode old = Json.object().put("kind", kind);
        for (String field : List.of("sip_trunk_id", "name", "metadata", "transport")) {
            if (trunk.has(field)) {
                old.set(field, trunk.get(field));
            }
        }
        Json.texts(trunk, "numbers").stream().findFirst().ifPresent(number -> old.put("outbound_number", number));
        return old;
    }

    private synchronized ObjectNode getTrunk(Shelf shelf, ObjectNode request) throws TwirpError {
        ObjectNode answer = Json.object();
        return answer.set("trunk", shelf.existing(request).deepCopy());
    }

    /** The response contains only the id, whether the trunk existed or not. */
    private synchronized ObjectNode deleteTrunk(ObjectNode request) throws TwirpError {
        String id = Json.text(request, "sip_trunk_id");
        if (id.isEmpty()) {
            throw invalid("trunk ID is required");
        }
        inbound.things.remove(id);
        outbound.things.remove(id);
        return Json.object().put("sip_trunk_id", id);
    }

    private synchronized ObjectNode createRule(ObjectNode request) throws TwirpError {
        // Older clients send the rule's fields in the request itself.
        boolean nested = request.path("dispatch_rule").isObject();
        ObjectNode rule = (nested ? Json.object(request, "dispatch_rule") : request).deepCopy();
        checkRule(rule);
        if (nested && !rule.has("media")) {
            rule.putObject("media");
        }
        refuseConflicts(rules, rule);
        return rules.add(rule);
    }

    // Conflicts -----------------------------------------------------------------------------------------------------

    /** @param changed the object to add, or to replace the one with its id */
    private void refuseConflicts(Shelf shelf, ObjectNode changed) throws TwirpError {
        String id = Json.text(changed, shelf.idField);
        List<ObjectNode> things = new ArrayList<>(shelf.things.values());
        things.replaceAll(thing -> Json.text(thing, shelf.idField).equals(id) ? changed : thing);
        if (id.isEmpty()) {
            things.add(changed);
        }
        if (shelf == inbound) {
            refuseConflictingTrunks(things);
        } else if (shelf == rules) {
            refuseConflictingRules(things);
        }
    }

    private static void refuseConflictingTrunks(List<ObjectNode> trunks) throws TwirpError {
        Map<List<String>, ObjectNode> byNumbers = new HashMap<>();
        for (ObjectNode trunk : trunks) {
            for (String number : numbersOrAny(trunk, "numbers")) {
                for (String caller : numbersOrAny(trunk, "allowed_numbers")) {
                    ObjectNode other = byNumbers.putIfAbsent(List.of(number, caller), trunk);
                    if (other != null && !idOf(other, "sip_trunk_id").equals(idOf(trunk, "sip_trunk_id"))) {
                        throw invalid("Conflicting inbound SIP Trunks: " + idOf(trunk, "sip_trunk_id") + " and "
                                + idOf(other, "sip_trunk_id") + ", using the same number(s) " + numbersOf(trunk)
                                + (caller.isEmpty()
                                        ? " without AllowedNumbers set"
                                        : " and AllowedNumber " + quoted(caller)));
                    }
                }
            }
        }
    }

    private static void refuseConflictingRules(List<ObjectNode> rules) throws TwirpError {
        Map<List<String>, ObjectNode> byNumbers = new HashMap<>();
        for (ObjectNode rule : rules) {
            String pin = pinOf(rule);
            List<String> trunks = Json.texts(rule, "trunk_ids");
            for (String trunk : trunks.isEmpty() ? List.of("") : trunks) {
                for (String caller : numbersOrAny(rule, "inbound_numbers")) {
                    for (String number : numbersOrAny(rule, "numbers")) {
                        ObjectNode other = byNumbers.putIfAbsent(List.of(pin, trunk, caller, number), rule);
                        if (other != null) {
                            String name = Json.text(other, "name");
                            throw invalid("Dispatch rule for the same trunk, inbound number, number, and PIN"
                                    + " combination already exists in dispatch rule "
                                    + idOf(other, "sip_dispatch_rule_id") + " "
                                    + quoted(name.isEmpty() ? "<blank name>" : name));
                        }
                    }
                }
            }
        }
    }

    private static String pinOf(ObjectNode rule) throws TwirpError {
        return Json.fields(rule.path("rule"))
                .findFirst()
                .map(kind -> Json.text(kind.getValue(), "pin"))
                .orElseThrow(() -> TwirpError.invalid("unsupported SIP Dispatch Rule: <nil>"));
    }

    private static List<String> numbersOrAny(ObjectNode thing, String field) {
        List<String> numbers = Json.texts(thing, field);
        return numbers.isEmpty()
                ? List.of("")
                : numbers.stream().map(SipService::normalized).toList();
    }

    /** Returns the number without separators between digits, so that different notations of a number are equal. */
    private static String normalized(String number) {
        if (!NUMBER.matcher(number).matches()) {
            return number;
        }
        String digits = number.replaceAll("[-() ]", "");
        return digits.startsWith("+") ? digits : "+" + digits;
    }

    private static String numbersOf(ObjectNode trunk) {
        List<String> numbers = Json.texts(trunk, "numbers");
        return numbers.isEmpty()
                ? "<any>"
                : numbers.stream().map(SipService::quoted).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String idOf(ObjectNode thing, String field) {
        String id = Json.text(thing, field);
        return quoted(id.isEmpty() ? "<new>" : id);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    // ---------------------------------------------------------------------------------------------------------------

    private synchronized ObjectNode deleteRule(ObjectNode request) throws TwirpError {
        ObjectNode rule = rules.existing(request);
        rules.things.remove(Json.text(rule, rules.idField));
        return rule;
    }

    private synchronized ObjectNode update(Shelf shelf, ObjectNode request) throws TwirpError {
        String id = Json.text(request, shelf.idField);
        if (id.isEmpty()) {
            throw invalid((shelf == rules ? "rule" : "trunk") + " id must be set");
        }
        ObjectNode replacement = request.get("replace") instanceof ObjectNode given ? given : null;
        if (replacement != null) {
            shelf.validation.check(replacement);
        } else if (!request.path("update").isObject()) {
            throw invalid("missing or unsupported update action");
        }
        ObjectNode before = shelf.existing(request);
        ObjectNode changed = (replacement != null ? replacement : updated(before, request.get("update"))).deepCopy();
        changed.put(shelf.idField, id);
        checkUpdated(shelf, changed);
        refuseConflicts(shelf, changed);
        shelf.things.put(id, changed);
        return changed.deepCopy();
    }

    /** An object that an update makes invalid has another form of error than an invalid request. */
    private void checkUpdated(Shelf shelf, ObjectNode changed) throws TwirpError {
        try {
            shelf.validation.check(changed);
        } catch (TwirpError e) {
            String message = String.valueOf(e.getMessage());
            throw shelf == inbound ? TwirpError.invalid(message) : TwirpError.of("unknown", message);
        }
    }

    private static ObjectNode updated(ObjectNode before, JsonNode update) {
        ObjectNode thing = before.deepCopy();
        if (!thing.has("media")) {
            thing.putObject("media");
        }
        Json.fields(update).forEach(field -> {
            boolean list = field.getValue().isObject() && isListUpdate(field.getValue());
            thing.set(field.getKey(), list ? updatedList(thing, field.getKey(), field.getValue()) : field.getValue());
        });
        return thing;
    }

    private static boolean isListUpdate(JsonNode value) {
        return value.has("set") || value.has("add") || value.has("remove") || value.has("clear");
    }

    private static JsonNode updatedList(ObjectNode thing, String field, JsonNode update) {
        List<String> elements =
                new ArrayList<>(update.has("set") ? Json.texts(update, "set") : Json.texts(thing, field));
        if (Json.flag(update, "clear")) {
            elements.clear();
        }
        elements.removeAll(Json.texts(update, "remove"));
        Json.texts(update, "add").stream()
                .filter(element -> !elements.contains(element))
                .forEach(elements::add);
        ObjectNode holder = Json.object();
        elements.forEach(element -> Json.arrayIn(holder, "elements").add(element));
        return Json.arrayIn(holder, "elements");
    }

    /** @param filter a list in the request and in the objects; objects without it match all */
    private synchronized ObjectNode list(Shelf shelf, ObjectNode request, String idsField, String filter) {
        List<String> ids = Json.texts(request, idsField);
        List<String> wanted = Json.texts(request, filter);
        ObjectNode answer = Json.object();
        return answer.set(
                "items",
                Json.array(shelf.things.values().stream()
                        .filter(thing -> ids.isEmpty() || ids.contains(Json.text(thing, shelf.idField)))
                        .filter(thing -> matches(wanted, Json.texts(thing, filter)))
                        .map(ObjectNode::deepCopy)));
    }

    private static boolean matches(List<String> wanted, List<String> had) {
        return wanted.isEmpty() || had.isEmpty() || had.stream().anyMatch(wanted::contains);
    }

    private ObjectNode createParticipant(ObjectNode request) throws TwirpError {
        synchronized (this) {
            if (Json.text(request, "sip_trunk_id").isEmpty() && !request.has("trunk")) {
                throw invalid("missing sip trunk id");
            }
            if (!Json.text(request, "sip_trunk_id").isEmpty()) {
                ObjectNode unused = outbound.existing(request);
            }
        }
        requireWorker();
        return called(request);
    }

    private void requireWorker() throws TwirpError {
        if (!options.sipWorker()) {
            timers.pause(NO_WORKER);
            throw TwirpError.noResponse();
        }
    }

    private ObjectNode called(ObjectNode request) throws TwirpError {
        if (Json.flag(request, "wait_until_answered")) {
            awaitAnswer(Json.text(request, "sip_call_to"));
        }
        String room = Json.text(request, "room_name");
        String identity = Json.text(request, "participant_identity");
        if (room.isEmpty()) {
            throw invalid("missing room name");
        }
        if (identity.isEmpty()) {
            identity = "sip_" + Json.text(request, "sip_call_to");
        }
        ObjectNode claims = Json.object()
                .put("kind", "sip")
                .put("name", Json.text(request, "participant_name"))
                .put("metadata", Json.text(request, "participant_metadata"));
        claims.putObject("video").put("roomJoin", true).put("room", room);
        claims.set("attributes", Json.object(request, "participant_attributes"));
        LiveKitParticipant joined = rooms.join(new Claims(identity, claims), Json.object());
        return Json.object()
                .put("participant_id", joined.sid())
                .put("participant_identity", identity)
                .put("room_name", room)
                .put("sip_call_id", Ids.next("SCL_"));
    }

    private void awaitAnswer(String number) throws TwirpError {
        switch (number) {
            case "busy" -> throw TwirpError.sip("failed_precondition", 486, "Busy Here");
            case "busy-everywhere" -> throw TwirpError.sip("resource_exhausted", 600, "Busy Everywhere");
            case "declined" -> throw TwirpError.sip("permission_denied", 603, "Decline");
            case "unanswered" -> {
                timers.pause(UNANSWERED);
                throw TwirpError.sip("deadline_exceeded", 408, "Request Timeout");
            }
            case "slow" -> timers.pause(ANSWERED_LATE);
            default -> timers.pause(ANSWERED);
        }
    }

    private ObjectNode transferParticipant(ObjectNode request) throws TwirpError {
        LiveKitParticipant participant =
                rooms.find(Json.text(request, "room_name"), Json.text(request, "participant_identity"));
        if (participant == null) {
            throw TwirpError.notFound("participant");
        }
        requireWorker();
        rooms.disconnect(participant, "CLIENT_INITIATED");
        return options.newestProtocol()
                ? Json.object()
                        .put("transfer_id", Ids.next("STR_"))
                        .put("status", "STS_TRANSFER_SUCCESSFUL")
                        .put("reason", "STR_COMPLETED")
                : Json.object();
    }

    synchronized void clear() {
        inbound.things.clear();
        outbound.things.clear();
        rules.things.clear();
    }
}
