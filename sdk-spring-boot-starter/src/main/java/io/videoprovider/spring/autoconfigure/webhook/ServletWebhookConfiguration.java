package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.inbox.IntakeResponse;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
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

    /** Before the filters of the application, after Boot's for character encoding and observations. */
    @Bean
    FilterRegistrationBean<WebhookBodyFilter> videoWebhookBodyFilter(
            WebhookReceiver receiver, WebhookProperties properties) {
        FilterRegistrationBean<WebhookBodyFilter> filter =
                new FilterRegistrationBean<>(new WebhookBodyFilter(receiver, properties));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return filter;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Tomcat.class, ConfigurableTomcatWebServerFactory.class})
    static class TomcatConfiguration {

        @Bean
        WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> videoWebhookTomcatCustomizer() {
            return server -> server.addEngineValves(new TomcatUnreadBodyValve());
        }
    }

    private static ServerResponse receive(WebhookReceiver receiver, ServerRequest request) throws IOException {
        String provider = request.pathVariable("provider");
        if (!receiver.exists(provider)) {
            return ServerResponse.notFound().build();
        }
        return response(receiver.receive(
                provider,
                WebhookRequest.read(
                        WebhookReceiver.byName(request.headers().asHttpHeaders()),
                        request.servletRequest().getInputStream())));
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
