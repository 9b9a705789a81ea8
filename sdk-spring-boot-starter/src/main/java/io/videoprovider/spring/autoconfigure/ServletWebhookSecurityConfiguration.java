package io.videoprovider.spring.autoconfigure;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.csrf.CsrfFilter;

/**
 * Whether Spring Security lets webhooks through, on servlets. Of the chain that a webhook would go through only the two filters that
 * usually refuse it are asked, with a request that nothing is behind: filters of the application's own see nothing of it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({FilterChainProxy.class, DispatcherServletPath.class})
class ServletWebhookSecurityConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ServletWebhookSecurityConfiguration.class);

    private static final Authentication NOBODY = new AnonymousAuthenticationToken(
            "videoprovider", "webhook", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

    @Bean
    SmartInitializingSingleton videoWebhookSecurityCheck(
            WebhookReceiver receiver,
            VideoProviderProperties properties,
            ServletContext context,
            ObjectProvider<DispatcherServletPath> dispatcher,
            ObjectProvider<FilterChainProxy> security) {
        String path = properties.webhooks().path();
        // When all beans are there, the filter's own among them, and no request has come yet.
        return () -> security.ifAvailable(chains -> receiver.providers().forEach(provider -> {
            DispatcherServletPath servlet = dispatcher.getIfUnique(() -> () -> "/");
            HttpServletRequest request =
                    new ProbeRequest(context, servlet.getPrefix(), path + '/' + provider).request();
            refusal(chains, request).check(request.getRequestURI(), path, WebhookRefusal.Dialect.SERVLET);
        }));
    }

    private static WebhookRefusal refusal(FilterChainProxy chains, HttpServletRequest request) {
        boolean csrf = false;
        boolean authorization = false;
        try {
            for (Filter filter : filters(chains, request)) {
                if (filter instanceof CsrfFilter) {
                    csrf = !passes(filter, request);
                } else if (filter instanceof AuthorizationFilter authorizing) {
                    AuthorizationResult result =
                            authorizing.getAuthorizationManager().authorize(() -> NOBODY, request);
                    authorization |= result != null && !result.isGranted();
                }
            }
        } catch (IOException | ServletException | RuntimeException e) {
            // Rules of the application's own may want more than this request has.
            log.info("could not find out whether Spring Security lets webhooks through: {}", e.toString());
        }
        return new WebhookRefusal(csrf, authorization);
    }

    private static List<Filter> filters(FilterChainProxy chains, HttpServletRequest request) {
        for (SecurityFilterChain chain : chains.getFilterChains()) {
            if (chain.matches(request)) {
                return chain.getFilters();
            }
        }
        return List.of();
    }

    private static boolean passes(Filter filter, HttpServletRequest request) throws IOException, ServletException {
        AtomicBoolean passed = new AtomicBoolean();
        filter.doFilter(request, ProbeRequest.response(), (next, response) -> passed.set(true));
        return passed.get();
    }
}
