package io.videoprovider.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that {@link Json#parse} accepts and rejects. */
class JsonParseTest {

    /** Every form of every JSON value. */
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
        // Half a surrogate pair cannot be encoded.
        return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Returns null for a document that is rejected. */
    private static @Nullable Json parsed(byte[] utf8) {
        try {
            return Json.parse(utf8);
        } catch (IllegalArgumentException e) {
            assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class).hasNoCause();
            return null;
        }
    }

    private static @Nullable Json parsed(String text) {
        return parsed(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void mutated_documents_are_rejected_or_survive_a_round_trip() {
        Random random = new Random(1);
        int accepted = 0;
        int rejected = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = mutant(random);
            Json json = parsed(text);
            if (json == null) {
                rejected++;
                continue;
            }
            accepted++;
            assertThat(Json.parse(text)).isEqualTo(json);
            Json again = Json.parse(json.writeUtf8());
            // A number keeps its value, and its Java type may change.
            assertThat(again.write()).as(text).isEqualTo(json.write());
            assertThat(again.asMap().keySet())
                    .containsExactlyElementsOf(json.asMap().keySet());
        }
        assertThat(accepted).isGreaterThan(5_000);
        assertThat(rejected).isGreaterThan(5_000);
    }

    @Test
    void truncated_documents_are_rejected() {
        for (String seed : SEEDS) {
            byte[] utf8 = seed.strip().getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < utf8.length; length++) {
                byte[] cut = new byte[length];
                System.arraycopy(utf8, 0, cut, 0, length);
                assertThat(parsed(cut)).as(seed + " to " + length).isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "{\"a\":1 \"b\":2},       'not JSON, near character 7'",
        "{\"a\":tru},             'not JSON, near character 5'",
        "{\"a\":,                 'not JSON, near character 5'",
        "[],                      'not a JSON object'",
        "{}{},                    'content after the JSON object'"
    })
    void the_message_names_the_position(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(text)).withMessage(message);
    }

    @Test
    void numbers_have_the_smallest_type_that_represents_them() {
        Json json = Json.parse(
                "{\"a\":2147483647,\"b\":-2147483649,\"c\":9223372036854775808,\"d\":0.5,\"e\":1e400,\"f\":-0}");

        assertThat(json.asMap())
                .containsEntry("a", Integer.MAX_VALUE)
                .containsEntry("b", Integer.MIN_VALUE - 1L)
                .containsEntry("c", new BigInteger("9223372036854775808"))
                .containsEntry("d", 0.5)
                .containsEntry("e", new BigDecimal("1e400"))
                .containsEntry("f", 0);
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
    void an_exponent_out_of_range_is_rejected_on_every_java_version(String number) {
        assertThat(parsed("{\"n\":" + number + "}")).isNull();
    }

    @Test
    void a_byte_order_mark_is_rejected() {
        assertThat(parsed("\ufeff{}")).isNull();
    }

    @Test
    void of_fields_with_one_name_the_last_value_counts_at_the_place_of_the_first() {
        assertThat(Json.parse("{\"a\":1,\"b\":2,\"a\":3}").write()).isEqualTo("{\"a\":3,\"b\":2}");
    }

    @Test
    void long_names_are_accepted() {
        Json json = Json.builder().put("n".repeat(100_000), 1).build();

        assertThat(Json.parse(json.writeUtf8())).isEqualTo(json);
    }

    @Test
    void half_a_surrogate_pair_is_rejected_in_a_string_unless_escaped() {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("{\"a\":\"\ud83d\"}"));
        assertThat(Json.parse("{\"a\":\"\\ud83d\"}").write()).isEqualTo("{\"a\":\"\\uD83D\"}");
    }

    @Test
    void any_utf_16_text_survives_a_round_trip() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            // Longer than the buffers of the writer now and then.
            for (int i = random.nextInt(round % 100 == 0 ? 20_000 : 50); i > 0; i--) {
                switch (random.nextInt(20)) {
                    case 0 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                    case 1 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                    case 2 -> text.append((char) random.nextInt(0x20));
                    default -> text.append((char) random.nextInt(0xd800));
                }
            }
            Json json = Json.builder()
                    .put("a", text.toString())
                    .put(text.toString(), 1)
                    .build();
            assertThat(Json.parse(json.writeUtf8())).isEqualTo(json);
        }
    }
}
