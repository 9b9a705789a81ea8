package io.videoprovider.recording;

import io.videoprovider.error.Check;

/**
 * The layout of a composite recording or a broadcast. An open value: a provider's own or custom layouts have names.
 *
 * @param name 1 to 256 characters
 */
public record Layout(String name) {

    /** All participants in the same size. */
    public static final Layout GRID = new Layout("grid");

    /** The active speaker large, the others small. */
    public static final Layout SPEAKER = new Layout("speaker");

    /** The active speaker only. */
    public static final Layout SINGLE_SPEAKER = new Layout("single-speaker");

    public Layout {
        Check.id("layout", name, 256);
    }

    @Override
    public String toString() {
        return name;
    }
}
