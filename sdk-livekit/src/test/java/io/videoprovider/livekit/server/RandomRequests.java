package io.videoprovider.livekit.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random requests to LiveKit's API, the same ones for the same seed and the same ids. Not thread-safe.
 *
 * <p>Names are unique to one instance, and no request concerns anything that it did not create: other tests may use the
 * server at the same time.
 */
final class RandomRequests {

    /** Placeholder of an id that a server has chosen: each server receives its own. */
    static String alias(String prefix, int number) {
        return "@" + prefix + number + "@";
    }

    /**
     * A request.
     *
     * @param rpc {@code Service/Method}
     * @param body the message, in which the ids of servers are aliases
     * @param claims the grants of its token
     */
    record Request(String rpc, ObjectNode body, Map<String, Object> claims) {}

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String UNKNOWN = "XX_none";
    private static final String[] SOURCES = {"CAMERA", "MICROPHONE", "SCREEN_SHARE"};

    private final RandomGenerator random;
    private final String run;
    private final Map<String, Integer> known = new HashMap<>();
    private int slow;

    /**
     * @param run makes names unique
     * @param slow the maximum number of requests for which a server waits for seconds
     */
    RandomRequests(long seed, String run, int slow) {
        this.random = new SplittableRandom(seed);
        this.run = run;
        this.slow = slow;
    }

    /** The rooms that requests are about. */
    List<String> rooms() {
        return IntStream.range(0, 4).mapToObj(i -> run + "-room/" + i).toList();
    }

    /** The identities that requests are about. */
    List<String> identities() {
        return List.of("alice", "bob", "carol#1");
    }

    /** Adds an alias for a further id with this prefix. */
    void learned(String prefix) {
        known.merge(prefix, 1, Integer::sum);
    }

    Request next() {
        String rpc = pick(RPCS);
        ObjectNode body = body(rpc);
        if (body == null) {
            return next();
        }
        if (!rpc.contains("/List")) {
            mutate(body);
        }
        return new Request(rpc, body, claims(body));
    }

    // Requests ------------------------------------------------------------------------------------------------------

    private static final List<String> RPCS = List.of(
            "RoomService/CreateRoom",
            "RoomService/CreateRoom",
            "RoomService/CreateRoom",
            "RoomService/ListRooms",
            "RoomService/ListRooms",
            "RoomService/DeleteRoom",
            "RoomService/ListParticipants",
            "RoomService/GetParticipant",
            "RoomService/GetParticipant",
            "RoomService/RemoveParticipant",
            "RoomService/UpdateParticipant",
            "RoomService/UpdateParticipant",
            "RoomService/UpdateParticipant",
            "RoomService/UpdateRoomMetadata",
            "RoomService/UpdateRoomMetadata",
            "RoomService/UpdateSubscriptions",
            "RoomService/MutePublishedTrack",
            "RoomService/SendData",
            "RoomService/ForwardParticipant",
            "RoomService/MoveParticipant",
            "AgentDispatchService/CreateDispatch",
            "AgentDispatchService/ListDispatch",
            "AgentDispatchService/DeleteDispatch",
            "Egress/StartRoomCompositeEgress",
            "Egress/StartRoomCompositeEgress",
            "Egress/StartEgress",
            "Egress/StartEgress",
            "Egress/StartWebEgress",
            "Egress/StartParticipantEgress",
            "Egress/StartTrackCompositeEgress",
            "Egress/StartTrackEgress",
            "Egress/ListEgress",
            "Egress/ListEgress",
            "Egress/StopEgress",
            "Egress/UpdateStream",
            "Egress/UpdateLayout",
            "Ingress/CreateIngress",
            "Ingress/CreateIngress",
            "Ingress/UpdateIngress",
            "Ingress/ListIngress",
            "Ingress/DeleteIngress",
            "SIP/CreateSIPInboundTrunk",
            "SIP/CreateSIPInboundTrunk",
            "SIP/CreateSIPOutboundTrunk",
            "SIP/UpdateSIPInboundTrunk",
            "SIP/UpdateSIPOutboundTrunk",
            "SIP/GetSIPInboundTrunk",
            "SIP/GetSIPOutboundTrunk",
            "SIP/ListSIPInboundTrunk",
            "SIP/ListSIPOutboundTrunk",
            "SIP/DeleteSIPTrunk",
            "SIP/CreateSIPDispatchRule",
            "SIP/CreateSIPDispatchRule",
            "SIP/UpdateSIPDispatchRule",
            "SIP/ListSIPDispatchRule",
            "SIP/DeleteSIPDispatchRule");

