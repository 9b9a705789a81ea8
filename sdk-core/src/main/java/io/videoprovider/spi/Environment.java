package io.videoprovider.spi;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a builder's settings from environment variables and collects the names of those that are missing. Not thread-safe. */
public final class Environment {

    private final Map<String, String> variables;
    private final List<String> missing = new ArrayList<>();

    Environment(Map<String, String> variables) {
        this.variables = Check.copyOf("variables", variables);
    }

    /**
     * Returns an optional setting.
     *
     * @param names the names of the variable; the first that is set and not blank is read
     * @return null if none is set
     */
    public @Nullable String optional(String... names) {
        return Check.listOf("names", Arrays.asList(Check.notNull("names", names))).stream()
                .map(variables::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns a required setting.
     *
     * @param current the builder's value, which takes precedence; null if it was not set
     * @param names the names of the variable; an error contains the first
     * @return null if it is missing; {@link VideoProviderBuilder#environment} then throws
     */
    public @Nullable String required(@Nullable String current, String... names) {
        Check.listOf("names", Arrays.asList(Check.notNull("names", names)));
        String value = current != null ? current : optional(names);
        if (value == null) {
            missing.add(names[0]);
        }
        return value;
    }

    void check() {
        if (!missing.isEmpty()) {
            throw new InvalidRequestException("environment", "must contain " + String.join(", ", missing));
        }
    }
}
