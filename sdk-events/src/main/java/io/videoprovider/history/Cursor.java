package io.videoprovider.history;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Position in a list of entries, from which the next page continues: the time and the id of the last entry. Immutable.
 *
 * @param time the time by which the list is ordered
 * @param id the id of the entry
 */
public record Cursor(Instant time, String id) {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern TEXT = Pattern.compile("(-?[0-9]{1,12})\\.([0-9]{1,9})\\.([0-9a-f]{32})");

    public Cursor {
        Check.time("time", time);
        if (!ID.matcher(Check.notNull("id", id)).matches()) {
            throw new InvalidRequestException("id", "must be 32 hexadecimal digits");
        }
    }

    /**
     * Parses the text form, such as a parameter of a request.
     *
     * @throws InvalidRequestException if the text is not a cursor
     */
    public static Cursor parse(String text) {
        Matcher matcher = TEXT.matcher(Check.notNull("text", text));
        if (!matcher.matches()) {
            throw new InvalidRequestException("cursor", "must be a cursor that a list has returned");
        }
        return new Cursor(
                Instant.ofEpochSecond(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))),
                matcher.group(3));
    }

    /** Returns the text form, which has no characters that URLs encode. */
    @Override
    public String toString() {
        return time.getEpochSecond() + "." + time.getNano() + "." + id;
    }
}
