package io.videoprovider.call;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to change about a call; what is not said stays as it is. Immutable.
 *
 * @param title the new title; null to keep, {@code ""} to remove
 * @param startsAt the new start; null to keep
 * @param custom values to set, by name; an empty value removes the name
 */
public record CallUpdate(@Nullable String title, @Nullable Instant startsAt, Map<String, String> custom) {

    public CallUpdate {
        if (title != null) {
            Check.atMost("title", title, 1024);
        }
        Check.notNull("custom", custom)
                .forEach((name, value) -> Check.notNull("custom " + Check.text("name of a custom value", name), value));
        if (title == null && startsAt == null && custom.isEmpty()) {
            throw new InvalidRequestException("update", "changes nothing");
        }
        custom = Collections.unmodifiableMap(new LinkedHashMap<>(custom));
    }

    /** Begins a change. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a change. Not thread-safe. */
    public static final class Builder {

        private @Nullable String title;
        private @Nullable Instant startsAt;
        private final Map<String, String> custom = new LinkedHashMap<>();

        private Builder() {}

        /** The new title; {@code ""} removes it. */
        public Builder title(String title) {
            this.title = title;
            return this;
        }

        /** The new start. */
        public Builder startsAt(Instant startsAt) {
            this.startsAt = startsAt;
            return this;
        }

        /** Sets one of the application's own values; {@code ""} removes it. */
        public Builder custom(String name, String value) {
            custom.put(name, value);
            return this;
        }

        /**
         * The change.
         *
         * @throws InvalidRequestException if a value breaks its limit, or nothing changes
         */
        public CallUpdate build() {
            return new CallUpdate(title, startsAt, custom);
        }
    }
}
