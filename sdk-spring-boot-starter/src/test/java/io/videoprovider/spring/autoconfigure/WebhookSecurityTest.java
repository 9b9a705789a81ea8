package io.videoprovider.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.inbox.Inbox;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** Whole applications with Spring Security, each of which starts or says why not; what it says is what a vendor would see. */
class WebhookSecurityTest {

    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";
    private static final String PATH = "/webhooks/video/livekit";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    @AfterEach
    void stop() {
        applications.forEach(ConfigurableApplicationContext::close);
    }

    /** Rules of both web stacks that say the same. */
    private enum Rules {
        BOOTS_OWN(Nothing.class, Nothing.class),
        CSRF(ServletCsrf.class, ReactiveCsrf.class),
        AUTHORIZATION(ServletAuthorization.class, ReactiveAuthorization.class),
        LET_THROUGH(ServletLetThrough.class, ReactiveLetThrough.class),
        CHAIN_OF_ITS_OWN(ServletTwoChains.class, ReactiveTwoChains.class),
        TOO_CLEVER(ServletTooClever.class, ReactiveTooClever.class);

        private final Class<?> servlet;
        private final Class<?> reactive;

        Rules(Class<?> servlet, Class<?> reactive) {
            this.servlet = servlet;
            this.reactive = reactive;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void csrf_is_named_with_what_to_add(WebApplicationType type) throws Exception {
        FailureAnalysis analysis = refusal(type, Rules.CSRF);

        assertThat(analysis.getDescription())
                .contains("POST " + PATH, "CSRF protection")
                .doesNotContain("authorization of requests");
        assertThat(analysis.getAction())
                .contains("csrf(", "\"/webhooks/video/**\"", "videoprovider.webhooks.verify-security=false")
                .doesNotContain("permitAll");
        assertThat(post(start(type, Rules.CSRF, "--videoprovider.webhooks.verify-security=false"), PATH))
                .as("what a vendor would see")
                .isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void authorization_is_named_with_what_to_add(WebApplicationType type) throws Exception {
        FailureAnalysis analysis = refusal(type, Rules.AUTHORIZATION);

        assertThat(analysis.getDescription())
                .contains("POST " + PATH, "authorization of requests")
                .doesNotContain("CSRF protection");
        assertThat(analysis.getAction())
                .contains("\"/webhooks/video/**\").permitAll()")
                .doesNotContain("csrf");
        assertThat(post(start(type, Rules.AUTHORIZATION, "--videoprovider.webhooks.verify-security=false"), PATH))
                .as("what a vendor would see")
                .isIn(401, 403);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void what_boot_does_by_itself_refuses_by_both(WebApplicationType type) throws Exception {
        assertThat(refusal(type, Rules.BOOTS_OWN).getDescription())
                .contains("CSRF protection", "authorization of requests");
        assertThat(post(start(type, Rules.BOOTS_OWN, "--videoprovider.webhooks.verify-security=false"), PATH))
                .as("what a vendor would see")
                .isIn(401, 403);
    }

    @Test
    void so_does_spring_securitys_own_chain_which_is_no_bean() {
        assertThat(refusal(
                                WebApplicationType.REACTIVE,
                                Rules.BOOTS_OWN,
                                "--spring.autoconfigure.exclude=org.springframework.boot.security.autoconfigure.actuate.web.reactive"
                                        + ".ReactiveManagementWebSecurityAutoConfiguration")
                        .getDescription())
                .contains("CSRF protection", "authorization of requests");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void what_lets_webhooks_through_starts_and_nothing_has_seen_the_check(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type, Rules.LET_THROUGH);

        assertThat(app.getBean(AtomicInteger.class))
                .as("requests that filters saw")
                .hasValue(0);
        assertThat(app.getBean(Inbox.class).metrics().accepted()).isZero();
        assertThat(post(app, PATH)).isEqualTo(200);
        assertThat(app.getBean(AtomicInteger.class))
                .as("requests that filters saw")
                .hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void the_chain_that_a_webhook_goes_through_is_what_counts(WebApplicationType type) throws Exception {
        assertThat(post(start(type, Rules.CHAIN_OF_ITS_OWN), PATH)).isEqualTo(200);
        assertThat(refusal(type, Rules.CHAIN_OF_ITS_OWN, "--videoprovider.webhooks.path=/elsewhere")
                        .getDescription())
                .contains("POST /elsewhere/livekit");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void rules_that_cannot_be_asked_keep_nobody_from_starting(WebApplicationType type) {
        assertThat(start(type, Rules.TOO_CLEVER).isRunning()).isTrue();
    }

    @Test
    void the_paths_of_context_and_servlet_come_before() throws Exception {
        String[] paths = {"--server.servlet.context-path=/app", "--spring.mvc.servlet.path=/api"};

        assertThat(post(start(WebApplicationType.SERVLET, Rules.LET_THROUGH, paths), "/app/api" + PATH))
                .isEqualTo(200);
        assertThat(refusal(WebApplicationType.SERVLET, Rules.CSRF, paths).getDescription())
                .contains("POST /app/api" + PATH);
    }

    @Test
    void the_base_path_comes_before() throws Exception {
        String base = "--spring.webflux.base-path=/app";

        assertThat(post(start(WebApplicationType.REACTIVE, Rules.LET_THROUGH, base), "/app" + PATH))
                .isEqualTo(200);
        assertThat(refusal(WebApplicationType.REACTIVE, Rules.AUTHORIZATION, base)
                        .getDescription())
                .contains("POST /app" + PATH);
    }

    @Test
    void without_spring_security_there_is_nothing_to_check() {
        FilteredClassLoader without = new FilteredClassLoader("org.springframework.security");
        AutoConfigurations some = AutoConfigurations.of(
                ProviderSettingsAutoConfiguration.class,
                LiveKitAutoConfiguration.class,
                InboxAutoConfiguration.class,
                WebhookAutoConfiguration.class,
                WebhookSecurityAutoConfiguration.class);
        String[] properties = {
            "videoprovider.livekit.url=ws://localhost:7880",
            "videoprovider.livekit.api-key=devkey",
            "videoprovider.livekit.api-secret=" + SECRET
        };
        new WebApplicationContextRunner()
                .withClassLoader(without)
                .withConfiguration(some)
                .withPropertyValues(properties)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(WebhookReceiver.class));
        new ReactiveWebApplicationContextRunner()
                .withClassLoader(without)
                .withConfiguration(some)
                .withPropertyValues(properties)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(WebhookReceiver.class));
    }

    private FailureAnalysis refusal(WebApplicationType type, Rules rules, String... arguments) {
        return ProvidersTest.analysis(catchThrowable(() -> start(type, rules, arguments)));
    }

    private ConfigurableApplicationContext start(WebApplicationType type, Rules rules, String... arguments) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", "0");
        properties.put("server.address", "127.0.0.1");
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.security.user.password", "password");
        properties.put("spring.datasource.generate-unique-name", "true");
        properties.put("videoprovider.inbox.store", "memory");
        properties.put("videoprovider.livekit.url", "ws://localhost:7880");
        properties.put("videoprovider.livekit.api-key", "devkey");
        properties.put("videoprovider.livekit.api-secret", SECRET);
        ConfigurableApplicationContext app = new SpringApplicationBuilder(
                        Application.class, type == WebApplicationType.SERVLET ? rules.servlet : rules.reactive)
                .web(type)
                .properties(properties)
                .run(arguments);
        applications.add(app);
        return app;
    }

    private int post(ConfigurableApplicationContext app, String path) throws IOException, InterruptedException {
        byte[] body =
                "{\"event\":\"room_started\",\"id\":\"EV_1\",\"createdAt\":\"1795170000\",\"room\":{\"name\":\"a\"}}"
                        .getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        new LiveKitWebhookSigner("devkey", SECRET)
                .headers(body)
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        /** How many requests a filter of the application's own saw. */
        @Bean
        AtomicInteger seen() {
            return new AtomicInteger();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    static class ServletCsrf {
        @Bean
        SecurityFilterChain security(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse()))
                    .exceptionHandling(handling -> handling.accessDeniedHandler((request, response, denied) -> {
                        response.setStatus(403);
                        response.getWriter().write("no");
                    }))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveCsrf {
        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ServletAuthorization {
        @Bean
        SecurityFilterChain security(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/public/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .csrf(AbstractHttpConfigurer::disable)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveAuthorization {
        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges
                            .pathMatchers("/public/**")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }
    }

    // Both as docs/spring-boot.md has it, and a filter that counts.

    @Configuration(proxyBeanMethods = false)
    static class ServletLetThrough {
        @Bean
        SecurityFilterChain security(HttpSecurity http, AtomicInteger seen) {
            Filter counting = (request, response, chain) -> {
                seen.incrementAndGet();
                chain.doFilter(request, response);
            };
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/webhooks/video/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .csrf(csrf -> csrf.ignoringRequestMatchers("/webhooks/video/**"))
                    .addFilterBefore(counting, CsrfFilter.class)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveLetThrough {
        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http, AtomicInteger seen) {
            WebFilter counting = (exchange, chain) -> {
                seen.incrementAndGet();
                return chain.filter(exchange);
            };
            return http.authorizeExchange(exchanges -> exchanges
                            .pathMatchers("/webhooks/video/**")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .csrf(csrf -> csrf.requireCsrfProtectionMatcher(new AndServerWebExchangeMatcher(
                            CsrfWebFilter.DEFAULT_CSRF_MATCHER,
                            new NegatedServerWebExchangeMatcher(
                                    ServerWebExchangeMatchers.pathMatchers("/webhooks/video/**")))))
                    .addFilterBefore(counting, SecurityWebFiltersOrder.CSRF)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ServletTwoChains {
        @Bean
        @Order(1)
        SecurityFilterChain webhooks(HttpSecurity http) {
            return http.securityMatcher("/webhooks/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().anonymous())
                    .csrf(AbstractHttpConfigurer::disable)
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain rest(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveTwoChains {
        @Bean
        @Order(1)
        SecurityWebFilterChain webhooks(ServerHttpSecurity http) {
            return http.securityMatcher(ServerWebExchangeMatchers.pathMatchers("/webhooks/**"))
                    .authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }

        @Bean
        @Order(2)
        SecurityWebFilterChain rest(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ServletTooClever {
        @Bean
        SecurityFilterChain security(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest()
                            .access((who, context) -> new AuthorizationDecision(
                                    context.getRequest().getHeader("X-Ours").isEmpty())))
                    .csrf(AbstractHttpConfigurer::disable)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveTooClever {
        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges
                            .anyExchange()
                            .access((who, context) -> Mono.error(new IllegalStateException("no such tenant"))))
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }
    }
}
