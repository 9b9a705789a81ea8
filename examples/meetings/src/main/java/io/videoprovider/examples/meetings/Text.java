package io.videoprovider.examples.meetings;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/** Checks of text that users write. Script, emoji and right-to-left text are allowed: the page shows text as text. */
final class Text {

    private static final int MAX_NAME = 100;

    private Text() {}

    /** Requires one line of text without control characters, of at most {@code max} characters. */
    static String line(String field, @Nullable String value, int max) {
        return check(field, value, max, false);
    }

    /** Requires text that may have line breaks. */
    static String lines(String field, @Nullable String value, int max) {
        return check(field, value, max, true);
    }

    /** Returns the name of a user, whom another system has registered, without control characters and at most 100 characters long. */
    static String name(String name) {
        return name.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(MAX_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String check(String field, @Nullable String value, int max, boolean lineBreaks) {
        String text = Check.text(field, value).replace("\r\n", "\n").strip();
        int length = text.codePointCount(0, text.length());
        if (length > max) {
            throw new InvalidRequestException(field, "must have at most " + max + " characters, had " + length);
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && !(lineBreaks && (c == '\n' || c == '\t')))) {
            throw new InvalidRequestException(field, "must not contain control characters");
        }
        return text;
    }
}
