package io.videoprovider.call;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes to a call; values that are not set stay as they are. Immutable and thread-safe. */
public final class CallUpdate {

    private final @Nullable String title;
    private final @Nullable Instant startsAt;
    private final Map<String, String> custom;

    private CallUpdate(Builder builder) {
        this.title = builder.title;
        this.startsAt = builder.startsAt;
        this.custom = Collections.unmodifiableMap(new LinkedHashMap<>(builder.custom));
        if (startsAt != null) {
            Check.time("startsAt", startsAt);
        }
        if (title != null) {
            Check.atMost("title", title, 1024);
        }
        custom.forEach((name, value) -> Check.encodable("custom " + Check.text("name of a custom value", name), value));
        if (title == null && startsAt == null && custom.isEmpty()) {
            throw new InvalidRequestException("update", "must change something");
        }
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the new title; {@code ""} removes it, null keeps it. */
    public @Nullable String title() {
        return title;
    }

    /** Returns the new planned start; null keeps it. */
    public @Nullable Instant startsAt() {
        return startsAt;
    }

    /** Returns the custom values to set, by name; the value {@code ""} removes the name. */
    public Map<String, String> custom() {
        return custom;
    }

    /** Shows the title and the start; custom data may be confidential. */
    @Override
    public String toString() {
        return "CallUpdate[title=" + title + ", startsAt=" + startsAt + ", custom=" + custom.keySet() + "]";
    }

    /** Builds a {@link CallUpdate}. Not thread-safe. */
    public static final class Builder {

        private @Nullable String title;
        private @Nullable Instant startsAt;
        private final Map<String, String> custom = new LinkedHashMap<>();

        private Builder() {}

        /** Sets the new title: at most 1024 characters; {@code ""} removes the title, null keeps it. */
        public Builder title(@Nullable String title) {
            this.title = title;
            return this;
        }

        /** Sets the new planned start; null keeps it. */
        public Builder startsAt(@Nullable Instant startsAt) {
            this.startsAt = startsAt;
            return this;
        }

        /** Sets one of the application's own values; the value {@code ""} removes the name. */
        public Builder custom(String name, String value) {
            custom.put(Check.notNull("name", name), Check.notNull("custom " + name, value));
            return this;
        }

        /**
         * Builds the update.
         *
         * @throws InvalidRequestException if a value is outside of its limits, or nothing changes
         */
        public CallUpdate build() {
            return new CallUpdate(this);
        }
    }
}
