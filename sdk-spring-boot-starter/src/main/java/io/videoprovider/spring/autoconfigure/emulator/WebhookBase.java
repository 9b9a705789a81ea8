package io.videoprovider.spring.autoconfigure.emulator;

/**
 * Path of the application on its web server.
 *
 * @param path {@code ""}, or a path that starts with a slash and does not end with one
 */
record WebhookBase(String path) {

    /** An application at the root of its web server. */
    static final WebhookBase ROOT = new WebhookBase("");
}
