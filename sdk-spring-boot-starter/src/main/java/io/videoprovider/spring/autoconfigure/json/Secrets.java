package io.videoprovider.spring.autoconfigure.json;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/** Masks secrets: fields by their name, and the parts of URLs that may contain one. Masks when in doubt. */
final class Secrets {

    static final String MASK = "██";

    private static final Pattern NAME =
            Pattern.compile(".*(token|secret|passw|passphrase|credential|authorization|signature|private).*|.*keys?");

    /** Stream keys are part of the path. */
    private static final Pattern STREAM =
            Pattern.compile("(?i)\\b(rtmps?|srts?)://(?:[^\\s/?#@]*@)?([^\\s/?#@]+)[/?#]\\S+");

    private static final Pattern USER = Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]*://)[^\\s/?#@]+@");

    private static final Pattern QUERY = Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]*://[^\\s?#]*)[?#]\\S+");

    private Secrets() {}

    /** Returns whether the value of a field is masked as a whole. Flags and numbers are not. */
    static boolean isSecret(String name, @Nullable Object value) {
        boolean empty = value == null || value instanceof Boolean || value instanceof Number || value.equals("");
        return !empty
                && NAME.matcher(name.toLowerCase(Locale.ROOT).replaceAll("[_-]", ""))
                        .matches();
    }

    /** Returns the text with the secret parts of URLs masked. */
    static String masked(String text) {
        if (!text.contains("://")) {
            return text;
        }
        String masked = STREAM.matcher(text).replaceAll("$1://$2/" + MASK);
        masked = USER.matcher(masked).replaceAll("$1" + MASK + "@");
        return QUERY.matcher(masked).replaceAll("$1?" + MASK);
    }

    /** Writes a text with the secret parts of URLs masked. */
    static final class Serializer extends StdSerializer<String> {

        Serializer() {
            super(String.class);
        }

        @Override
        public void serialize(String text, JsonGenerator generator, SerializationContext context) {
            generator.writeString(masked(text));
        }
    }
}
