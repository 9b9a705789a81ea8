package io.videoprovider.user;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.beans.Transient;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user that the provider stores. Immutable.
 *
 * @param id the id of the user
 * @param name the display name; null for none
 * @param image the URL of the picture; null for none
 * @param role the role in the application, by the vendor's name; null if not reported
 * @param deactivated whether the user cannot connect
 * @param custom the application's own values that are texts, by name
 * @param raw all fields of the vendor's object
 */
public record User(
        String id,
        @Nullable String name,
        @Nullable String image,
        @Nullable String role,
        boolean deactivated,
        Map<String, String> custom,
        Json raw) {

    public User {
        Check.notNull("id", id);
        custom = Check.copyOf("custom", custom);
        Check.notNull("raw", raw);
    }

    /** Returns the vendor's response. Jackson omits it by default. */
    @Override
    @Transient
    public Json raw() {
        return raw;
    }

    /** Omits custom data, which may be confidential. */
    @Override
    public String toString() {
        return "User[" + id + ", role=" + role + (deactivated ? ", deactivated" : "") + "]";
    }
}
