package io.videoprovider.spring.autoconfigure.webhook;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.WebSecurity;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Lets webhook requests, {@code POST {path}/{provider}}, skip Spring Security: vendors send no session, CSRF token or credentials, and
 * the endpoint verifies signatures. Contributes no {@code SecurityFilterChain} bean, so that the default chains do not back off.
 */
@AutoConfiguration(after = WebhookAutoConfiguration.class)
@ConditionalOnBean(WebhookReceiver.class)
@ConditionalOnBooleanProperty(name = "videoprovider.webhooks.bypass-security", matchIfMissing = true)
public final class WebhookSecurityAutoConfiguration {

    WebhookSecurityAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass({WebSecurity.class, DefaultSecurityFilterChain.class})
    static class ServletConfiguration {

        // Equals WebSecurity.ignoring(), without its warning at each start that recommends permitAll, which CSRF would
        // still reject.
        @Bean
        static BeanPostProcessor videoWebhookSecurity(
                ObjectProvider<WebhookProperties> properties,
                ObjectProvider<PathPatternRequestMatcher.Builder> matchers) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessBeforeInitialization(Object bean, String name) {
                    if (bean instanceof WebSecurity security) {
                        security.addSecurityFilterChainBuilder(() -> new DefaultSecurityFilterChain(
                                matchers.getIfAvailable(PathPatternRequestMatcher::withDefaults)
                                        .matcher(
                                                HttpMethod.POST,
                                                properties.getObject().pattern())));
                    }
                    return bean;
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnClass({WebFilterChainProxy.class, WebHttpHandlerBuilderCustomizer.class})
    static class ReactiveConfiguration {

        @Bean
        WebHttpHandlerBuilderCustomizer videoWebhookSecurity(WebhookProperties properties) {
            var webhooks = new PathPatternParserServerWebExchangeMatcher(properties.pattern(), HttpMethod.POST);
            return server -> server.filters(filters -> filters.replaceAll(filter -> filter
                            instanceof WebFilterChainProxy
                    ? (exchange, chain) -> webhooks.matches(exchange)
                            .flatMap(found -> found.isMatch() ? chain.filter(exchange) : filter.filter(exchange, chain))
                    : filter));
        }
    }
}
