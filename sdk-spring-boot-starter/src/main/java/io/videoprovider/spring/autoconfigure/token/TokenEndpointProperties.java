package io.videoprovider.spring.autoconfigure.token;

import io.videoprovider.spring.autoconfigure.EndpointPath;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the token endpoint.
 *
 * @param enabled Whether to create the token endpoint. It requires a TokenAuthorizer bean.
 * @param path Path of the endpoint, without the provider id that follows it.
 * @param rateLimit Limit of requests of one user, on each instance of the application.
 */
@ConfigurationProperties("videoprovider.token-endpoint")
record TokenEndpointProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("/video/tokens") String path,
        @DefaultValue RateLimit rateLimit) {

    TokenEndpointProperties {
        EndpointPath.check(path);
    }

    /**
     * Limit of requests of one user, or of one address for anonymous requests.
     *
     * @param requests Number of requests in a period; 0 for no limit.
     * @param per Period.
     */
    record RateLimit(
            @DefaultValue("60") int requests,
            @DefaultValue("1m") Duration per) {

        RateLimit {
            if (requests < 0) {
                throw new IllegalArgumentException("requests must not be negative, was " + requests);
            }
            if (per.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("per must be at least 1 s, was " + per);
            }
        }
    }
}
