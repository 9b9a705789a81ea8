package io.videoprovider.common;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.math.BigInteger;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of a call: a type and an id within it. Immutable. The type {@code default} may be omitted. A vendor without call types stores
 * the type in the id: a LiveKit room is named {@code id}, or {@code type:id} if the type is not {@code default}.
 *
 * <p>{@link #of} accepts only ids that are safe in every vendor's URLs and short enough for LiveKit; a provider with tighter limits
 * rejects more. {@link #unchecked} accepts names that other software has given.
 */
public final class CallId {

    /** The type that may be omitted. */
    public static final String DEFAULT_TYPE = "default";

    private static final int MAX_TYPE = 64;
    private static final int MAX_ID = 190;

    private final String type;
    private final String id;

    private CallId(String type, String id) {
        this.type = type;
        this.id = id;
    }

    /**
     * Creates the id of a call of the default type.
     *
     * @param id 1 to 190 characters, none of {@code / \ ? # % :}, no control or format character, not only dots; Stream
     *     accepts 64 characters, LiveKit 256 bytes in UTF-8 together with the type
     * @throws InvalidRequestException if the id is invalid
     */
    public static CallId of(String id) {
        return of(DEFAULT_TYPE, id);
    }

    /**
     * Creates the id of a call.
     *
     * @param type 1 to 64 characters, with the same restrictions as the id
     * @param id 1 to 190 characters, none of {@code / \ ? # % :}, no control or format character, not only dots; Stream
     *     accepts 64 characters, LiveKit 256 bytes in UTF-8 together with the type
     * @throws InvalidRequestException if the type or the id is invalid
     */
    public static CallId of(String type, String id) {
        return new CallId(part("call type", type, MAX_TYPE), part("call id", id, MAX_ID));
    }

    /**
     * Creates a new unique id of the default type.
     *
     * @param prefix the readable start of the id: {@code consult} results in
     *     {@code consult-4gk2v0zq1x8m7c3r5t9w6b0ya}
     */
    public static CallId random(String prefix) {
        Check.notNull("prefix", prefix);
        UUID uuid = UUID.randomUUID();
        String random = new BigInteger(uuid.toString().replace("-", ""), 16).toString(Character.MAX_RADIX);
        return of(prefix + "-" + random);
    }

    /**
     * Parses the format of {@link #toString}, or only an id. Returns an id equal to the one that wrote the text, also if {@link #of}
     * rejects its names, such as {@code default:team/a} for a LiveKit room {@code team/a}. Validate input of users with {@link #of}
     * instead.
     *
     * @param text {@code type:id}, or only an id that {@link #of} accepts
     * @throws InvalidRequestException if the text is blank, or an id without a type is invalid
     */
    public static CallId parse(String text) {
        int colon = Check.text("call id", text).indexOf(':');
        return colon < 0
                ? of(text)
                : new CallId(
                        text.substring(0, colon).replace("%3A", ":").replace("%25", "%"), text.substring(colon + 1));
    }

    /**
     * Creates an id without any checks; even an empty name is accepted. Providers use it for ids that they read. An application needs it
     * only for calls of other software whose names {@link #of} rejects.
     */
    public static CallId unchecked(String type, String id) {
        return new CallId(Check.notNull("call type", type), Check.notNull("call id", id));
    }

    private static String part(String field, String value, int max) {
        Check.id(field, value, max);
        if (value.indexOf(':') >= 0) {
            throw new InvalidRequestException(field, "must not contain a colon, which separates the type from the id");
        }
        return value;
    }

    /** Returns the type; {@code default} if none was given. */
    public String type() {
        return type;
    }

    /** Returns the id within the type. */
    public String id() {
        return id;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallId that && type.equals(that.type) && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, id);
    }

    /**
     * Returns {@code type:id}, which {@link #parse} reads. In a type that {@link #of} rejects, {@code %} is written as {@code %25} and a
     * colon as {@code %3A}, so that the first colon ends the type.
     */
    @Override
    public String toString() {
        return type.replace("%", "%25").replace(":", "%3A") + ":" + id;
    }
}
