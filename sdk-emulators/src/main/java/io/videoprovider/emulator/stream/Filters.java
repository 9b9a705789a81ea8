package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Filter conditions, sorting and pages of the query endpoints.
 *
 * <p>Filters apply to documents, one flat object per item; times in it are nanoseconds.
 */
final class Filters {

    static final Set<String> COMPARABLE = Set.of("$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte");
    static final Set<String> EQUAL = Set.of("$eq");
    static final Set<String> CONTAINED = Set.of("$in");
    static final Set<String> EQUAL_OR_IN = Set.of("$eq", "$in");
    static final Set<String> ANYTHING = Set.of(
            "$eq", "$ne", "$exists", "$gt", "$gte", "$in", "$nin", "$lt", "$lte", "$autocomplete", "$contains", "$q");

    /** In order of arrival. */
    static final Comparator<JsonNode> UNSORTED = Comparator.comparingInt(document -> 0);

    private static final String CUSTOM = "custom";

    private final Map<String, Set<String>> fields;
    private final boolean open;

    /**
     * Creates filters for one type of items.
     *
     * @param fields the operators of each field
     * @param open whether other fields are custom fields
     */
    Filters(Map<String, Set<String>> fields, boolean open) {
        this.fields = fields;
        this.open = open;
    }

    boolean matches(JsonNode conditions, JsonNode document) {
        return Json.fields(conditions).allMatch(entry -> matches(entry.getKey(), entry.getValue(), document));
    }

    private boolean matches(String name, JsonNode condition, JsonNode document) {
        return switch (name) {
            case "$and" -> condition.valueStream().allMatch(each -> matches(each, document));
            case "$or" -> condition.valueStream().anyMatch(each -> matches(each, document));
            case "$nor" -> condition.valueStream().noneMatch(each -> matches(each, document));
            default -> matchesField(name, condition, document);
        };
    }

    private boolean matchesField(String name, JsonNode condition, JsonNode document) {
        if (name.equals(CUSTOM) && condition.isObject()) {
            return Json.fields(condition)
                    .allMatch(each -> matches(CUSTOM + "." + each.getKey(), each.getValue(), document));
        }
        boolean custom = name.startsWith(CUSTOM + ".");
        Set<String> operators = custom ? ANYTHING : fields.get(name);
        if (operators == null) {
            if (!open) {
                throw ApiError.input("filtering on field '" + name + "' is not supported");
            }
            return compare(name, ANYTHING, condition, custom(document, name));
        }
        return compare(name, operators, condition, custom ? custom(document, name) : document.path(name));
    }

    private static JsonNode custom(JsonNode document, String name) {
        String key = name.startsWith(CUSTOM + ".") ? name.substring(CUSTOM.length() + 1) : name;
        JsonNode whole = document.path(CUSTOM).path(key);
        if (!whole.isMissingNode()) {
            return whole;
        }
        JsonNode node = document.path(CUSTOM);
        for (String part : key.split("\\.", -1)) {
            node = node.path(part);
        }
        return node;
    }

    private static boolean compare(String name, Set<String> operators, JsonNode condition, JsonNode value) {
        if (!condition.isObject()) {
            return apply("$eq", condition, value);
        }
        return Json.fields(condition).allMatch(entry -> {
            if (!operators.contains(entry.getKey())) {
                throw ApiError.input("operator " + entry.getKey() + " is not supported for field '" + name + "'");
            }
            return apply(entry.getKey(), entry.getValue(), value);
        });
    }

    private static boolean apply(String operator, JsonNode wanted, JsonNode value) {
        return switch (operator) {
            case "$eq" -> equal(wanted, value);
            case "$ne" -> !equal(wanted, value);
            case "$in" -> wanted.valueStream().anyMatch(each -> equal(each, value) || contains(each, value));
            case "$nin" -> wanted.valueStream().noneMatch(each -> equal(each, value) || contains(each, value));
            case "$exists" -> wanted.asBoolean(false) != empty(value);
            case "$gt" -> !empty(value) && order(value, wanted) > 0;
            case "$gte" -> !empty(value) && order(value, wanted) >= 0;
            case "$lt" -> !empty(value) && order(value, wanted) < 0;
            case "$lte" -> !empty(value) && order(value, wanted) <= 0;
            case "$contains" -> contains(wanted, value);
            case "$autocomplete" ->
                Stream.of(lower(value).split("\\W+", -1)).anyMatch(word -> word.startsWith(lower(wanted)))
                        || lower(value).startsWith(lower(wanted));
            case "$q" -> lower(value).contains(lower(wanted));
            default -> throw ApiError.input("unknown operator: " + operator);
        };
    }

    private static String lower(JsonNode text) {
        return text.asString("").toLowerCase(Locale.ROOT);
    }

