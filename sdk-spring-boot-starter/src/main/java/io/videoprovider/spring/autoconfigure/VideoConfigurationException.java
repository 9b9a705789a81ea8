package io.videoprovider.spring.autoconfigure;

/** The application cannot start as it is configured. {@link VideoConfigurationFailureAnalyzer} shows it. */
final class VideoConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String action;

    /**
     * A failure.
     *
     * @param description what is wrong
     * @param action what to do about it
     */
    VideoConfigurationException(String description, String action) {
        super(description);
        this.action = action;
    }

    String action() {
        return action;
    }
}
