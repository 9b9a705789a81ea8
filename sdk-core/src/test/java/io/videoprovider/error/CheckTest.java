package io.videoprovider.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
    void good_values_come_back() {
        assertThat(Check.notNull("field", 1)).isEqualTo(1);
        assertThat(Check.text("field", " x ")).isEqualTo(" x ");
        assertThat(Check.atMost("field", "abc", 3)).isEqualTo("abc");
        assertThat(Check.atMostBytes("field", "ü€", 5)).isEqualTo("ü€");
        assertThat(Check.between("field", Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .isZero();
        assertThat(Check.between("field", -1, -1, 0)).isEqualTo(-1);
        assertThat(Check.between("field", 0, -1, 0)).isZero();
    }

    @Test
    void refusals_name_the_field_and_the_limit() {
        assertRefused(() -> Check.notNull("field", null), "field is missing");
        assertRefused(() -> Check.text("field", null), "field is missing");
        assertRefused(() -> Check.text("field", ""), "field is empty");
        assertRefused(() -> Check.text("field", " \t\n"), "field is empty");
        assertRefused(() -> Check.atMost("field", null, 3), "field is missing");
        assertRefused(() -> Check.atMost("field", "abcd", 3), "field has 4 characters; the limit is 3");
        assertRefused(() -> Check.atMostBytes("field", null, 4), "field is missing");
        assertRefused(() -> Check.atMostBytes("field", "ü€", 4), "field has 5 bytes in UTF-8; the limit is 4");
        assertRefused(
                () -> Check.between("field", Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(2)),
                "field is PT3S; it must be from PT1S to PT2S");
        assertRefused(
                () -> Check.between("field", Null.<Duration>value(), Duration.ZERO, Duration.ZERO), "field is missing");
        assertRefused(() -> Check.between("field", 2, 0, 1), "field is 2; it must be from 0 to 1");
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

    static Stream<Arguments> ids_that_could_do_harm() {
        return Stream.of(
                Arguments.of("", "is empty"),
                Arguments.of("   ", "is empty"),
                Arguments.of(".", "has nothing but dots"),
                Arguments.of("..", "has nothing but dots"),
                Arguments.of("a/b", "has the character U+002F at 1, which an id may not have"),
                Arguments.of("../a", "has the character U+002F at 2, which an id may not have"),
                Arguments.of("a\\b", "has the character U+005C at 1, which an id may not have"),
                Arguments.of("?a", "has the character U+003F at 0, which an id may not have"),
                Arguments.of("a#", "has the character U+0023 at 1, which an id may not have"),
                Arguments.of("%2e", "has the character U+0025 at 0, which an id may not have"),
                Arguments.of("a\u0000", "has the character U+0000 at 1, which an id may not have"),
                Arguments.of("a\r\nX: y", "has the character U+000D at 1, which an id may not have"),
                Arguments.of("a\u007f", "has the character U+007F at 1, which an id may not have"),
                Arguments.of("a\u0085", "has the character U+0085 at 1, which an id may not have"),
                Arguments.of("😀\u202eb", "has the character U+202E at 2, which an id may not have"),
                Arguments.of("a\u200bb", "has the character U+200B at 1, which an id may not have"),
                Arguments.of("a\ufeff", "has the character U+FEFF at 1, which an id may not have"),
                Arguments.of("a\u2028", "has the character U+2028 at 1, which an id may not have"),
                Arguments.of("a\ud83d", "has the character U+D83D at 1, which an id may not have"),
                Arguments.of("\ude00a", "has the character U+DE00 at 0, which an id may not have"),
                Arguments.of("x".repeat(21), "has 21 characters; the limit is 20"));
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
                    () -> Check.id("field", "abc/", 20),
                    "field has the character U+002F at 3, which an id may not have");
        } finally {
            Locale.setDefault(before);
        }
    }
}