    /**
     * Returns the message of a request; null if no object exists for it, or if it would exceed the limit of slow
     * requests.
     */
    private ObjectNode body(String rpc) {
        ObjectNode body = JSON.createObjectNode();
        switch (rpc.substring(rpc.indexOf('/') + 1)) {
            case "CreateRoom" -> {
                body.put("name", room());
                sometimes(() -> body.put("empty_timeout", pick(List.of(0, 60, 600))));
                sometimes(() -> body.put("departureTimeout", pick(List.of(0, 30))));
                sometimes(() -> body.put("max_participants", random.nextInt(4)));
                sometimes(() -> body.put("metadata", text()));
                sometimes(() -> body.put("min_playout_delay", 100));
                rarely(() -> body.put("node_id", "ND_none"));
                rarely(() -> body.put("room_preset", "none"));
                rarely(() -> body.putArray("agents")
                        .addObject()
                        .put("agent_name", "a")
                        .put("metadata", text()));
                rarely(() -> body.put("name", "x".repeat(257)));
            }
            case "ListRooms" -> strings(body, "names", List.of(room(), room(), room(), run + "-none"));
            case "DeleteRoom", "ListParticipants" -> body.put("room", room());
            case "GetParticipant", "RemoveParticipant" -> participant(body);
            case "UpdateParticipant" -> {
                participant(body);
                sometimes(() -> body.put("metadata", text()));
                sometimes(() -> body.put("name", text()));
                sometimes(() -> body.putObject("attributes").put("a", text()).put("b", ""));
                sometimes(() -> permission(body.putObject("permission")));
            }
            case "UpdateRoomMetadata" -> body.put("room", room()).put("metadata", text());
            case "UpdateSubscriptions" -> {
                if (waitsAnyway()) {
                    participant(body).put("subscribe", random.nextBoolean());
                    strings(body, "track_sids", List.of(id("TR")));
                } else {
                    return null;
                }
            }
            case "MutePublishedTrack" -> {
                if (!waitsAnyway()) {
                    return null;
                }
                participant(body).put("track_sid", id("TR")).put("muted", random.nextBoolean());
            }
            case "SendData" -> {
                body.put("room", room()).put("data", "aGk=").put("kind", pick(List.of("RELIABLE", "LOSSY")));
                sometimes(() -> body.put("topic", text()));
                sometimes(() -> body.put("nonce", pick(List.of("AAAA", "AAAAAAAAAAAAAAAAAAAAAA=="))));
                if (!waitsAnyway()) {
                    return null;
                }
            }
            case "ForwardParticipant", "MoveParticipant" -> {
                participant(body).put("destination_room", room());
                if (!body.get("room").equals(body.get("destination_room")) && !waitsAnyway()) {
                    return null;
                }
            }
            case "CreateDispatch" ->
                body.put("room", room()).put("agent_name", "a").put("metadata", text());
            case "ListDispatch", "DeleteDispatch" -> {
                body.put("room", room()).put("dispatch_id", id("AD"));
                if (!waitsAnyway()) {
                    return null;
                }
            }
            case "StartRoomCompositeEgress" -> {
                outputs(body.put("room_name", room()));
                sometimes(() -> body.put("layout", "grid"));
                sometimes(() -> body.put("audio_only", true));
                sometimes(() -> body.put("preset", pick(List.of("H264_1080P_30", "NONE"))));
            }
            case "StartWebEgress" -> outputs(body.put("url", "http://localhost/" + run));
            case "StartParticipantEgress" ->
                outputs(body.put("room_name", room()).put("identity", "alice"));
            case "StartTrackCompositeEgress" ->
                outputs(body.put("room_name", room())
                        .put("audio_track_id", "TR_a")
                        .put("video_track_id", "TR_v"));
            case "StartTrackEgress" -> {
                body.put("room_name", room()).put("track_id", "TR_a");
                sometimes(() -> body.putObject("file").put("filepath", path()));
                rarely(() -> body.put("websocket_url", "ws://localhost"));
            }
            case "StartEgress" -> {
                body.put("room_name", room());
                if (random.nextBoolean()) {
                    body.putObject("template").put("layout", "grid");
                } else {
                    body.putObject("media").putObject("audio").put("capture_all", true);
                }
                ArrayNode outputs = body.putArray("outputs");
                sometimes(() -> outputs.addObject().putObject("file").put("filepath", path()));
                rarely(() ->
                        outputs.addObject().putObject("stream").putArray("urls").add(stream()));
                rarely(() -> outputs.addObject().putObject("segments").put("playlist_name", "p.m3u8"));
            }
            case "ListEgress" -> {
                if (random.nextBoolean()) {
                    body.put("egress_id", id("EG"));
                } else {
                    body.put("room_name", room());
                    sometimes(() -> body.put("active", true));
                }
            }
            case "StopEgress" -> {
                if (!waitsAnyway()) {
                    return null;
                }
                body.put("egress_id", id("EG"));
            }
            case "UpdateStream" -> {
                if (!waitsAnyway()) {
                    return null;
                }
                body.put("egress_id", id("EG"));
                strings(body, "add_output_urls", List.of(stream()));
                strings(body, "remove_output_urls", List.of(stream()));
            }
            case "UpdateLayout" -> body.put("egress_id", id("EG")).put("layout", "speaker");
            case "CreateIngress" -> {
                ingress(body);
                String type = pick(List.of("RTMP_INPUT", "WHIP_INPUT", "WHIP_INPUT", "URL_INPUT"));
                body.put("input_type", type);
                if (type.equals("URL_INPUT")) {
                    body.put("url", pick(List.of("", "ftp://localhost/a", "http://localhost/a")));
                    if (!waitsAnyway()) {
                        return null;
                    }
                }
            }
            case "UpdateIngress" -> ingress(body).put("ingress_id", id("IN"));
            case "ListIngress" -> {
                if (random.nextBoolean()) {
                    body.put("ingress_id", id("IN"));
                } else {
                    body.put("room_name", room());
                }
            }
            case "DeleteIngress" -> body.put("ingress_id", id("IN"));
            case "CreateSIPInboundTrunk" -> {
                ObjectNode trunk = trunk(body.putObject("trunk"));
                sometimes(() -> strings(trunk, "allowed_numbers", List.of(number())));
                // A trunk for every number would conflict with those of other tests.
                if (random.nextInt(5) > 0) {
                    strings(trunk, "numbers", List.of(number(), number()));
                    sometimes(() -> trunk.put("auth_username", "u").put("auth_password", "p"));
                }
            }
            case "CreateSIPOutboundTrunk" -> {
                ObjectNode trunk = trunk(body.putObject("trunk"));
                sometimes(() -> strings(trunk, "numbers", List.of(number())));
                sometimes(() -> trunk.put("address", "sip.example.com"));
            }
            case "GetSIPInboundTrunk", "GetSIPOutboundTrunk", "DeleteSIPTrunk" -> body.put("sip_trunk_id", id("ST"));
            case "ListSIPInboundTrunk", "ListSIPOutboundTrunk" -> strings(body, "trunk_ids", List.of(id("ST")));
            case "CreateSIPDispatchRule" -> rule(random.nextBoolean() ? body : body.putObject("dispatch_rule"));
            case "UpdateSIPDispatchRule" -> {
                body.put("sip_dispatch_rule_id", id("SDR"));
                if (random.nextBoolean()) {
                    rule(body.putObject("replace"));
                } else {
                    ObjectNode update = body.putObject("update");
                    sometimes(() -> update.put("name", text()));
                    sometimes(() -> strings(
                            update.putObject("trunk_ids"), pick(List.of("add", "remove", "set")), List.of(run + "1")));
                }
                rarely(() -> body.retain("sip_dispatch_rule_id"));
            }
            case "UpdateSIPInboundTrunk", "UpdateSIPOutboundTrunk" -> {
                ObjectNode update = body.put("sip_trunk_id", id("ST")).putObject("update");
                sometimes(() -> update.put("name", text()));
                sometimes(() ->
                        strings(update.putObject("numbers"), pick(List.of("add", "remove", "set")), List.of(number())));
                rarely(() -> body.retain("sip_trunk_id"));
            }
            case "ListSIPDispatchRule" -> strings(body, "dispatch_rule_ids", List.of(id("SDR")));
            case "DeleteSIPDispatchRule" -> body.put("sip_dispatch_rule_id", id("SDR"));
            default -> throw new IllegalStateException(rpc);
        }
        return body;
    }

