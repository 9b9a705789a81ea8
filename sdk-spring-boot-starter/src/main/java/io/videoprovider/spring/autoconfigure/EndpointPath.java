package io.videoprovider.spring.autoconfigure;

/** Validation of the configurable paths of endpoints. */
public final class EndpointPath {

    private EndpointPath() {}

    /** Throws an exception unless the path consists of literal segments. */
    public static void check(String path) {
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException(
                    "path must start with a slash, must not end with one and must not contain variables: " + path);
        }
    }
}
