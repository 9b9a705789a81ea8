package io.videoprovider.call;

/** The extent of a deletion. */
public enum DeleteMode {
    /** Marks the object as deleted. The provider keeps its data. */
    SOFT,
    /** Deletes the object with all of its data. Cannot be undone. */
    HARD
}
