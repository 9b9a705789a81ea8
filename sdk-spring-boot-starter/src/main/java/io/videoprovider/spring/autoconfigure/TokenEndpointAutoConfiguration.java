package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import io.videoprovider.spring.TokenAuthorizer;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** {@code POST {path}/{provider}} mints tokens, where the application enables it and decides who gets one. */
@AutoConfiguration(after = {LiveKitAutoConfiguration.class, StreamAutoConfiguration.class})
@ConditionalOnWebApplication
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnBooleanProperty("videoprovider.token-endpoint.enabled")
@Import({ServletTokenConfiguration.class, ReactiveTokenConfiguration.class})
public final class TokenEndpointAutoConfiguration {

    TokenEndpointAutoConfiguration() {}

    @Bean
    TokenEndpoint videoTokenEndpoint(ObjectProvider<TokenAuthorizer> authorizer, List<VideoProvider> providers) {
        TokenAuthorizer found = authorizer.getIfAvailable();
        if (found == null) {
            throw new VideoConfigurationException(
                    "videoprovider.token-endpoint.enabled is true, and nobody decides who gets a token.",
                    "Define a bean of the type TokenAuthorizer, which answers what a user may have.");
        }
        return new TokenEndpoint(found, providers);
    }
}
