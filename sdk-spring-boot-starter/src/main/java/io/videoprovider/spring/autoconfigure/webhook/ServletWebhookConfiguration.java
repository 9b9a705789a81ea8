package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.inbox.IntakeResponse;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The webhook endpoint in servlet applications. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(RouterFunction.class)
class ServletWebhookConfiguration {

    @Bean
    RouterFunction<ServerResponse> videoWebhookRoute(WebhookReceiver receiver, WebhookProperties properties) {
        return RouterFunctions.route()
                .POST(properties.pattern(), request -> receive(receiver, request))
                .build();
    }

    private static ServerResponse receive(WebhookReceiver receiver, ServerRequest request) throws IOException {
        Optional<IntakeResponse> response = receiver.receive(
                request.pathVariable("provider"),
                WebhookRequest.read(
                        WebhookReceiver.byName(request.headers().asHttpHeaders()),
                        request.servletRequest().getInputStream()));
        return response.map(ServletWebhookConfiguration::response)
                .orElseGet(() -> ServerResponse.notFound().build());
    }

    private static ServerResponse response(IntakeResponse intake) {
        ServerResponse.BodyBuilder response = ServerResponse.status(intake.status());
        if (intake.retryAfter() != null) {
            response.header(
                    HttpHeaders.RETRY_AFTER, String.valueOf(intake.retryAfter().toSeconds()));
        }
        return response.build();
    }
}
