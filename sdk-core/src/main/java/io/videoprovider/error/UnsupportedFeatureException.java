package io.videoprovider.error;

/**
 * A feature or an option that the provider does not support. Thrown before any I/O; nothing is dropped silently. {@code
 * VideoProvider.capabilities()} contains what a provider supports.
 */
public class UnsupportedFeatureException extends VideoException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param provider the provider
     * @param problem the unsupported feature, and the alternative if one exists
     */
    public UnsupportedFeatureException(ProviderId provider, String problem) {
        super(problem, ErrorDetails.at(provider), null);
    }
}
