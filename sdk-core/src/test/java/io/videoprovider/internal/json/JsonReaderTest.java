package io.videoprovider.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The reader and the writer before a judge: Jackson reads the same, and refuses the same. */
class JsonReaderTest {

    private static final JsonFactory JACKSON = new JsonFactory();

    /** Every form of everything that JSON has. */
    private static final List<String> SEEDS = List.of(
            "{}",
            " {\t\"a\" : [ ] ,\r\n\"b\":{ } } ",
            "{\"a\":{\"b\":[{\"c\":[[1],[2,3]]},null,true,false]},\"d\":\"\"}",
            "{\"n\":[0,-0,7,-12,2147483647,2147483648,-2147483649,999999999999999999,9223372036854775807,9223372036854775808,"
                    + "-9223372036854775808,-9223372036854775809,123456789012345678901234567890]}",
            "{\"f\":[0.5,-0.0,1e3,1E-7,2.50e+10,1e400,-1e-400,3.141592653589793238462643383279,0e0,123.456E78]}",
            "{\"s\":[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"\\u0041\\u00e9\\u20AC\\uD83D\\ude00\",\"\\ud800\",\"ü€😀\ufffd\u007f\u2028\"]}",
            "{\"a\":1,\"a\":2,\"b\":3,\"a\":{\"a\":4}}",
            "{\"sid\":\"RM_4GT2SXHBgZbh\",\"creation_time\":\"1763719000\",\"empty_timeout\":300,\"active_recording\":false}");

    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        "/",
        "*",
        "'",
        "u",
        "0",
        "9",
        "00",
        "-",
        "+",
        ".",
        "e",
        "E",
        "x",
        " ",
        "\t",
        "\n",
        "\f",
        "\u0000",
        "\u001f",
        "\u007f",
        "\u00a0",
        "é",
        "😀",
        "\ufeff",
        "true",
        "false",
        "null",
        "NaN",
        "\"a\":",
        "\\u00",
        "\\ud83d",
        "1e9",
        "99999999999999999999"
    };

    private static String mutant(Random random) {
        StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(3));
            text.replace(from, to, random.nextInt(3) == 0 ? "" : PIECES[random.nextInt(PIECES.length)]);
        }
        // Half a surrogate pair is no text that UTF-8 could carry.
        return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** What Jackson reads; null when it refuses. */
    private static @Nullable Map<String, @Nullable Object> jackson(String text) {
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Map<String, @Nullable Object> object = jacksonObject(parser);
            return parser.nextToken() == null ? object : null;
        } catch (JacksonException | NumberFormatException e) {
            return null;
        }
    }

    private static Map<String, @Nullable Object> jacksonObject(JsonParser parser) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, jacksonValue(parser));
        }
        return object;
    }

    private static @Nullable Object jacksonValue(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> jacksonObject(parser);
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(jacksonValue(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> fraction(parser.getDecimalValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Object fraction(BigDecimal exact) {
        if (Math.abs((long) exact.scale()) > 999_999_999) {
            throw new NumberFormatException(
                    "an exponent near the ends of int: Java's versions differ in what they take");
        }
        double rounded = exact.doubleValue();
        return Double.isFinite(rounded) && BigDecimal.valueOf(rounded).compareTo(exact) == 0 ? (Object) rounded : exact;
    }

    private static @Nullable Map<String, @Nullable Object> ours(byte[] utf8) {
        try {
            return JsonReader.read(utf8);
        } catch (IllegalArgumentException e) {
            assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class).hasNoCause();
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void what_jackson_reads_is_read_the_same_and_what_it_refuses_is_refused(long seed) {
        Random random = new Random(seed);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = mutant(random);
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

            Map<String, @Nullable Object> expected = jackson(text);
            Map<String, @Nullable Object> actual = ours(utf8);

            if (expected == null) {
                refused++;
                assertThat(actual).as(text).isNull();
            } else {
                read++;
                assertThat(actual).as(text).isEqualTo(expected);
                // In the same order, too.
                assertThat(String.valueOf(actual)).isEqualTo(expected.toString());
                // What is written Jackson reads again, to the same text: a number keeps its value and may change its
                // type.
                byte[] written = JsonWriter.write(actual);
                Map<String, @Nullable Object> again = jackson(new String(written, StandardCharsets.UTF_8));
                assertThat(again).as(text).isNotNull();
                assertThat(JsonWriter.write(again)).as(text).isEqualTo(written);
            }
        }
        assertThat(read).isGreaterThan(50_000);
        assertThat(refused).isGreaterThan(50_000);
    }

    @Test
    void each_document_cut_short_anywhere_is_refused() {
        for (String seed : SEEDS) {
            byte[] utf8 = seed.strip().getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < utf8.length; length++) {
                byte[] cut = new byte[length];
                System.arraycopy(utf8, 0, cut, 0, length);
                assertThat(ours(cut)).as(seed + " to " + length).isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "{\"a\":1 \"b\":2},       'not JSON, near byte 8'",
        "{\"a\":tru},             'not JSON, near byte 9'",
        "{\"a\":,                 'not JSON, near byte 5'",
        "[],                      'not a JSON object'",
        "{}{},                    'something follows the JSON object'"
    })
    void the_message_names_the_place(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read(text.getBytes(StandardCharsets.UTF_8)))
                .withMessage(message);
    }

    @Test
    void numbers_have_the_smallest_type_that_holds_them() {
        Map<String, @Nullable Object> read =
                JsonReader.read("{\"a\":2147483647,\"b\":-2147483649,\"c\":9223372036854775808,\"d\":0.5,\"e\":1e400}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(read)
                .containsEntry("a", Integer.MAX_VALUE)
                .containsEntry("b", Integer.MIN_VALUE - 1L)
                .containsEntry("c", new BigInteger("9223372036854775808"))
                .containsEntry("d", 0.5)
                .containsEntry("e", new BigDecimal("1e400"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e1000000000",
                "1e-1000000000",
                "2147483647E2147483648",
                "1e2147483647",
                "1e9999999999",
                "0.1e-999999999"
            })
    void an_exponent_beyond_all_reason_is_refused_on_every_java(String number) {
        assertThat(ours(("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void a_byte_order_mark_is_no_json() {
        assertThat(ours("\ufeff{}".getBytes(StandardCharsets.UTF_8))).isNull();
    }
}
