package io.videoprovider.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {

    private static void assertRefused(ThrowingCallable check, String message) {
        assertThatThrownBy(check)
                .isExactlyInstanceOf(InvalidRequestException.class)
                .satisfies(failure -> {
                    InvalidRequestException refusal = (InvalidRequestException) failure;
                    assertThat(refusal).hasMessage(message);
                    assertThat(refusal.field()).isEqualTo("field");
                    assertThat(refusal.attempts()).isZero();
                    assertThat(refusal.retryable()).isFalse();
                    assertThat(refusal.outcomeUnknown()).isFalse();
                });
    }

    @Test
    void valid_values_are_returned() {
        assertThat(Check.notNull("field", 1)).isEqualTo(1);
        assertThat(Check.text("field", " x ")).isEqualTo(" x ");
        assertThat(Check.atMost("field", "abc", 3)).isEqualTo("abc");
        assertThat(Check.atMostBytes("field", "ü€", 5)).isEqualTo("ü€");
        assertThat(Check.between("field", Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .isZero();
        assertThat(Check.between("field", -1, -1, 0)).isEqualTo(-1);
        assertThat(Check.between("field", 0, -1, 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a", "HTTP://minio_1:9000/path?query", "http://[::1]:80", "http://10.0.0.1"})
    void web_urls_have_a_host(String url) {
        assertThat(Check.webUrl("field", URI.create(url))).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "//a/b", "/b", "http:a", "http:///a", "ftp://a", "file:///etc/passwd", "data:,x"})
    void other_uris_are_refused(String url) {
        assertRefused(() -> Check.webUrl("field", URI.create(url)), "field must be a URL of http or https");
    }

    @Test
    void refusals_name_the_field_and_the_limit() {
        assertRefused(() -> Check.webUrl("field", null), "field must not be null");
        assertRefused(
                () -> Check.webUrl("field", URI.create("http://" + "a".repeat(2042))),
                "field must have at most 2048 characters, had 2049");
        assertRefused(() -> Check.notNull("field", null), "field must not be null");
        assertRefused(() -> Check.text("field", null), "field must not be null");
        assertRefused(() -> Check.text("field", ""), "field must not be blank");
        assertRefused(() -> Check.text("field", " \t\n"), "field must not be blank");
        assertRefused(() -> Check.atMost("field", null, 3), "field must not be null");
        assertRefused(() -> Check.atMost("field", "abcd", 3), "field must have at most 3 characters, had 4");
        assertRefused(() -> Check.atMostBytes("field", null, 4), "field must not be null");
        assertRefused(() -> Check.atMostBytes("field", "ü€", 4), "field must have at most 4 bytes in UTF-8, had 5");
        assertRefused(
                () -> Check.between("field", Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(2)),
                "field must be between PT1S and PT2S, was PT3S");
        assertRefused(
                () -> Check.between("field", Null.<Duration>value(), Duration.ZERO, Duration.ZERO),
                "field must not be null");
        assertRefused(() -> Check.between("field", 2, 0, 1), "field must be between 0 and 1, was 2");
    }

    @Test
    void bytes_are_counted_as_utf8_counts_them() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                int character = random.nextInt(Character.MAX_CODE_POINT + 1);
                text.appendCodePoint(Character.getType(character) == Character.SURROGATE ? 'x' : character);
            }
            int bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;

            assertThat(Check.atMostBytes("field", text.toString(), bytes)).hasToString(text.toString());
            if (bytes > 0) {
                assertThatThrownBy(() -> Check.atMostBytes("field", text.toString(), bytes - 1))
                        .isInstanceOf(InvalidRequestException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "alice",
                "Alice Müller",
                "user@example.org",
                "urn:x:y",
                "a.b",
                "...a",
                "😀",
                "山田",
                "a&b=c+d;e",
                "'\"<>",
                "\ue000"
            })
    void ids_that_do_no_harm_pass(String id) {
        assertThat(Check.id("field", id, 20)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "s3cret\n", "s3cret\r\n", "s3cret\n\n"})
    void a_credential_loses_the_line_breaks_of_its_file(String read) {
        assertThat(Check.credential("field", read)).isEqualTo("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " s3cret",
                "s3cret ",
                "s3 cret",
                "\ts3cret",
                "s3cret\n ",
                "\ns3cret",
                "s3\ncret",
                "s3cret\u00a0",
                "\ufeffs3cret",
                "s3cret\u200b",
                "s3cret\u0000",
                "s3cret\u2028",
                "\"s3cret\"",
                "'s3cret'",
                "`s3cret`",
                "\u201cs3cret\u201d",
                "s3\"cret"
            })
    void a_credential_with_copied_characters_is_rejected_without_quoting_it(String copied) {
        assertThatThrownBy(() -> Check.credential("field", copied))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageMatching(
                        "field must not contain white space, quotes or invisible characters, had U\\+[0-9A-F]{4}"
                                + " at index [0-7]; remove what was copied along with the value")
                .hasMessageNotContaining("cret");
    }

    private static final String HALF =
            "must not contain half a surrogate pair, had %s at index %d; cut texts between code points";

    @ParameterizedTest
    @CsvSource({
        "\ud83d, 0",
        "\ude00, 0",
        "\ude00\ud83d, 0",
        "a\ud83db, 1",
        "\ud83d\ud83d\ude00, 0",
        "\ud83d\ude00\ude00, 2"
    })
    void half_a_surrogate_pair_is_refused_in_every_text(String text, int index) {
        String problem =
                "field " + HALF.formatted(String.format(Locale.ROOT, "U+%04X", (int) text.charAt(index)), index);
        assertRefused(() -> Check.text("field", text), problem);
        assertRefused(() -> Check.atMost("field", text, 9), problem);
        assertRefused(() -> Check.atMostBytes("field", text, 99), problem);
        assertRefused(() -> Check.id("field", text, 9), problem);
        assertRefused(() -> Check.encodable("field", text), problem);
        assertRefused(() -> Check.encodable("field", List.of("x", text)), problem);
        assertRefused(() -> Check.encodable("", Map.of("field", text)), problem);
        assertThatThrownBy(() -> Check.encodable("", Map.of("a", Map.of("b", List.of(text)))))
                .hasMessageStartingWith("a.b must not contain half a surrogate pair");
        assertThatThrownBy(() -> Check.encodable("a", Map.of(text, 1)))
                .hasMessageStartingWith("name of a field in a must not contain half a surrogate pair");
    }

    @Test
    void whole_pairs_and_values_without_text_are_encodable() {
        Map<String, Object> value = Map.of("name", "\ud83d\ude00!", "list", List.of(1, true));

        assertThat(Check.encodable("field", value)).isSameAs(value);
        assertThat(Check.text("field", "\ud83d\ude00\ud83d\ude00")).hasSize(4);
        assertRefused(() -> Check.encodable("field", Null.value()), "field must not be null");
    }

    static Stream<Arguments> ids_that_could_do_harm() {
        return Stream.of(
                Arguments.of("", "must not be blank"),
                Arguments.of("   ", "must not be blank"),
                Arguments.of(".", "must not consist of dots only"),
                Arguments.of("..", "must not consist of dots only"),
                Arguments.of("a/b", "must not contain the character U+002F (at index 1)"),
                Arguments.of("../a", "must not contain the character U+002F (at index 2)"),
                Arguments.of("a\\b", "must not contain the character U+005C (at index 1)"),
                Arguments.of("?a", "must not contain the character U+003F (at index 0)"),
                Arguments.of("a#", "must not contain the character U+0023 (at index 1)"),
                Arguments.of("%2e", "must not contain the character U+0025 (at index 0)"),
                Arguments.of("a\u0000", "must not contain the character U+0000 (at index 1)"),
                Arguments.of("a\r\nX: y", "must not contain the character U+000D (at index 1)"),
                Arguments.of("a\u007f", "must not contain the character U+007F (at index 1)"),
                Arguments.of("a\u0085", "must not contain the character U+0085 (at index 1)"),
                Arguments.of("😀\u202eb", "must not contain the character U+202E (at index 2)"),
                Arguments.of("a\u200bb", "must not contain the character U+200B (at index 1)"),
                Arguments.of("a\ufeff", "must not contain the character U+FEFF (at index 1)"),
                Arguments.of("a\u2028", "must not contain the character U+2028 (at index 1)"),
                Arguments.of("a\ud83d", HALF.formatted("U+D83D", 1)),
                Arguments.of("\ude00a", HALF.formatted("U+DE00", 0)),
                Arguments.of("x".repeat(21), "must have at most 20 characters, had 21"));
    }

    @ParameterizedTest
    @MethodSource
    void ids_that_could_do_harm(String id, String problem) {
        assertRefused(() -> Check.id("field", id, 20), "field " + problem);
    }

    @Test
    void messages_are_the_same_in_every_locale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertRefused(
                    () -> Check.id("field", "abc/", 20), "field must not contain the character U+002F (at index 3)");
        } finally {
            Locale.setDefault(before);
        }
    }
}
