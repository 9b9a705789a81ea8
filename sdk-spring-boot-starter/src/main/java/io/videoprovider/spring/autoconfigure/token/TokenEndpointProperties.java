package io.videoprovider.spring.autoconfigure.token;

import io.videoprovider.spring.autoconfigure.EndpointPath;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the token endpoint.
 *
 * @param enabled Whether to create the token endpoint. It requires a TokenAuthorizer bean.
 * @param path Path of the endpoint, without the provider id that follows it.
 */
@ConfigurationProperties("videoprovider.token-endpoint")
record TokenEndpointProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("/video/tokens") String path) {

    TokenEndpointProperties {
        EndpointPath.check(path);
    }
}
