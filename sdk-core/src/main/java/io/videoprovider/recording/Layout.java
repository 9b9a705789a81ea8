package io.videoprovider.recording;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.beans.Transient;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a composite recording or a broadcast. An open value: a provider's own layouts have names. Immutable and thread-safe.
 *
 * @param name 1 to 256 characters
 * @param template the web page that draws the layout, of http or https, at most 2048 characters; null for the provider's. It may
 *     contain a secret, and is neither in {@code toString} nor in JSON
 * @param options the provider's options of the layout, such as {@code grid.columns} of Stream; empty for none. They are neither in
 *     {@code toString} nor in JSON
 */
public record Layout(String name, @Nullable URI template, Json options) {

    /** All participants in the same size. */
    public static final Layout GRID = new Layout("grid");

    /** The active speaker large, the others small. */
    public static final Layout SPEAKER = new Layout("speaker");

    /** The active speaker only. */
    public static final Layout SINGLE_SPEAKER = new Layout("single-speaker");

    public Layout {
        Check.id("layout", name, 256);
        Check.notNull("options", options);
        if (template != null) {
            Check.webUrl("template", template);
        }
    }

    /**
     * Creates a layout of the provider.
     *
     * @param name 1 to 256 characters
     */
    public Layout(String name) {
        this(name, null, Json.EMPTY);
    }

    /**
     * Returns the layout {@code custom}, which a web page of your own draws. Needs {@code Capability.LAYOUT_TEMPLATE}.
     *
     * @param template the address of the page, of http or https, at most 2048 characters
     * @throws InvalidRequestException if it is not such an address
     */
    public static Layout custom(URI template) {
        return new Layout("custom", Check.notNull("template", template), Json.EMPTY);
    }

    /** Returns a copy with other options, by the provider's names. Needs {@code Capability.LAYOUT_OPTIONS}. */
    public Layout withOptions(Json options) {
        return new Layout(name, template, Check.notNull("options", options));
    }

    @Override
    @Transient
    public @Nullable URI template() {
        return template;
    }

    @Override
    @Transient
    public Json options() {
        return options;
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
