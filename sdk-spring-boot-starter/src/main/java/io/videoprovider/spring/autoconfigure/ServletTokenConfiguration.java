package io.videoprovider.spring.autoconfigure;

import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The token endpoint on servlets. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(RouterFunction.class)
class ServletTokenConfiguration {

    @Bean
    RouterFunction<ServerResponse> videoTokenRoute(TokenEndpoint endpoint, VideoProviderProperties properties) {
        return RouterFunctions.route()
                .POST(properties.tokenEndpoint().path() + "/{provider}", request -> answer(endpoint, request))
                .build();
    }

    private static ServerResponse answer(TokenEndpoint endpoint, ServerRequest request) throws IOException {
        byte[] body = request.servletRequest().getInputStream().readNBytes(TokenEndpoint.MAX_BODY_BYTES + 1);
        TokenEndpoint.Answer answer = endpoint.answer(
                request.pathVariable("provider"), request.principal().orElse(null), body);
        return answer.body().isEmpty()
                ? ServerResponse.status(answer.status()).build()
                : ServerResponse.status(answer.status())
                        .contentType(MediaType.APPLICATION_JSON)
                        .cacheControl(CacheControl.noStore())
                        .body(answer.body());
    }
}
