package io.videoprovider;

/** A null where none is allowed, as a caller without a null checker passes it. */
public final class Null {

    private Null() {}

    /** Null for any type. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    public static <T> T value() {
        return null;
    }
}
