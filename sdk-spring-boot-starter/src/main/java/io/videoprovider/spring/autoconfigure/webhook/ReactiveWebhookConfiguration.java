package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.inbox.IntakeResponse;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.ByteArrayDecoder;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The webhook endpoint in WebFlux applications. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({RouterFunction.class, Mono.class})
class ReactiveWebhookConfiguration {

    private static final ResolvableType BYTES = ResolvableType.forClass(byte[].class);
    private static final byte[] EMPTY = {};

    /** The same as that of {@link WebhookRequest#read}. */
    private static final Duration READ_DEADLINE = Duration.ofSeconds(10);

    @Bean
    RouterFunction<ServerResponse> videoWebhookRoute(WebhookReceiver receiver, WebhookProperties properties) {
        // A decoder of its own, because the limit of the application's codecs is 256 KiB by default.
        ByteArrayDecoder decoder = new ByteArrayDecoder();
        decoder.setMaxInMemorySize(-1);
        return RouterFunctions.route()
                .POST(properties.pattern(), request -> receive(receiver, decoder, request))
                .build();
    }

    private static Mono<ServerResponse> receive(
            WebhookReceiver receiver, ByteArrayDecoder decoder, ServerRequest request) {
        String provider = request.pathVariable("provider");
        if (!receiver.exists(provider)) {
            return ServerResponse.notFound().build();
        }
        Map<String, List<String>> headers =
                WebhookReceiver.byName(request.headers().asHttpHeaders());
        Optional<IntakeResponse> rejected = receiver.checkHeaders(provider, WebhookRequest.of(headers, EMPTY));
        if (rejected.isPresent()) {
            return response(rejected.get());
        }
        // One byte more than allowed, so that the intake rejects larger bodies.
        var body = DataBufferUtils.takeUntilByteCount(
                request.exchange().getRequest().getBody(), Webhooks.MAX_BODY_BYTES + 1);
        return decoder.decodeToMono(body, BYTES, null, null)
                .timeout(READ_DEADLINE)
                .defaultIfEmpty(EMPTY)
                .map(bytes -> Mono.fromCallable(() -> receiver.receive(provider, WebhookRequest.of(headers, bytes))))
                // A filter has read the body, or the sender has disconnected or is too slow.
                .onErrorResume(e -> Mono.just(Mono.fromCallable(() -> receiver.rejectUnreadable(provider, e))))
                // A JDBC inbox blocks.
                .flatMap(intake -> intake.subscribeOn(Schedulers.boundedElastic()))
                .flatMap(ReactiveWebhookConfiguration::response);
    }

    private static Mono<ServerResponse> response(IntakeResponse intake) {
        ServerResponse.BodyBuilder response = ServerResponse.status(intake.status());
        if (intake.retryAfter() != null) {
            response.header(
                    HttpHeaders.RETRY_AFTER, String.valueOf(intake.retryAfter().toSeconds()));
        }
        return response.build();
    }
}
