package io.videoprovider.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.security.web.server.authorization.AuthorizationWebFilter;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What {@link ServletWebhookSecurityConfiguration} does, on WebFlux. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({WebFilterChainProxy.class, Mono.class})
class ReactiveWebhookSecurityConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ReactiveWebhookSecurityConfiguration.class);

    /** For rules of the application's own that ask others. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Bean
    SmartInitializingSingleton videoWebhookSecurityCheck(
            WebhookReceiver receiver,
            VideoProviderProperties properties,
            ApplicationContext application,
            ObjectProvider<WebFilterChainProxy> security,
            ObjectProvider<SecurityWebFilterChain> chains) {
        String path = properties.webhooks().path();
        String base = application.getEnvironment().getProperty("spring.webflux.base-path", "");
        return () -> security.ifAvailable(proxy -> receiver.providers().forEach(provider -> {
            String address = base + path + '/' + provider;
            refusal(chains.orderedStream().toList(), ProbeExchange.post(application, base, address))
                    .check(address, path, WebhookRefusal.Dialect.REACTIVE);
        }));
    }

    private static WebhookRefusal refusal(List<SecurityWebFilterChain> chains, ServerWebExchange exchange) {
        if (chains.isEmpty()) {
            // Spring Security's own chain, which is no bean: every request needs a user and a CSRF token.
            return new WebhookRefusal(true, true);
        }
        boolean csrf = false;
        boolean authorization = false;
        try {
            for (WebFilter filter : filters(chains, exchange)) {
                if (filter instanceof CsrfWebFilter) {
                    csrf = !passes(filter, exchange);
                } else if (filter instanceof AuthorizationWebFilter) {
                    authorization |= !passes(filter, exchange);
                }
            }
        } catch (RuntimeException e) {
            // Rules of the application's own may want more than this request has.
            log.info("could not find out whether Spring Security lets webhooks through: {}", e.toString());
        }
        return new WebhookRefusal(csrf, authorization);
    }

    private static List<WebFilter> filters(List<SecurityWebFilterChain> chains, ServerWebExchange exchange) {
        List<WebFilter> filters = Flux.fromIterable(chains)
                .filterWhen(chain -> chain.matches(exchange))
                .next()
                .flatMapMany(SecurityWebFilterChain::getWebFilters)
                .collectList()
                .block(PATIENCE);
        return filters == null ? List.of() : filters;
    }

    private static boolean passes(WebFilter filter, ServerWebExchange exchange) {
        AtomicBoolean passed = new AtomicBoolean();
        try {
            filter.filter(exchange, next -> Mono.fromRunnable(() -> passed.set(true)))
                    .block(PATIENCE);
        } catch (AccessDeniedException | AuthenticationException refused) {
            return false;
        }
        return passed.get();
    }
}
