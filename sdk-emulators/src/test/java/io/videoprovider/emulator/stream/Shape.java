package io.videoprovider.emulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The documented shape of an object, written as {@code name:type} for each field; {@code ?} after the name for one that may
 * be missing. Types: {@code text}, {@code flag}, {@code int}, {@code number}, {@code nanos} (an integer, later than 2020),
 * {@code rfc3339}, {@code object}, {@code map}, {@code texts}, {@code list}, or {@code @Name} for another shape and
 * {@code @Name[]} for a list of them. A field that is not written down is one too many.
 */
final class Shape {

    private static final long YEAR_2020 = 1_577_836_800_000_000_000L;

    private final Map<String, String> shapes = new TreeMap<>();

    Shape with(String name, String... fields) {
        shapes.put(name, String.join(" ", fields));
        return this;
    }

    void check(String name, JsonNode json) {
        List<String> wrong = new ArrayList<>();
        check(name, name, json, wrong);
        assertThat(wrong).as(json.toPrettyString()).isEmpty();
    }

    private void check(String path, String name, JsonNode json, List<String> wrong) {
        if (!json.isObject()) {
            wrong.add(path + " is not an object");
            return;
        }
        List<String> known = new ArrayList<>();
        for (String field :
                Objects.requireNonNull(shapes.get(name), name).trim().split("\\s+", -1)) {
            int colon = field.indexOf(':');
            String key = field.substring(0, colon).replace("?", "");
            known.add(key);
            JsonNode value = json.path(key);
            if (value.isMissingNode()) {
                if (!field.substring(0, colon).endsWith("?")) {
                    wrong.add(path + "." + key + " is missing");
                }
            } else {
                checkValue(path + "." + key, field.substring(colon + 1), value, wrong);
            }
        }
        json.propertyNames().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> wrong.add(path + "." + key + " is not documented"));
    }

    private void checkValue(String path, String type, JsonNode value, List<String> wrong) {
        if (type.startsWith("@")) {
            if (type.endsWith("[]")) {
                if (!value.isArray()) {
                    wrong.add(path + " is not a list");
                }
                value.valueStream()
                        .forEach(each -> check(path + "[]", type.substring(1, type.length() - 2), each, wrong));
            } else {
                check(path, type.substring(1), value, wrong);
            }
            return;
        }
        boolean fits = switch (type) {
            case "text" -> value.isString();
            case "flag" -> value.isBoolean();
            case "int" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "nanos" -> value.isIntegralNumber() && value.longValue() > YEAR_2020;
            case "rfc3339" -> value.isString() && value.stringValue().matches("20\\d\\d-\\d\\d-\\d\\dT[\\d:.]+Z");
            case "object", "map" -> value.isObject();
            case "texts" -> value.isArray() && value.valueStream().allMatch(JsonNode::isString);
            case "list" -> value.isArray();
            default -> throw new IllegalArgumentException("no such type: " + type);
        };
        if (!fits) {
            wrong.add(path + " is not of type " + type + ": " + value);
        }
    }
}
