package io.videoprovider.spring.autoconfigure;

import io.videoprovider.inbox.IntakeResponse;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The webhook endpoint on WebFlux. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({RouterFunction.class, Mono.class})
class ReactiveWebhookConfiguration {

    @Bean
    RouterFunction<ServerResponse> videoWebhookRoute(WebhookReceiver receiver, VideoProviderProperties properties) {
        return RouterFunctions.route()
                .POST(properties.webhooks().path() + "/{provider}", request -> receive(receiver, request))
                .build();
    }

    private static Mono<ServerResponse> receive(WebhookReceiver receiver, ServerRequest request) {
        // Not through a codec: those stop at 256 KiB, or what spring.http.codecs says.
        // One byte more than is allowed, so that too large a body is seen to be one.
        return DataBufferUtils.join(DataBufferUtils.takeUntilByteCount(
                        request.exchange().getRequest().getBody(), Webhooks.MAX_BODY_BYTES + 1))
                .map(ReactiveWebhookConfiguration::bytes)
                .defaultIfEmpty(new byte[0])
                // The inbox may be a database, which blocks.
                .flatMap(body -> Mono.fromCallable(() -> receiver.receive(
                                request.pathVariable("provider"),
                                WebhookRequest.of(
                                        WebhookReceiver.byName(request.headers().asHttpHeaders()), body)))
                        .subscribeOn(Schedulers.boundedElastic()))
                .flatMap(answer -> answer.map(ReactiveWebhookConfiguration::response)
                        .orElseGet(() -> ServerResponse.notFound().build()));
    }

    static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private static Mono<ServerResponse> response(IntakeResponse answer) {
        ServerResponse.BodyBuilder response = ServerResponse.status(answer.status());
        if (answer.retryAfter() != null) {
            response.header(
                    HttpHeaders.RETRY_AFTER, String.valueOf(answer.retryAfter().toSeconds()));
        }
        return response.build();
    }
}
