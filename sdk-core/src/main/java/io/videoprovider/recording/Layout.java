package io.videoprovider.recording;

import io.videoprovider.error.Check;

/**
 * How a composite recording lays out the participants. An open value: a provider's own or custom layouts go by their name.
 *
 * @param name 1 to 256 characters
 */
public record Layout(String name) {

    /** Everyone the same size. */
    public static final Layout GRID = new Layout("grid");

    /** Who speaks large, the others small. */
    public static final Layout SPEAKER = new Layout("speaker");

    /** Who speaks, and nobody else. */
    public static final Layout SINGLE_SPEAKER = new Layout("single-speaker");

    public Layout {
        Check.id("layout", name, 256);
    }
}
