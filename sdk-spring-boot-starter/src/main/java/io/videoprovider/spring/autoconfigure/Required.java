package io.videoprovider.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Properties that must all be there: collects those that are not, so that one failure names them all. */
final class Required {

    private final String prefix;
    private final List<String> missing = new ArrayList<>();

    /** Properties of a vendor, such as {@code videoprovider.livekit}. */
    Required(String prefix) {
        this.prefix = prefix;
    }

    /** A property's value; {@code ""} when it is missing. */
    String value(String name, @Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (text.isBlank()) {
            missing.add(prefix + "." + name);
        }
        return text;
    }

    /** Fails if any was missing. */
    void check() {
        if (!missing.isEmpty()) {
            throw new VideoConfigurationException(
                    "Missing: " + String.join(", ", missing) + ".",
                    "Set " + (missing.size() == 1 ? "it" : "them") + ", or nothing of " + prefix
                            + ".* where that vendor is not wanted. For local work without a server, set"
                            + " videoprovider.emulator=true and add videoprovider-testing.");
        }
    }
}
