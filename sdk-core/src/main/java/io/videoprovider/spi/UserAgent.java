package io.videoprovider.spi;

import io.videoprovider.error.Check;
import java.util.Optional;

/** The {@code User-Agent} of requests: {@code videoprovider-java/1.2.3}. */
public final class UserAgent {

    private UserAgent() {}

    /** Returns the header's value, with the version of the module or jar that contains {@code type}. */
    public static String of(Class<?> type) {
        // On the module path the version is in the module's descriptor, on the class path in the jar's manifest.
        Optional<String> module = Optional.ofNullable(
                        Check.notNull("type", type).getModule().getDescriptor())
                .flatMap(descriptor -> descriptor.rawVersion());
        Optional<String> jar = Optional.ofNullable(type.getPackage().getImplementationVersion());
        return "videoprovider-java/" + module.or(() -> jar).orElse("dev");
    }
}
