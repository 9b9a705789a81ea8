package io.videoprovider.spring.autoconfigure.token;

import io.videoprovider.VideoProvider;
import io.videoprovider.spring.TokenAuthorizer;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The token endpoint, {@code POST {path}/{provider}}. Off by default; requires a {@link TokenAuthorizer} bean. */
@AutoConfiguration(after = {LiveKitAutoConfiguration.class, StreamAutoConfiguration.class})
@ConditionalOnWebApplication
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnBooleanProperty("videoprovider.token-endpoint.enabled")
@EnableConfigurationProperties(TokenEndpointProperties.class)
@Import({ServletTokenConfiguration.class, ReactiveTokenConfiguration.class})
public final class TokenEndpointAutoConfiguration {

    TokenEndpointAutoConfiguration() {}

    @Bean
    TokenEndpoint videoTokenEndpoint(
            ObjectProvider<TokenAuthorizer> authorizer,
            TokenEndpointProperties properties,
            List<VideoProvider> providers) {
        TokenAuthorizer found = authorizer.getIfAvailable();
        if (found == null) {
            throw new VideoConfigurationException(
                    "videoprovider.token-endpoint.enabled is true, but the application has no TokenAuthorizer bean.",
                    "Define a TokenAuthorizer bean, which authorizes each request for a token.");
        }
        return new TokenEndpoint(found, new UserRateLimit(properties.rateLimit()), providers);
    }
}
