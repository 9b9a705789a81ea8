package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.livekit.Schema.Field;
import io.videoprovider.emulator.livekit.Schema.Label;
import io.videoprovider.emulator.livekit.Schema.Message;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The JSON of protocol buffers, in the two forms that the server writes: responses have snake_case names and all defaults,
 * webhooks have camelCase names and no defaults.
 *
 * <p>Internally, a message is an object with snake_case names that contains only fields that are set, with 64-bit integers
 * as numbers.
 */
final class ProtoJson {

    /** The request is not JSON, or its JSON does not match the message. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String what) {
            super(what, null, false, false);
        }
    }

    private static final BigInteger MIN_INT32 = BigInteger.valueOf(Integer.MIN_VALUE);
    private static final BigInteger MAX_INT32 = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger MAX_UINT32 = BigInteger.valueOf(0xFFFF_FFFFL);
    private static final BigInteger MIN_INT64 = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_INT64 = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int MOST_DIGITS = 40;

    private final Schema schema;

    ProtoJson(Schema schema) {
        this.schema = schema;
    }

    // Reading -------------------------------------------------------------------------------------------------------

    ObjectNode read(String messageType, JsonNode json) throws MalformedException {
        Message message = schema.message(messageType);
        if (!json.isObject()) {
            throw new MalformedException(messageType + " is not an object");
        }
        ObjectNode read = Json.object();
        Set<String> groups = new HashSet<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            Field field = message.byAnyName().get(entry.getKey());
            if (field == null || entry.getValue().isNull()) {
                continue;
            }
            if (read.has(field.name()) || (field.label() == Label.ONEOF && !groups.add(field.group()))) {
                throw new MalformedException(field.name() + " is set twice");
            }
            JsonNode value = readField(field, entry.getValue());
            if (value != null) {
                read.set(field.name(), value);
            }
        }
        return read;
    }

    private @Nullable JsonNode readField(Field field, JsonNode json) throws MalformedException {
        switch (field.label()) {
            case REPEATED -> {
                if (!json.isArray()) {
                    throw new MalformedException(field.name() + " is not an array");
                }
                ArrayNode array = Json.array();
                for (JsonNode element : json) {
                    JsonNode value = readValue(field.type(), element);
                    if (value != null) {
                        array.add(value);
                    }
                }
                return array;
            }
            case MAP -> {
                if (!json.isObject()) {
                    throw new MalformedException(field.name() + " is not an object");
                }
                ObjectNode map = Json.object();
                for (Map.Entry<String, JsonNode> entry : json.properties()) {
                    JsonNode value = readValue(field.type(), entry.getValue());
                    if (value != null) {
                        map.set(entry.getKey(), value);
                    }
                }
                return map;
            }
            default -> {
                return readValue(field.type(), json);
            }
        }
    }

    /** Returns the value; null for an unknown name of an enum value, which the server ignores. */
    private @Nullable JsonNode readValue(String type, JsonNode json) throws MalformedException {
        if (schema.isMessage(type)) {
            return read(type, json);
        }
        if (schema.isEnum(type)) {
            return readEnum(type, json);
        }
        return switch (type) {
            case "string", "duration", "timestamp" -> StringNode.valueOf(string(type, json));
            case "bytes" -> StringNode.valueOf(base64(string(type, json)));
            case "bool" -> {
                if (!json.isBoolean()) {
                    throw new MalformedException("not a bool");
                }
                yield BooleanNode.valueOf(json.booleanValue());
            }
            case "int32" -> IntNode.valueOf(integer(json, MIN_INT32, MAX_INT32).intValue());
            case "uint32" ->
                LongNode.valueOf(integer(json, BigInteger.ZERO, MAX_UINT32).longValue());
            case "int64" -> LongNode.valueOf(integer(json, MIN_INT64, MAX_INT64).longValue());
            case "double" -> DecimalNode.valueOf(decimal(json));
            default -> throw new IllegalStateException("unknown type " + type);
        };
    }

    private @Nullable JsonNode readEnum(String type, JsonNode json) throws MalformedException {
        if (json.isString()) {
            return schema.hasEnumValue(type, json.stringValue()) ? StringNode.valueOf(json.stringValue()) : null;
        }
        if (!json.isNumber()) {
            throw new MalformedException("not an enum");
        }
        int number = integer(json, MIN_INT32, MAX_INT32).intValue();
        String name = schema.enumName(type, number);
        return name != null ? StringNode.valueOf(name) : IntNode.valueOf(number);
    }

