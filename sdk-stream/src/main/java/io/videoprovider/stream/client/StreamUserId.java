package io.videoprovider.stream.client;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rule for ids of Stream users: 1 to 255 of the characters {@code a-z A-Z 0-9 @ _ -}. Stream documents it for
 * {@code connectUser} of Chat, without the upper case that its own examples use
 * (<a href="https://getstream.io/chat/docs/react/init_and_users/">Initialization and Users</a>). The documentation of Video has no
 * rule; both products of an application have the same users. A token for another id can be signed, and Stream rejects its user.
 */
public final class StreamUserId {

    private static final int MAX = 255;

    private StreamUserId() {}

    /**
     * Requires an id that Stream accepts.
     *
     * @param field the name of the field, for the error message
     * @throws InvalidRequestException if it is missing, too long, or contains another character
     */
    public static String check(String field, @Nullable String value) {
        Check.notNull("field", field);
        String id = Check.atMost(field, Check.text(field, value), MAX);
        for (int i = 0; i < id.length(); i++) {
            char character = id.charAt(i);
            boolean allowed = (character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= '0' && character <= '9')
                    || "@_-".indexOf(character) >= 0;
            if (!allowed) {
                throw new InvalidRequestException(
                        field,
                        String.format(
                                Locale.ROOT,
                                "must contain only a-z, A-Z, 0-9, @, _ and - on Stream, had U+%04X at index %d; replace it",
                                id.codePointAt(i),
                                i));
            }
        }
        return id;
    }
}
