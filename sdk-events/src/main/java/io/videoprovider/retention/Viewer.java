package io.videoprovider.retention;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * The person who asks for access to a recording, as the application has authenticated them. Immutable and thread-safe. {@code toString}
 * omits the password.
 */
public final class Viewer {

    private static final Viewer ANONYMOUS = new Viewer(null, null, false);
    private static final Viewer APPLICATION = new Viewer(null, null, true);

    private final @Nullable String userId;
    private final @Nullable String password;
    private final boolean application;

    private Viewer(@Nullable String userId, @Nullable String password, boolean application) {
        this.userId = userId;
        this.password = password;
        this.application = application;
    }

    /** Returns a viewer who has not been authenticated. */
    public static Viewer anonymous() {
        return ANONYMOUS;
    }

    /**
     * Returns an authenticated user.
     *
     * @param userId the id of the user in calls, as in {@code TokenRequest}: at most 256 characters
     */
    public static Viewer user(String userId) {
        return new Viewer(Check.id("userId", userId, 256), null, false);
    }

    /** Returns the application itself, which has access to all recordings. Never derive it from a request. */
    public static Viewer application() {
        return APPLICATION;
    }

    /** Returns a copy with the password that the viewer has entered: at most 256 characters. */
    public Viewer password(String password) {
        return new Viewer(userId, Check.atMost("password", password, PasswordHash.MAX_LENGTH), application);
    }

    @Nullable
    String userId() {
        return userId;
    }

    @Nullable
    String password() {
        return password;
    }

    boolean isApplication() {
        return application;
    }

    @Override
    public String toString() {
        String name = application ? "application" : userId == null ? "anonymous" : userId;
        return "Viewer[" + name + (password == null ? "" : ", password=██") + "]";
    }
}
