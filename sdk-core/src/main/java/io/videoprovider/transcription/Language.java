package io.videoprovider.transcription;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Verifies languages. */
final class Language {

    /** The form of BCP 47, which also fits a vendor's own words such as {@code auto}. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");

    private static final int MAX = 35;

    private Language() {}

    /** Returns the language; null for the provider's default. */
    static @Nullable String check(@Nullable String language) {
        if (language != null
                && !FORM.matcher(Check.atMost("language", language, MAX)).matches()) {
            throw new InvalidRequestException("language", "must be a language tag such as en or pt-BR");
        }
        return language;
    }
}
