package io.videoprovider.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

/** Thrown at start-up if the configuration is invalid. {@link VideoConfigurationFailureAnalyzer} reports it. */
public final class VideoConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String action;

    /**
     * Creates an exception.
     *
     * @param description the problem
     * @param action the change that solves it
     */
    public VideoConfigurationException(String description, String action) {
        this(description, action, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param description the problem
     * @param action the change that solves it
     */
    public VideoConfigurationException(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