    private ObjectNode participant(ObjectNode body) {
        return body.put("room", room()).put("identity", pick(identities()));
    }

    private void permission(ObjectNode permission) {
        for (String flag : List.of("can_subscribe", "can_publish", "can_publish_data", "can_update_metadata")) {
            sometimes(() -> permission.put(flag, true));
        }
        rarely(() -> strings(permission, "can_publish_sources", List.of(pick(List.of(SOURCES)))));
    }

    private void outputs(ObjectNode body) {
        sometimes(() -> body.putArray("file_outputs").addObject().put("filepath", path()));
        rarely(() ->
                body.putArray("stream_outputs").addObject().putArray("urls").add(stream()));
        rarely(() -> body.putArray("segment_outputs")
                .addObject()
                .put("playlist_name", "p.m3u8")
                .putObject("s3")
                .put("access_key", "a")
                .put("secret", "b")
                .put("bucket", "c"));
        if (body.path("file_outputs").isEmpty()) {
            rarely(() -> body.putArray("image_outputs").addObject().put("filename_prefix", "i"));
            if (body.has("image_outputs")) {
                body.remove("segment_outputs");
                body.remove("stream_outputs");
            }
        }
    }

    private ObjectNode ingress(ObjectNode body) {
        body.put("room_name", room());
        sometimes(() -> body.put("name", text()));
        sometimes(() -> body.put("participant_name", text()));
        sometimes(() -> body.put("participant_metadata", text()));
        sometimes(() -> body.put("enable_transcoding", random.nextBoolean()));
        sometimes(() -> body.put("enabled", random.nextBoolean()));
        rarely(() -> body.putObject("video").put("source", pick(List.of("CAMERA", "MICROPHONE"))));
        rarely(() -> body.putObject("audio").put("preset", "OPUS_MONO_64KBS"));
        if (random.nextInt(5) > 0) {
            body.put("participant_identity", "encoder");
        }
        return body;
    }

