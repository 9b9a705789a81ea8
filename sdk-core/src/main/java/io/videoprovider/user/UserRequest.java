package io.videoprovider.user;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a user; those that are not set stay as they are. Immutable and thread-safe. */
public final class UserRequest {

    private final String userId;
    private final @Nullable String name;
    private final @Nullable String image;
    private final @Nullable String role;
    private final Map<String, String> custom;

    private UserRequest(Builder builder) {
        this.userId = builder.userId;
        this.name = builder.name;
        this.image = builder.image;
        this.role = builder.role;
        this.custom = Collections.unmodifiableMap(new LinkedHashMap<>(builder.custom));
        if (name != null) {
            Check.atMost("name", name, 256);
        }
        if (role != null) {
            Check.id("role", role, 64);
        }
        custom.forEach((key, value) -> Check.encodable("custom " + Check.text("name of a custom value", key), value));
    }

    /**
     * Returns a new builder.
     *
     * @param userId the user: 1 to 256 characters
     */
    public static Builder builder(String userId) {
        return new Builder(Check.id("userId", userId, 256));
    }

    /** Returns the id of the user. */
    public String userId() {
        return userId;
    }

    /** Returns the new display name; {@code ""} removes it, null keeps it. */
    public @Nullable String name() {
        return name;
    }

    /** Returns the new URL of the picture; {@code ""} removes it, null keeps it. */
    public @Nullable String image() {
        return image;
    }

    /** Returns the new role, by the vendor's name; null keeps it. */
    public @Nullable String role() {
        return role;
    }

    /** Returns the custom values to set, by name; the value {@code ""} removes the name. */
    public Map<String, String> custom() {
        return custom;
    }

    /** Omits custom data, which may be confidential. */
    @Override
    public String toString() {
        return "UserRequest[" + userId + ", role=" + role + ", custom=" + custom.keySet() + "]";
    }

    /** Builds a {@link UserRequest}. Not thread-safe. */
    public static final class Builder {

        private final String userId;
        private @Nullable String name;
        private @Nullable String image;
        private @Nullable String role;
        private final Map<String, String> custom = new LinkedHashMap<>();

        private Builder(String userId) {
            this.userId = userId;
        }

        /** Sets the display name: at most 256 characters; {@code ""} removes the name, null keeps it. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /**
         * Sets the picture; null keeps it.
         *
         * @param image a URL of http or https, at most 2048 characters; an empty URI removes the picture
         */
        public Builder image(@Nullable URI image) {
            this.image = image == null ? null : checked(image);
            return this;
        }

        private static String checked(URI image) {
            String url = image.toString();
            return url.isEmpty() ? url : Check.webUrl("image", image).toString();
        }

        /** Sets the role in the application, by the vendor's name: 1 to 64 characters; null keeps it. */
        public Builder role(@Nullable String role) {
            this.role = role;
            return this;
        }

        /** Sets one of the application's own values; the value {@code ""} removes the name. */
        public Builder custom(String name, String value) {
            custom.put(Check.notNull("name", name), Check.notNull("custom " + name, value));
            return this;
        }

        /**
         * Builds the request.
         *
         * @throws InvalidRequestException if a value is outside of its limits
         */
        public UserRequest build() {
            return new UserRequest(this);
        }
    }
}
