package io.videoprovider.spi;

import java.util.Optional;

/** How requests name this SDK to the vendor: {@code videoprovider-java/1.2.3}. */
public final class UserAgent {

    private UserAgent() {}

    /** The value of the header for a vendor module, told by one of its classes. */
    public static String of(Class<?> type) {
        // On the module path the version is in the module's descriptor, on the class path in the jar's manifest.
        Optional<String> module =
                Optional.ofNullable(type.getModule().getDescriptor()).flatMap(descriptor -> descriptor.rawVersion());
        Optional<String> jar = Optional.ofNullable(type.getPackage().getImplementationVersion());
        return "videoprovider-java/" + module.or(() -> jar).orElse("dev");
    }
}
