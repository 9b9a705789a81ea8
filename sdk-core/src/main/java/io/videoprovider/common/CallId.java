package io.videoprovider.common;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.math.BigInteger;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which call: a type and an id. Immutable. The type {@code default} may be left out; a vendor without call types keeps the
 * type in the id (a LiveKit room is called {@code id}, or {@code type:id} when the type is not {@code default}).
 *
 * <p>{@link #of} is strict: what it lets through is safe in every vendor's URLs, and short enough for LiveKit; a provider
 * with tighter limits refuses more. {@link #unchecked} takes over a name that other software gave.
 */
public final class CallId {

    /** The type that may be left out. */
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
     * A call of the default type.
     *
     * @param id 1 to 190 characters, none of {@code / \ ? # % :}, no control character, not only dots
     * @throws InvalidRequestException if it is anything else
     */
    public static CallId of(String id) {
        return of(DEFAULT_TYPE, id);
    }

    /**
     * A call of a type.
     *
     * @param type 1 to 64 characters, by the same rule as the id
     * @param id 1 to 190 characters, none of {@code / \ ? # % :}, no control character, not only dots
     * @throws InvalidRequestException if they are anything else
     */
    public static CallId of(String type, String id) {
        return new CallId(part("call type", type, MAX_TYPE), part("call id", id, MAX_ID));
    }

    /**
     * A new call of the default type, with an id that nobody has used.
     *
     * @param prefix what the id begins with, for people who read it: {@code consult} gives
     *     {@code consult-4gk2v0zq1x8m7c3r5t9w6b0ya}
     */
    public static CallId random(String prefix) {
        UUID uuid = UUID.randomUUID();
        String random = new BigInteger(uuid.toString().replace("-", ""), 16).toString(Character.MAX_RADIX);
        return of(prefix + "-" + random);
    }

    /**
     * Reads what {@link #toString} wrote: {@code type:id}, or an id alone.
     *
     * @throws InvalidRequestException if the parts are not those of a call id
     */
    public static CallId parse(String text) {
        int colon = Check.text("call id", text).indexOf(':');
        return colon < 0 ? of(text) : of(text.substring(0, colon), text.substring(colon + 1));
    }

    /**
     * A call that other software named, as the vendor names it: nothing is refused, not even an empty name. Providers use it for what
     * they read; an application needs it only for calls whose names break the rules of {@link #of}.
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

    /** The call's type, {@code default} unless said otherwise. */
    public String type() {
        return type;
    }

    /** The call's id within its type. */
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

    /** {@code type:id}. */
    @Override
    public String toString() {
        return type + ":" + id;
    }
}
