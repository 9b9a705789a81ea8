package io.videoprovider.emulator.internal;

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

/** JSON trees, read as leniently as protobuf does: an absent field has its default. */
public final class Json {

    // The server reads one JSON value and ignores what follows it.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static ArrayNode array(Stream<? extends JsonNode> elements) {
        ArrayNode array = array();
        elements.forEach(array::add);
        return array;
    }

    /**
     * Parses one value.
     *
     * @throws tools.jackson.core.JacksonException if the text is not JSON
     */
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    public static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    public static Map<String, Object> asMap(JsonNode node) {
        return MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {});
    }

    public static JsonNode fromMap(Map<String, Object> map) {
        return MAPPER.valueToTree(map);
    }

    public static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    public static boolean flag(JsonNode node, String field) {
        return flag(node, field, false);
    }

    public static boolean flag(JsonNode node, String field, boolean otherwise) {
        JsonNode value = node.path(field);
        return value.isBoolean() ? value.booleanValue() : otherwise;
    }

    public static long number(JsonNode node, String field) {
        return node.path(field).asLong(0);
    }

    public static List<String> texts(JsonNode node, String field) {
        return elements(node, field).map(JsonNode::asString).toList();
    }

    public static Stream<JsonNode> elements(JsonNode node, String field) {
        return node.path(field).valueStream();
    }

    /** Returns the object of a field; a new empty one, not added to the node, if it is absent. */
    public static ObjectNode object(JsonNode node, String field) {
        return node.path(field) instanceof ObjectNode object ? object : object();
    }

    /** Returns the array of a field, which is created if it is absent. */
    public static ArrayNode arrayIn(ObjectNode node, String field) {
        return node.get(field) instanceof ArrayNode array ? array : node.putArray(field);
    }

    public static Stream<Map.Entry<String, JsonNode>> fields(JsonNode node) {
        return node.properties().stream();
    }
}
