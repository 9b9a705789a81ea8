package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects missing properties, so that one failure names all of them. */
final class RequiredProperties {

    private final String prefix;
    private final List<String> missing = new ArrayList<>();

    /** Creates a check for the properties with a prefix such as {@code videoprovider.livekit}. */
    RequiredProperties(String prefix) {
        this.prefix = prefix;
    }

    /** Returns the value of a property; {@code ""} if it is missing. */
    String value(String name, @Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (text.isBlank()) {
            missing.add(prefix + "." + name);
        }
        return text;
    }

    /** Throws an exception if a property is missing. */
    void check() {
        if (!missing.isEmpty()) {
            throw new VideoConfigurationException(
                    "Missing properties: " + String.join(", ", missing) + ".",
                    "Set " + (missing.size() == 1 ? "it" : "them") + ", or remove all of " + prefix
                            + ".* if the application does not use this vendor. For local development without a server, set"
                            + " videoprovider.emulator=true and add videoprovider-emulators.");
        }
    }
}
