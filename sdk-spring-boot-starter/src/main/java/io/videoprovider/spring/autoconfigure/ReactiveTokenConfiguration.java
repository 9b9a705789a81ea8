package io.videoprovider.spring.autoconfigure;

import java.security.Principal;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The token endpoint on WebFlux. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({RouterFunction.class, Mono.class})
class ReactiveTokenConfiguration {

    @Bean
    RouterFunction<ServerResponse> videoTokenRoute(TokenEndpoint endpoint, VideoProviderProperties properties) {
        return RouterFunctions.route()
                .POST(properties.tokenEndpoint().path() + "/{provider}", request -> answer(endpoint, request))
                .build();
    }

    private static Mono<ServerResponse> answer(TokenEndpoint endpoint, ServerRequest request) {
        Mono<byte[]> body = DataBufferUtils.join(
                        request.exchange().getRequest().getBody(), TokenEndpoint.MAX_BODY_BYTES)
                .map(ReactiveWebhookConfiguration::bytes)
                .defaultIfEmpty(new byte[0]);
        Mono<Optional<Principal>> who =
                request.principal().<Optional<Principal>>map(Optional::of).defaultIfEmpty(Optional.empty());
        return Mono.zip(body, who)
                // The application's decision may block.
                .flatMap(both -> Mono.fromCallable(() -> endpoint.answer(
                                request.pathVariable("provider"), both.getT2().orElse(null), both.getT1()))
                        .subscribeOn(Schedulers.boundedElastic()))
                .flatMap(ReactiveTokenConfiguration::response)
                .onErrorResume(
                        DataBufferLimitException.class,
                        e -> ServerResponse.status(HttpStatus.CONTENT_TOO_LARGE).build());
    }

    private static Mono<ServerResponse> response(TokenEndpoint.Answer answer) {
        ServerResponse.BodyBuilder response = ServerResponse.status(answer.status());
        return answer.body().isEmpty()
                ? response.build()
                : response.contentType(MediaType.APPLICATION_JSON)
                        .cacheControl(CacheControl.noStore())
                        .bodyValue(answer.body());
    }
}