    private static String string(String type, JsonNode json) throws MalformedException {
        if (!json.isString()) {
            throw new MalformedException("not a " + type);
        }
        // Half of a surrogate pair is not a character and cannot be encoded in UTF-8.
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(json.stringValue())) {
            throw new MalformedException("not UTF-8");
        }
        return json.stringValue();
    }

    private static String base64(String text) throws MalformedException {
        try {
            String standard = text.replace('-', '+').replace('_', '/');
            return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(standard));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not base64");
        }
    }

    private static BigInteger integer(JsonNode json, BigInteger least, BigInteger most) throws MalformedException {
        try {
            BigInteger value = decimal(json).toBigIntegerExact();
            if (value.compareTo(least) >= 0 && value.compareTo(most) <= 0) {
                return value;
            }
        } catch (ArithmeticException e) {
            // Falls through: a fraction has the error of a number out of range.
        }
        throw new MalformedException("not an integer in range");
    }

    private static BigDecimal decimal(JsonNode json) throws MalformedException {
        try {
            BigDecimal value = json.isString() ? new BigDecimal(json.stringValue()) : json.decimalValue();
            // Otherwise a large exponent would be expanded to all its digits.
            if (json.isNumber() || json.isString()) {
                if (value.precision() <= MOST_DIGITS && Math.abs((long) value.scale()) <= MOST_DIGITS) {
                    return value;
                }
            }
        } catch (RuntimeException e) {
            // Falls through: a value that is not a number is malformed.
        }
        throw new MalformedException("not a number");
    }

    // Writing -------------------------------------------------------------------------------------------------------

    /** Writes a response: snake_case, with all defaults. */
    ObjectNode answer(String messageType, JsonNode value) {
        ObjectNode written = Json.object();
        for (Field field : schema.message(messageType).fields()) {
            JsonNode set = value.get(field.name());
            if (set == null && !field.tracksPresence()) {
                written.set(field.name(), defaultOf(field));
            } else if (set != null) {
                written.set(field.name(), writeField(field, set, true));
            }
        }
        return written;
    }

    /** Writes a webhook: camelCase, without defaults. */
    ObjectNode event(String messageType, JsonNode value) {
        ObjectNode written = Json.object();
        for (Field field : schema.message(messageType).fields()) {
            JsonNode set = value.get(field.name());
            if (set != null && (field.tracksPresence() || !isDefault(field, set))) {
                written.set(field.jsonName(), writeField(field, set, false));
            }
        }
        return written;
    }

    private JsonNode writeField(Field field, JsonNode value, boolean answer) {
        if (field.label() == Label.REPEATED && value.isArray()) {
            return Json.array(value.valueStream().map(element -> writeValue(field.type(), element, answer)));
        }
        if (field.label() == Label.MAP) {
            return value.deepCopy();
        }
        return writeValue(field.type(), value, answer);
    }

    private JsonNode writeValue(String type, JsonNode value, boolean answer) {
        if (value.isNull()) {
            return value;
        }
        if (schema.isMessage(type)) {
            return answer ? answer(type, value) : event(type, value);
        }
        return type.equals("int64") ? StringNode.valueOf(Long.toString(value.asLong())) : value;
    }

    private boolean isDefault(Field field, JsonNode value) {
        if (value.isNull()) {
            return true;
        }
        if (field.label() == Label.REPEATED || field.label() == Label.MAP) {
            return value.isEmpty();
        }
        if (schema.isMessage(field.type())) {
            return false;
        }
        if (field.type().equals("int64")) {
            return value.asLong() == 0;
        }
        if (value.isNumber()) {
            return value.decimalValue().signum() == 0;
        }
        return value.equals(defaultOf(field));
    }

    private JsonNode defaultOf(Field field) {
        if (field.label() == Label.REPEATED) {
            return Json.array();
        }
        if (field.label() == Label.MAP) {
            return Json.object();
        }
        if (schema.isEnum(field.type())) {
            return StringNode.valueOf(String.valueOf(schema.enumName(field.type(), 0)));
        }
        return switch (field.type()) {
            case "string", "bytes" -> StringNode.valueOf("");
            case "bool" -> BooleanNode.FALSE;
            case "int32", "uint32", "double" -> IntNode.valueOf(0);
            case "int64" -> StringNode.valueOf("0");
            default -> NullNode.getInstance();
        };
    }
}