    private ObjectNode trunk(ObjectNode trunk) {
        sometimes(() -> trunk.put("name", text()));
        sometimes(() -> trunk.put("metadata", text()));
        return trunk;
    }

    private void rule(ObjectNode rule) {
        // Always with a trunk of this run: rules for every trunk would conflict with those of other tests.
        strings(rule, "trunk_ids", List.of(run + random.nextInt(3)));
        sometimes(() -> rule.put("name", "rule " + random.nextInt(3)));
        rarely(() -> strings(rule, "inbound_numbers", List.of(number())));
        rarely(() -> rule.put("hide_phone_number", true));
        if (random.nextInt(6) > 0) {
            ObjectNode kind = rule.putObject("rule");
            ObjectNode target = kind.putObject(
                    pick(List.of("dispatch_rule_direct", "dispatchRuleIndividual", "dispatch_rule_callee")));
            sometimes(() -> target.put("pin", Integer.toString(random.nextInt(3))));
        }
    }

    // Values --------------------------------------------------------------------------------------------------------

    private String room() {
        return pick(rooms());
    }

    private String text() {
        return pick(List.of("", "t", "ü€😀", "{\"a\":[1,2]}", "<b>&\"'", "x".repeat(300)));
    }

    private String path() {
        return pick(List.of("a.mp4", "{room_name}/b.mp4", "never-active.mp4", "fail-start.mp4", "fail-upload.mp4"));
    }

    private String stream() {
        return pick(List.of("rtmp://live.example.com/app/secretkey", "srt://live.example.com:9000?streamid=abc"));
    }

    /** A number that no other test uses, written in one of several ways. */
    private String number() {
        long number = 1_000_000_000L + Math.floorMod(run.hashCode(), 100_000_000) * 10L + random.nextInt(3);
        return (random.nextBoolean() ? "+" : "")
                + Long.toString(number).replaceFirst("(?<=.{4})", pick(List.of("", " ", "-")));
    }

    private String id(String prefix) {
        int count = known.getOrDefault(prefix, 0);
        return count == 0 || random.nextInt(8) == 0 ? UNKNOWN : alias(prefix, random.nextInt(count));
    }

    private boolean waitsAnyway() {
        if (slow == 0) {
            return false;
        }
        slow--;
        return true;
    }

    private static void strings(ObjectNode body, String field, List<String> values) {
        ArrayNode array = body.putArray(field);
        values.forEach(array::add);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void sometimes(Runnable change) {
        if (random.nextBoolean()) {
            change.run();
        }
    }

    private void rarely(Runnable change) {
        if (random.nextInt(6) == 0) {
            change.run();
        }
    }

    /** Sometimes replaces one field by an invalid or unusual value. */
    private void mutate(ObjectNode body) {
        if (random.nextInt(10) != 0 || body.isEmpty()) {
            return;
        }
        String field = pick(new ArrayList<>(body.propertyNames()));
        switch (random.nextInt(5)) {
            case 0 -> body.put(field, 7);
            case 1 -> {
                // Without a name, a request would concern objects of others.
                if (!Set.of("name", "room", "trunk_ids").contains(field)) {
                    body.putNull(field);
                }
            }
            case 2 -> body.put("no_such_field", "x");
            case 3 -> body.put("metadata", "x".repeat(512 * 1024 + 1));
            default -> body.putArray(field).addObject();
        }
    }

    private Map<String, Object> claims(JsonNode body) {
        Map<String, Object> video = new HashMap<>();
        int wrong = random.nextInt(12);
        String room = body.path(body.has("room_name") ? "room_name" : "room").asString("");
        if (wrong != 0) {
            List.of("roomCreate", "roomList", "roomAdmin", "roomRecord", "ingressAdmin")
                    .forEach(grant -> video.put(grant, true));
        }
        video.put("room", wrong == 1 ? "another" : room);
        video.put("destinationRoom", body.path("destination_room").asString(""));
        return Map.of("video", video, "sip", Map.of("admin", wrong != 0));
    }
}
