package io.videoprovider.testing.livekit;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON trees, read with the forgiveness of protobuf: what is absent is the default. */
final class Json {

    // The server reads one JSON value and ignores what follows it.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ArrayNode array(Stream<? extends JsonNode> elements) {
        ArrayNode array = array();
        elements.forEach(array::add);
        return array;
    }

    /** @throws tools.jackson.core.JacksonException when this is no JSON */
    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    static Map<String, Object> asMap(JsonNode node) {
        return MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {});
    }

    static JsonNode fromMap(Map<String, Object> map) {
        return MAPPER.valueToTree(map);
    }

    static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    static boolean flag(JsonNode node, String field) {
        return flag(node, field, false);
    }

    static boolean flag(JsonNode node, String field, boolean otherwise) {
        JsonNode value = node.path(field);
        return value.isBoolean() ? value.booleanValue() : otherwise;
    }

    static long number(JsonNode node, String field) {
        return node.path(field).asLong(0);
    }

    static List<String> texts(JsonNode node, String field) {
        return elements(node, field).map(JsonNode::asString).toList();
    }

    static Stream<JsonNode> elements(JsonNode node, String field) {
        return node.path(field).valueStream();
    }

    /** The object under a field; an empty one, not connected to the node, when there is none. */
    static ObjectNode object(JsonNode node, String field) {
        return node.path(field) instanceof ObjectNode object ? object : object();
    }

    /** The array under a field, created when there is none. */
    static ArrayNode arrayIn(ObjectNode node, String field) {
        return node.get(field) instanceof ArrayNode array ? array : node.putArray(field);
    }

    static Stream<Map.Entry<String, JsonNode>> fields(JsonNode node) {
        return node.properties().stream();
    }
}
