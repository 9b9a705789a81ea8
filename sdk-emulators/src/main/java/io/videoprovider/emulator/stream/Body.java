package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a request, or an object in it, read as the server does: null counts as absent, and types are checked. */
record Body(JsonNode json) {

    private JsonNode at(String field) {
        return json.path(field);
    }

    boolean has(String field) {
        return !at(field).isMissingNode() && !at(field).isNull();
    }

    Optional<String> text(String field) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (!at(field).isString()) {
            throw ApiError.field(field, "must be a string");
        }
        return Optional.of(at(field).asString());
    }

    String required(String field) {
        return text(field)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> ApiError.field(field, "is a required field"));
    }

    String oneOf(String field, List<String> values) {
        String value = required(field);
        if (!values.contains(value)) {
            throw ApiError.field(field, "must be one of " + values);
        }
        return value;
    }

    boolean flag(String field) {
        if (has(field) && !at(field).isBoolean()) {
            throw ApiError.field(field, "must be a boolean");
        }
        return Json.flag(json, field);
    }

    Optional<Long> number(String field) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (!at(field).isIntegralNumber()) {
            throw ApiError.field(field, "must be an integer");
        }
        return Optional.of(at(field).asLong());
    }

    int limit(int otherwise, int most) {
        long limit = number("limit").orElse((long) otherwise);
        if (limit < 0 || limit > most) {
            throw ApiError.field("limit", "must be between 0 and " + most);
        }
        return limit == 0 ? otherwise : (int) limit;
    }

    Optional<ObjectNode> object(String field) {
        if (!has(field)) {
            return Optional.empty();
        }
        if (at(field) instanceof ObjectNode object) {
            return Optional.of(object);
        }
        throw ApiError.field(field, "must be an object");
    }

    List<String> texts(String field, int most) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : elements(field, most)) {
            if (!element.isString()) {
                throw ApiError.field(field, "must be an array of strings");
            }
            texts.add(element.asString());
        }
        return texts;
    }

    List<Body> objects(String field, int most) {
        List<Body> objects = new ArrayList<>();
        for (JsonNode element : elements(field, most)) {
            if (!element.isObject()) {
                throw ApiError.field(field, "must be an array of objects");
            }
            objects.add(new Body(element));
        }
        return objects;
    }

    private List<JsonNode> elements(String field, int most) {
        if (!has(field)) {
            return List.of();
        }
        if (!at(field).isArray()) {
            throw ApiError.field(field, "must be an array");
        }
        if (at(field).size() > most) {
            throw ApiError.field(field, "must contain at maximum " + most + " items");
        }
        return at(field).valueStream().toList();
    }

    /** Returns a time in RFC 3339. */
    Optional<Instant> time(String field) {
        return text(field)
                .map(text -> Times.read(text).orElseThrow(() -> ApiError.field(field, "must be a time in RFC 3339")));
    }

    /** Returns the id of the acting user: {@code muted_by_id}, or the id in {@code muted_by}. */
    Optional<String> actor(String field) {
        Optional<String> id = text(field + "_id");
        return id.isPresent() ? id : object(field).map(user -> new Body(user).required("id"));
    }
}
