package io.videoprovider.error;

/**
 * The request asks for something that this provider cannot do. Thrown before any I/O: nothing is silently dropped. What a
 * provider can do is in its {@code capabilities()}.
 */
public class UnsupportedFeatureException extends VideoException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param provider the provider's id
     * @param problem what it cannot do and, where there is one, the way that works
     */
    public UnsupportedFeatureException(ProviderId provider, String problem) {
        super(problem, ErrorDetails.at(provider), null);
    }
}