    private static boolean empty(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static boolean contains(JsonNode wanted, JsonNode value) {
        return value.isArray() && value.valueStream().anyMatch(each -> equal(wanted, each));
    }

    private static boolean equal(JsonNode wanted, JsonNode value) {
        if (wanted.isNull()) {
            return empty(value) || (value.isArray() && value.isEmpty());
        }
        if (wanted.isArray() && value.isArray()) {
            return wanted.equals(value);
        }
        return !empty(value) && !value.isContainer() && order(value, wanted) == 0;
    }

    private static int order(JsonNode value, JsonNode wanted) {
        if (value.isNumber() && wanted.isString()) {
            return Long.compare(
                    value.asLong(),
                    Times.read(wanted.asString())
                            .map(Times::nanos)
                            .orElseThrow(() -> ApiError.input("not a time in RFC 3339: " + wanted.asString())));
        }
        if (value.isNumber() && wanted.isNumber()) {
            return value.decimalValue().compareTo(wanted.decimalValue());
        }
        if (value.isBoolean() || wanted.isBoolean()) {
            return Boolean.compare(value.asBoolean(false), wanted.asBoolean(false));
        }
        return value.asString("").compareTo(wanted.asString(""));
    }

    // Sorting -------------------------------------------------------------------------------------------------------

    /**
     * Returns the order of a request.
     *
     * @param allowed the combinations of fields that are possible, joined by {@code +}
     * @param otherwise the default order
     */
    static Comparator<JsonNode> order(
            Body body, int most, @Nullable Set<String> allowed, Comparator<JsonNode> otherwise) {
        List<Body> sort = body.objects("sort", most);
        List<String> names = sort.stream().map(each -> each.required("field")).toList();
        if (names.isEmpty()) {
            return otherwise;
        }
        if (allowed != null && !allowed.contains(String.join("+", names))) {
            throw ApiError.input("sorting by " + String.join(", ", names) + " is not supported");
        }
        Comparator<JsonNode> order = null;
        for (Body each : sort) {
            Comparator<JsonNode> one = by(each.required("field"));
            long direction = each.number("direction").orElse(1L);
            if (Math.abs(direction) != 1) {
                throw ApiError.field("direction", "must be 1 or -1");
            }
            if (direction < 0) {
                one = one.reversed();
            }
            order = order == null ? one : order.thenComparing(one);
        }
        return order == null ? otherwise : order;
    }

    /** Returns the order by one field, ascending; items without it are last. */
    static Comparator<JsonNode> by(String field) {
        return (one, other) -> {
            JsonNode a = value(one, field);
            JsonNode b = value(other, field);
            if (empty(a) || empty(b)) {
                return Boolean.compare(empty(a), empty(b));
            }
            return order(a, b);
        };
    }

    private static JsonNode value(JsonNode document, String field) {
        JsonNode value = document.path(field);
        return value.isMissingNode() ? custom(document, field) : value;
    }

    // Pages ---------------------------------------------------------------------------------------------------------

    /** One page of the result, with the cursors of its neighbours. */
    record Page<T>(List<T> items, Optional<String> next, Optional<String> prev) {

        void writeCursors(ObjectNode answer) {
            next.ifPresent(cursor -> answer.put("next", cursor));
            prev.ifPresent(cursor -> answer.put("prev", cursor));
        }
    }

    /**
     * Returns the page that a request selects with {@code limit} and {@code next} or {@code prev}.
     *
     * @param key the key of an item, so that a page begins after the previous one even if items were added between
     */
    static <T> Page<T> page(List<T> all, Body body, int limit, Function<T, String> key) {
        int from = 0;
        int to;
        Optional<String> next = body.text("next").filter(cursor -> !cursor.isEmpty());
        Optional<String> prev = body.text("prev").filter(cursor -> !cursor.isEmpty());
        if (next.isPresent()) {
            from = position(all, next.get(), key, 1);
            to = Math.min(all.size(), from + limit);
        } else if (prev.isPresent()) {
            to = position(all, prev.get(), key, 0);
            from = Math.max(0, to - limit);
        } else {
            to = Math.min(all.size(), limit);
        }
        List<T> items = all.subList(from, to);
        return new Page<>(
                List.copyOf(items),
                to < all.size() && !items.isEmpty()
                        ? Optional.of(cursor(to - 1, key.apply(all.get(to - 1))))
                        : Optional.empty(),
                from > 0 && !items.isEmpty() ? Optional.of(cursor(from, key.apply(all.get(from)))) : Optional.empty());
    }

    private static String cursor(int position, String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((position + ":" + key).getBytes(StandardCharsets.UTF_8));
    }

    private static <T> int position(List<T> all, String cursor, Function<T, String> key, int after) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(":", 2);
            int remembered = Integer.parseInt(parts[0]);
            for (int i = 0; i < all.size(); i++) {
                if (parts.length == 2 && key.apply(all.get(i)).equals(parts[1])) {
                    return i + after;
                }
            }
            return Math.min(Math.max(remembered, 0), all.size());
        } catch (IllegalArgumentException e) {
            throw ApiError.input("invalid pagination cursor");
        }
    }

    /** Returns the documents that meet the conditions, in order. */
    <T> List<T> select(
            List<T> all, Function<T, ? extends JsonNode> document, JsonNode conditions, Comparator<JsonNode> order) {
        record Found<T>(T item, JsonNode document) {}
        List<Found<T>> found = new ArrayList<>();
        // An invalid filter is an error even if there are no documents.
        boolean unused = matches(conditions, NullNode.getInstance());
        for (T item : all) {
            JsonNode view = document.apply(item);
            if (matches(conditions, view)) {
                found.add(new Found<>(item, view));
            }
        }
        Collections.sort(found, (one, other) -> order.compare(one.document(), other.document()));
        return found.stream().map(Found::item).toList();
    }
}
