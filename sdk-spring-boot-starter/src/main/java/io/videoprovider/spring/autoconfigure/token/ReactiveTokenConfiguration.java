package io.videoprovider.spring.autoconfigure.token;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.ByteArrayDecoder;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The token endpoint in WebFlux applications. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({RouterFunction.class, Mono.class})
class ReactiveTokenConfiguration {

    @Bean
    RouterFunction<ServerResponse> videoTokenRoute(TokenEndpoint endpoint, TokenEndpointProperties properties) {
        ByteArrayDecoder decoder = new ByteArrayDecoder();
        decoder.setMaxInMemorySize(TokenEndpoint.MAX_BODY_BYTES);
        return RouterFunctions.route()
                .POST(properties.path() + "/{provider}", request -> respond(endpoint, decoder, request))
                .build();
    }

    private static Mono<ServerResponse> respond(
            TokenEndpoint endpoint, ByteArrayDecoder decoder, ServerRequest request) {
        Mono<byte[]> body = decoder.decodeToMono(
                        request.exchange().getRequest().getBody(), ResolvableType.forClass(byte[].class), null, null)
                .defaultIfEmpty(new byte[0]);
        Mono<Optional<Principal>> user =
                request.principal().<Optional<Principal>>map(Optional::of).defaultIfEmpty(Optional.empty());
        return Mono.zip(body, user)
                // The TokenAuthorizer may block.
                .flatMap(both -> Mono.fromCallable(() -> endpoint.respond(
                                request.pathVariable("provider"),
                                both.getT2().orElse(null),
                                request.remoteAddress()
                                        .map(InetSocketAddress::getHostString)
                                        .orElse(""),
                                both.getT1()))
                        .subscribeOn(Schedulers.boundedElastic()))
                .onErrorResume(DataBufferLimitException.class, e -> Mono.just(TokenEndpoint.tooLarge()))
                .flatMap(ReactiveTokenConfiguration::response);
    }

    private static Mono<ServerResponse> response(TokenEndpoint.Response content) {
        ServerResponse.BodyBuilder response = ServerResponse.status(content.status())
                .contentType(content.contentType())
                .cacheControl(CacheControl.noStore());
        if (content.retryAfter() != null) {
            response.header(
                    HttpHeaders.RETRY_AFTER, String.valueOf(content.retryAfter().toSeconds()));
        }
        return response.bodyValue(content.body());
    }
}
