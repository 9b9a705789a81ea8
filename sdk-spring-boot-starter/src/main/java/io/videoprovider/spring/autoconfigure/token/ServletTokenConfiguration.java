package io.videoprovider.spring.autoconfigure.token;

import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The token endpoint in servlet applications. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(RouterFunction.class)
class ServletTokenConfiguration {

    @Bean
    RouterFunction<ServerResponse> videoTokenRoute(TokenEndpoint endpoint, TokenEndpointProperties properties) {
        return RouterFunctions.route()
                .POST(properties.path() + "/{provider}", request -> respond(endpoint, request))
                .build();
    }

    private static ServerResponse respond(TokenEndpoint endpoint, ServerRequest request) throws IOException {
        byte[] body = request.servletRequest().getInputStream().readNBytes(TokenEndpoint.MAX_BODY_BYTES + 1);
        TokenEndpoint.Response content = endpoint.respond(
                request.pathVariable("provider"),
                request.principal().orElse(null),
                request.servletRequest().getRemoteAddr(),
                body);
        ServerResponse.BodyBuilder response = ServerResponse.status(content.status())
                .contentType(content.contentType())
                .cacheControl(CacheControl.noStore());
        if (content.retryAfter() != null) {
            response.header(
                    HttpHeaders.RETRY_AFTER, String.valueOf(content.retryAfter().toSeconds()));
        }
        return response.body(content.body());
    }
}
