package io.videoprovider.emulator.livekit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The types of the claims that the server reads. The server rejects a token with a claim of another type, even with a valid
 * signature.
 */
final class ClaimTypes {

    private static final List<String> REGISTERED_TEXTS = List.of("iss", "sub", "jti");
    private static final List<String> REGISTERED_TIMES = List.of("exp", "nbf", "iat");
    private static final Map<String, String> CLAIMS = Map.of(
            "name", "string",
            "kind", "string",
            "metadata", "string",
            "sha256", "string",
            "roomPreset", "string",
            "kindDetails", "[]string");
    private static final Map<String, String> VIDEO = video();
    private static final Map<String, String> SIP = Map.of("admin", "bool", "call", "bool");

    private ClaimTypes() {}

    private static Map<String, String> video() {
        Map<String, String> types = new LinkedHashMap<>();
        for (String flag : List.of(
                "roomCreate",
                "roomList",
                "roomRecord",
                "roomAdmin",
                "roomJoin",
                "canPublish",
                "canSubscribe",
                "canPublishData",
                "canUpdateOwnMetadata",
                "ingressAdmin",
                "hidden",
                "recorder",
                "agent",
                "canSubscribeMetrics",
                "canManageAgentSession")) {
            types.put(flag, "bool");
        }
        types.put("room", "string");
        types.put("destinationRoom", "string");
        types.put("canPublishSources", "[]string");
        return Map.copyOf(types);
    }

    /** Returns whether the registered claims of JWT have the right types; otherwise the server does not recognize a JWT. */
    static boolean registeredFit(JsonNode payload) {
        return REGISTERED_TEXTS.stream().allMatch(claim -> fits(payload.get(claim), "string"))
                && REGISTERED_TIMES.stream().allMatch(claim -> fits(payload.get(claim), "number"));
    }

    /** Returns the error of the server's JSON library for the first of LiveKit's own claims that has a wrong type. */
    static @Nullable String firstMisfit(JsonNode payload) {
        String misfit = misfit(payload, CLAIMS, "tokenClaims", "");
        if (misfit == null) {
            misfit = structMisfit(payload, "video", VIDEO, "VideoGrant");
        }
        if (misfit == null) {
            misfit = structMisfit(payload, "sip", SIP, "SIPGrant");
        }
        if (misfit == null) {
            misfit = attributesMisfit(payload.get("attributes"));
        }
        return misfit;
    }

    private static @Nullable String structMisfit(
            JsonNode payload, String claim, Map<String, String> types, String struct) {
        JsonNode grant = payload.get(claim);
        if (grant == null || grant.isNull()) {
            return null;
        }
        return grant.isObject()
                ? misfit(grant, types, struct, claim + ".")
                : describe(grant, "tokenClaims", claim, "auth." + struct);
    }

    private static @Nullable String attributesMisfit(@Nullable JsonNode attributes) {
        if (attributes == null || attributes.isNull()) {
            return null;
        }
        if (!attributes.isObject()) {
            return describe(attributes, "tokenClaims", "attributes", "map[string]string");
        }
        return attributes
                .valueStream()
                .filter(value -> !fits(value, "string"))
                .findFirst()
                .map(value -> describe(value, "tokenClaims", "attributes", "string"))
                .orElse(null);
    }

    private static @Nullable String misfit(JsonNode node, Map<String, String> types, String struct, String path) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String type = types.get(field.getKey());
            if (type != null && !fits(field.getValue(), type)) {
                return describe(field.getValue(), struct, path + field.getKey(), type);
            }
        }
        return null;
    }

    private static boolean fits(@Nullable JsonNode value, String type) {
        if (value == null || value.isNull()) {
            return true;
        }
        return switch (type) {
            case "string" -> value.isString();
            case "bool" -> value.isBoolean();
            case "number" -> value.isNumber();
            default -> value.isArray() && value.valueStream().allMatch(element -> fits(element, "string"));
        };
    }

    private static String describe(JsonNode value, String struct, String path, String type) {
        String found = value.isString()
                ? "string"
                : value.isNumber() ? "number" : value.isBoolean() ? "bool" : value.isArray() ? "array" : "object";
        return "json: cannot unmarshal " + found + " into Go struct field " + struct + ".ClaimGrants." + path
                + " of type " + type;
    }
}
