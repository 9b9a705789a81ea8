package io.videoprovider.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    // Round trips

    private static @Nullable Object randomValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 8 : 10)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> random.nextLong(Long.MAX_VALUE) * (random.nextBoolean() ? 1 : -1);
            case 4 -> random.nextGaussian() * Math.pow(10, random.nextInt(-300, 300));
            case 5 -> new BigInteger(200, random);
            case 6, 7 -> randomText(random);
            case 8 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(randomValue(random, depth - 1));
                }
                yield list;
            }
            default -> randomFields(random, depth - 1);
        };
    }

    private static Map<String, @Nullable Object> randomFields(Random random, int depth) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            fields.put(randomText(random), randomValue(random, depth));
        }
        return fields;
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int character = random.nextInt(3) == 0 ? random.nextInt(Character.MAX_CODE_POINT + 1) : random.nextInt(128);
            text.appendCodePoint(Character.getType(character) == Character.SURROGATE ? '?' : character);
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_built_value_reads_back_equal(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            Json.Builder builder = Json.builder();
            randomFields(random, 4).forEach(builder::put);
            Json built = builder.build();

            Json read = Json.parse(built.writeUtf8());

            // A number keeps its value and may change its Java type.
            assertThat(read.write()).isEqualTo(built.write());
            assertThat(Json.parse(read.write())).isEqualTo(read).hasSameHashCodeAs(read);
            assertThat(read.asMap().keySet())
                    .containsExactlyElementsOf(built.asMap().keySet());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":null}",
                "{\"a\":[null,1,[],{}]}",
                "{\"b\":1,\"a\":2}",
                "{\"\":\"\"}",
                "{\"n\":-0}",
                "{\"n\":12345678901234567890123456789012345678901234567890}",
                "{\"n\":9223372036854775807}",
                "{\"n\":1.5}",
                "{\"s\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\"}",
                "{\"s\":\"ü€😀\"}"
            })
    void a_parsed_value_writes_back_equal(String text) {
        assertThat(Json.parse(text).write()).isEqualTo(text.replace(":-0}", ":0}"));
    }

    @Test
    void a_number_too_large_for_a_double_stays_a_number() {
        Json json = Json.parse("{\"n\":1e400,\"m\":-1E+999}");

        Json again = Json.parse(json.write());

        assertThat(new BigDecimal(String.valueOf(again.asMap().get("n")))).isEqualByComparingTo("1e400");
        assertThat(new BigDecimal(String.valueOf(again.asMap().get("m")))).isEqualByComparingTo("-1e999");
    }

    @Test
    void half_a_surrogate_pair_survives() {
        // A vendor's response may contain one, and so may a name that a user typed.
        Json read = Json.parse("{\"s\":\"a\\ud83d\",\"\\udc00\":1}");
        assertThat(read.string("s")).isEqualTo("a\ud83d");
        assertThat(Json.parse(read.write())).isEqualTo(read);

        Json built = Json.builder().put("s", "\ude00\ud83d.").build();
        assertThat(Json.parse(built.writeUtf8())).isEqualTo(built);
    }

    // Reading values

    @Test
    void numbers_read_from_numbers_and_from_texts_as_protobuf_writes_them() {
        Json json = Json.parse("{\"a\":\"9223372036854775807\",\"b\":-5,\"c\":\"-5\",\"d\":2.9,\"e\":\"x\",\"f\":true,"
                + "\"g\":null,\"h\":\"\",\"i\":1e3}");

        assertThat(json.number("a")).isEqualTo(Long.MAX_VALUE);
        assertThat(json.number("b")).isEqualTo(-5);
        assertThat(json.number("c")).isEqualTo(-5);
        assertThat(json.number("d")).isEqualTo(2);
        assertThat(json.number("i")).isEqualTo(1000);
        for (String none : List.of("e", "f", "g", "h", "absent")) {
            assertThat(json.number(none)).as(none).isZero();
        }
    }

    @Test
    void a_number_out_of_range_reads_as_the_nearest_that_is_in_it() {
        Json json = Json.parse("{\"a\":18446744073709551621,\"b\":-18446744073709551621,\"c\":1e300,\"d\":-1e400}");

        assertThat(json.number("a")).isEqualTo(Long.MAX_VALUE);
        assertThat(json.number("b")).isEqualTo(Long.MIN_VALUE);
        assertThat(json.number("c")).isEqualTo(Long.MAX_VALUE);
        assertThat(json.number("d")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void a_missing_null_or_mistyped_field_reads_as_empty() {
        Json json = Json.parse("{\"s\":\"t\",\"n\":1,\"b\":true,\"o\":{},\"l\":[],\"z\":null}");

        for (String name : List.of("n", "b", "o", "l", "z", "absent")) {
            assertThat(json.string(name)).as(name).isEmpty();
        }
        for (String name : List.of("s", "n", "b", "l", "z", "absent")) {
            assertThat(json.object(name)).as(name).isEqualTo(Json.EMPTY);
            assertThat(json.stringMap(name)).as(name).isEmpty();
        }
        for (String name : List.of("s", "n", "b", "o", "z", "absent")) {
            assertThat(json.objects(name)).as(name).isEmpty();
            assertThat(json.strings(name)).as(name).isEmpty();
        }
        for (String name : List.of("s", "n", "o", "l", "z", "absent")) {
            assertThat(json.bool(name)).as(name).isFalse();
        }
        assertThat(json.has("z")).isFalse();
        assertThat(json.has("absent")).isFalse();
        assertThat(json.has("n")).isTrue();
        assertThat(json.asMap()).containsKey("z").doesNotContainKey("absent");
    }

    @Test
    void lists_and_maps_omit_items_of_other_types() {
        Json json = Json.parse("{\"l\":[\"a\",1,{\"x\":1},null,\"b\",{\"x\":2}],"
                + "\"m\":{\"a\":\"t\",\"b\":1,\"c\":null,\"d\":[1,\"x\"],\"e\":{\"f\":true}}}");

        assertThat(json.strings("l")).containsExactly("a", "b");
        assertThat(json.objects("l")).extracting(object -> object.number("x")).containsExactly(1L, 2L);
        assertThat(json.stringMap("m"))
                .containsExactly(
                        Map.entry("a", "t"),
                        Map.entry("b", "1"),
                        Map.entry("c", "null"),
                        Map.entry("d", "[1,\"x\"]"),
                        Map.entry("e", "{\"f\":true}"));
    }

    // Values that are not JSON

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"x\"",
                "[]",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1}{}",
                "{\"a\":1} x",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":\"hunter2",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":tru}",
                "/**/{}",
                "{\"a\":[1,2}",
                "{]",
                "{\"hunter2\":hunter2}"
            })
    void a_value_that_is_not_an_object_is_rejected_without_quoting_it(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(text)).satisfies(failure -> {
            assertThat(failure.getMessage()).doesNotContain("hunter2");
            assertThat(failure.getCause()).isNull();
        });
    }

    static Stream<Arguments> bytes_that_are_no_utf8() {
        return Stream.of(
                Arguments.of("a byte that never occurs", new int[] {0xff}),
                Arguments.of("only a continuation", new int[] {0x80}),
                Arguments.of("a sequence cut short", new int[] {0xe2, 0x82}),
                Arguments.of("an overlong slash", new int[] {0xc0, 0xaf}),
                Arguments.of("half a surrogate pair", new int[] {0xed, 0xa0, 0x80}),
                Arguments.of("beyond the last character", new int[] {0xf5, 0x80, 0x80, 0x80}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bytes_that_are_no_utf8")
    void bytes_that_are_not_utf8_are_rejected(String what, int[] bytes) {
        byte[] text = "{\"a\":\"????\"}".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            text[6 + i] = (byte) bytes[i];
        }

        assertThatIllegalArgumentException().as(what).isThrownBy(() -> Json.parse(text));
    }

    @Test
    void another_encoding_than_utf8_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void the_replacement_character_is_a_character() {
        Json json = Json.parse("{\"a\":\"\ufffd\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(json.string("a")).isEqualTo("\ufffd");
    }

    @Test
    void random_bytes_are_read_or_refused_and_nothing_else() {
        Random random = new Random(5);
        byte[] good = "{\"a\":[1,2.5e3,\"text \\u00e9 ü\",null,true],\"b\":{\"c\":\"9007199254740993\"}}"
                .getBytes(StandardCharsets.UTF_8);
        AtomicInteger read = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = good.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Json json = Json.parse(bytes);
                read.incrementAndGet();
                assertThat(Json.parse(json.writeUtf8())).isEqualTo(json);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).isExactlyInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(read).hasValueGreaterThan(500);
    }

    // Sizes

    @ParameterizedTest
    @ValueSource(ints = {501, 1_000, 100_000})
    void too_deep_is_refused_and_does_not_overflow_the_stack(int depth) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}"));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("{\"a\":" + "[".repeat(depth)));

        Object list = List.of();
        Object map = Map.of();
        for (int i = 1; i < depth; i++) {
            list = Collections.singletonList(list);
            map = Collections.singletonMap("a", map);
        }
        Object deepList = list;
        Object deepMap = map;
        assertThatThrownBy(() -> Json.builder().put("a", deepList)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Json.builder().put("a", deepMap)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void objects_put_into_one_another_stay_within_the_depth_that_reads_back() {
        Json deepest = Json.EMPTY;
        for (int depth = 2; depth <= 500; depth++) {
            deepest = Json.builder().put("a", deepest).build();
        }
        Json json = deepest;

        assertThat(Json.parse(json.writeUtf8())).isEqualTo(json).hasSameHashCodeAs(json);
        assertThatThrownBy(() -> Json.builder().put("a", json)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Json.builder().put("a", List.of(json.object("a"))))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void a_cyclic_value_is_rejected() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatThrownBy(() -> Json.builder().put("a", list)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void large_texts_pass_and_numbers_without_end_are_refused() {
        String large = "x".repeat(5_000_000);
        assertThat(Json.parse(Json.builder().put("a", large).build().writeUtf8())
                        .string("a"))
                .isEqualTo(large);

        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("{\"a\":" + "1".repeat(1_001) + "}"));
    }

    // Building

    @Test
    void a_builder_takes_everything_that_json_has() {
        Map<String, @Nullable Object> inner = new HashMap<>();
        inner.put("nothing", null);
        Json json = Json.builder()
                .put("text", "t")
                .put("int", 1)
                .put("long", Long.MIN_VALUE)
                .put("double", 0.5)
                .put("flag", true)
                .put("list", Arrays.asList(1, null, "x"))
                .put("map", inner)
                .put("json", Json.builder().put("a", 1).build())
                .put("left out", null)
                .build();

        assertThat(json.write())
                .isEqualTo("{\"text\":\"t\",\"int\":1,\"long\":-9223372036854775808,\"double\":0.5,\"flag\":true,"
                        + "\"list\":[1,null,\"x\"],\"map\":{\"nothing\":null},\"json\":{\"a\":1}}");
    }

    static Stream<Object> values_that_json_does_not_have() {
        return Stream.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                new Object(),
                'c',
                new byte[1],
                StandardCharsets.UTF_8,
                new AtomicInteger(1),
                CharBuffer.wrap("hunter2"),
                new Number() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public int intValue() {
                        return 0;
                    }

                    @Override
                    public long longValue() {
                        return 0;
                    }

                    @Override
                    public float floatValue() {
                        return 0;
                    }

                    @Override
                    public double doubleValue() {
                        return 0;
                    }

                    @Override
                    public String toString() {
                        return "1,\"injected\":2";
                    }
                });
    }

    @ParameterizedTest
    @MethodSource
    void values_that_json_does_not_have(Object value) {
        for (Object put : List.of(value, List.of(value), Map.of("b", value), List.of(Map.of("b", List.of(value))))) {
            assertThatThrownBy(() -> Json.builder().put("a", put))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("a")
                    .hasMessageNotContainingAny("hunter2", "injected");
        }
    }

    @Test
    void put_if_not_empty_omits_empty_values() {
        assertThat(Json.builder()
                        .putIfNotEmpty("a", "")
                        .putIfNotEmpty("b", List.of())
                        .putIfNotEmpty("c", Map.of())
                        .putIfNotEmpty("d", Json.EMPTY)
                        .putIfNotEmpty("e", "x")
                        .putIfNotEmpty("f", 0)
                        .build()
                        .write())
                .isEqualTo("{\"d\":{},\"e\":\"x\",\"f\":0}");
    }

    @Test
    void nothing_changes_a_built_object() {
        List<Object> list = new ArrayList<>(List.of("x"));
        Map<String, Object> map = new HashMap<>(Map.of("k", "v"));
        Json.Builder builder = Json.builder().put("list", list).put("map", map);
        Json json = builder.build();
        String written = json.write();

        list.add("more");
        map.put("more", 1);
        builder.put("more", 1).remove("list");
        Json other = json.toBuilder().put("more", 1).remove("map").build();

        assertThat(json.write()).isEqualTo(written);
        assertThat(other.write()).isEqualTo("{\"list\":[\"x\"],\"more\":1}");
        assertThatThrownBy(() -> json.asMap().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> json.strings("list").add("y")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> json.stringMap("map").clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> json.objects("list").clear()).isInstanceOf(UnsupportedOperationException.class);
        Json read = Json.parse("{\"map\":{\"list\":[1]}}");
        assertThat(read.asMap().get("map")).isInstanceOfSatisfying(Map.class, inner -> {
            assertThatThrownBy(inner::clear).isInstanceOf(UnsupportedOperationException.class);
            assertThat(inner.get("list"))
                    .isInstanceOfSatisfying(
                            List.class,
                            items ->
                                    assertThatThrownBy(items::clear).isInstanceOf(UnsupportedOperationException.class));
        });
        assertThat(json.asMap().get("list"))
                .isInstanceOfSatisfying(
                        List.class,
                        items -> assertThatThrownBy(items::clear).isInstanceOf(UnsupportedOperationException.class));
    }

    @Test
    void objects_with_the_same_fields_are_equal() {
        Json json = Json.parse("{\"a\":1,\"b\":[2]}");

        assertThat(json)
                .isEqualTo(Json.parse("{ \"b\" : [2], \"a\" : 1 }"))
                .hasSameHashCodeAs(Json.parse("{\"b\":[2],\"a\":1}"))
                .isNotEqualTo(Json.parse("{\"a\":1,\"b\":[3]}"))
                .isNotEqualTo("{\"a\":1,\"b\":[2]}");
        assertThat(Json.parse("{}")).isEqualTo(Json.EMPTY);
    }

    @Test
    void to_string_shows_names_and_no_value() {
        assertThat(Json.parse(
                        "{\"turn_password\":\"hunter2\",\"nested\":{\"deep\":\"hunter2\"},\"list\":[\"hunter2\"]}"))
                .hasToString("Json[turn_password, nested, list]");
    }

    @Test
    void an_object_of_any_number_of_fields_is_the_map_that_it_looks_like() {
        for (int size = 0; size < 40; size++) {
            Map<String, Object> expected = new LinkedHashMap<>();
            StringBuilder text = new StringBuilder("{");
            for (int i = 0; i < size; i++) {
                expected.put("f" + i, i % 3 == 0 ? "again" : "text " + i);
                text.append(i == 0 ? "" : ",")
                        .append("\"f")
                        .append(i)
                        .append("\":\"text ")
                        .append(i)
                        .append('"');
            }
            for (int i = 0; i < size; i += 3) {
                text.append(",\"f").append(i).append("\":\"again\"");
            }
            Map<String, ?> map = Json.parse(text.append('}').toString()).asMap();

            assertThat(map).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(size);
            assertThat(expected).isEqualTo(map);
            assertThat(List.copyOf(map.keySet())).isEqualTo(List.copyOf(expected.keySet()));
            assertThat(map.get("other")).isNull();
            assertThat(map.containsKey("other")).isFalse();
            assertThatThrownBy(() -> map.remove("f0")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
