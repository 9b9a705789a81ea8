package io.videoprovider.spring.autoconfigure.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebFilter;

/** The webhook endpoint beside Spring Security, in applications on both web stacks, tested over HTTP. */
@ExtendWith(OutputCaptureExtension.class)
class WebhookSecurityTest {

    private static final String PATH = "/webhooks/video/livekit";
    private static final String APPLY_SECURITY = "--videoprovider.webhooks.bypass-security=false";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    @AfterEach
    void stop() {
        applications.forEach(ConfigurableApplicationContext::close);
    }

    /** Security configurations of an application. None of them permits webhooks. */
    enum Rules {
        DEFAULT_OF_BOOT(WebApplicationType.SERVLET, Application.class, ""),
        REACTIVE_DEFAULT_OF_BOOT(WebApplicationType.REACTIVE, Application.class, ""),
        DEFAULT_OF_SPRING_SECURITY(
                WebApplicationType.SERVLET,
                ServletWithoutChain.class,
                "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
                        + "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"),
        REACTIVE_DEFAULT_OF_SPRING_SECURITY(
                WebApplicationType.REACTIVE,
                Application.class,
                "org.springframework.boot.security.autoconfigure.actuate.web.reactive"
                        + ".ReactiveManagementWebSecurityAutoConfiguration"),
        DENY_ALL(WebApplicationType.SERVLET, ServletDenyAll.class, ""),
        REACTIVE_DENY_ALL(WebApplicationType.REACTIVE, ReactiveDenyAll.class, ""),
        CSRF_ONLY(WebApplicationType.SERVLET, ServletCsrfOnly.class, ""),
        REACTIVE_CSRF_ONLY(WebApplicationType.REACTIVE, ReactiveCsrfOnly.class, "");

        private final WebApplicationType type;
        private final Class<?> configuration;
        private final String excluded;

        Rules(WebApplicationType type, Class<?> configuration, String excluded) {
            this.type = type;
            this.configuration = configuration;
            this.excluded = excluded;
        }
    }

    @ParameterizedTest
    @EnumSource
    void signed_webhook_is_accepted_and_unsigned_webhook_is_rejected_by_the_endpoint(Rules rules) throws Exception {
        ConfigurableApplicationContext app = start(rules);

        assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);

        HttpResponse<Void> unsigned = send(app, "POST", PATH);
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(unsigned.headers().firstValue(HttpHeaders.WWW_AUTHENTICATE))
                .as("challenge of Spring Security")
                .isEmpty();
        assertThat(send(app, "POST", "/webhooks/video/unknown").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource
    void other_requests_stay_protected(Rules rules) throws Exception {
        ConfigurableApplicationContext app = start(rules);

        assertThat(send(app, "POST", "/private").statusCode()).isIn(401, 403);
        assertThat(send(app, "POST", PATH + "/more").statusCode()).isIn(401, 403);
        assertThat(send(app, "POST", "/webhooks/video").statusCode()).isIn(401, 403);
        assertThat(send(app, "PUT", PATH).statusCode()).isIn(401, 403);
        assertThat(send(app, "DELETE", PATH).statusCode()).isIn(401, 403);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "DEFAULT_OF_BOOT",
                "REACTIVE_DEFAULT_OF_BOOT",
                "DEFAULT_OF_SPRING_SECURITY",
                "REACTIVE_DEFAULT_OF_SPRING_SECURITY"
            })
    void default_chains_do_not_back_off(Rules rules) throws Exception {
        ConfigurableApplicationContext app = start(rules);

        assertThat(send(app, "GET", "/private").statusCode()).isEqualTo(401);
        assertThat(send(app, "GET", PATH).statusCode()).isEqualTo(401);
        assertThat(send(app, "GET", "/private", HttpHeaders.AUTHORIZATION, basic())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"DENY_ALL", "REACTIVE_DENY_ALL"})
    void filters_of_the_application_process_all_requests_but_webhooks_skip_the_security_filters(Rules rules)
            throws Exception {
        ConfigurableApplicationContext app = start(rules);
        Filtered filtered = app.getBean(Filtered.class);

        send(app, "POST", "/private");
        LiveKitWebhook.roomStarted("consult").post(app);

        assertThat(filtered.bySecurityChain).containsExactly("/private");
        assertThat(filtered.byWebServer).containsExactly("/private", PATH);
    }

    @ParameterizedTest
    @EnumSource
    void rules_of_the_application_apply_if_the_bypass_is_disabled(Rules rules) throws Exception {
        ConfigurableApplicationContext app = start(rules, APPLY_SECURITY);

        assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isIn(401, 403);
    }

    @Test
    void chain_of_the_application_can_permit_webhooks_if_the_bypass_is_disabled() throws Exception {
        ConfigurableApplicationContext servlet =
                start(WebApplicationType.SERVLET, ServletTwoChains.class, APPLY_SECURITY);
        ConfigurableApplicationContext reactive =
                start(WebApplicationType.REACTIVE, ReactiveTwoChains.class, APPLY_SECURITY);

        assertThat(LiveKitWebhook.roomStarted("consult").post(servlet)).isEqualTo(200);
        assertThat(LiveKitWebhook.roomStarted("consult").post(reactive)).isEqualTo(200);
    }

    @Test
    void bypass_respects_the_paths_of_context_servlet_and_endpoint() throws Exception {
        ConfigurableApplicationContext app = start(
                Rules.DENY_ALL,
                "--server.servlet.context-path=/app",
                "--spring.mvc.servlet.path=/api",
                "--videoprovider.webhooks.path=/hooks");

        assertThat(signed(app, "/app/api/hooks/livekit").statusCode()).isEqualTo(200);
        assertThat(signed(app, "/app/hooks/livekit").statusCode()).isEqualTo(403);
        assertThat(signed(app, "/app/api" + PATH).statusCode()).isEqualTo(403);
    }

    @Test
    void bypass_respects_the_base_path_of_webflux() throws Exception {
        ConfigurableApplicationContext app = start(
                Rules.REACTIVE_DENY_ALL, "--spring.webflux.base-path=/app", "--videoprovider.webhooks.path=/hooks");

        assertThat(signed(app, "/app/hooks/livekit").statusCode()).isEqualTo(200);
        assertThat(signed(app, "/app" + PATH).statusCode()).isIn(401, 403);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEFAULT_OF_BOOT", "REACTIVE_DEFAULT_OF_BOOT"})
    void spring_security_logs_no_warning_at_startup(Rules rules, CapturedOutput output) {
        start(rules);

        assertThat(output.getAll().lines().filter(line -> line.contains("WARN")))
                .noneMatch(line -> line.contains("o.s.s") || line.contains("security"));
        assertThat(output.getAll()).doesNotContain("not recommended", "is not eligible for getting processed");
    }

    @Test
    void application_without_spring_security_has_the_endpoint() {
        FilteredClassLoader without = new FilteredClassLoader("org.springframework.security");
        AutoConfigurations some = AutoConfigurations.of(
                ProviderSettingsAutoConfiguration.class,
                LiveKitAutoConfiguration.class,
                InboxAutoConfiguration.class,
                WebhookAutoConfiguration.class,
                WebhookSecurityAutoConfiguration.class);
        new WebApplicationContextRunner()
                .withClassLoader(without)
                .withConfiguration(some)
                .withPropertyValues(LiveKitWebhook.properties())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(WebhookReceiver.class)
                        .doesNotHaveBean("videoWebhookSecurity"));
        new ReactiveWebApplicationContextRunner()
                .withClassLoader(without)
                .withConfiguration(some)
                .withPropertyValues(LiveKitWebhook.properties())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(WebhookReceiver.class)
                        .doesNotHaveBean("videoWebhookSecurity"));
    }

    @Test
    void nothing_is_bypassed_without_the_endpoint() throws Exception {
        for (Rules rules : List.of(Rules.DENY_ALL, Rules.REACTIVE_DENY_ALL)) {
            ConfigurableApplicationContext app = start(rules, "--videoprovider.webhooks.enabled=false");

            assertThat(app.containsBean("videoWebhookSecurity")).isFalse();
            assertThat(signed(app, PATH).statusCode()).isIn(401, 403);
        }
    }

    private ConfigurableApplicationContext start(Rules rules, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--spring.autoconfigure.exclude=" + rules.excluded);
        return start(rules.type, rules.configuration, all.toArray(String[]::new));
    }

    private ConfigurableApplicationContext start(WebApplicationType type, Class<?> configuration, String... arguments) {
        ConfigurableApplicationContext app = new SpringApplicationBuilder(configuration, Application.class)
                .web(type)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties("spring.datasource.generate-unique-name=true", "spring.flyway.enabled=false")
                .properties("spring.security.user.name=alice", "spring.security.user.password={noop}password")
                .properties("videoprovider.inbox.store=memory")
                .properties(LiveKitWebhook.properties())
                .run(arguments);
        applications.add(app);
        return app;
    }

    private HttpResponse<Void> signed(ConfigurableApplicationContext app, String path) throws Exception {
        byte[] body = LiveKitWebhook.roomStarted("consult").body().getBytes(UTF_8);
        HttpRequest.Builder request = request(app, path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        new LiveKitWebhookSigner(LiveKitWebhook.KEY, LiveKitWebhook.SECRET)
                .headers(body)
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    private HttpResponse<Void> send(ConfigurableApplicationContext app, String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(app, path)
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "{}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext app, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + path));
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString("alice:password".getBytes(UTF_8));
    }

    /** Paths that filters of the application processed. */
    static final class Filtered {
        final List<String> bySecurityChain = new CopyOnWriteArrayList<>();
        final List<String> byWebServer = new CopyOnWriteArrayList<>();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Filtered filtered() {
            return new Filtered();
        }

        @Bean
        PrivateController privateController() {
            return new PrivateController();
        }
    }

    @RestController
    static class PrivateController {

        @RequestMapping("/private")
        String read() {
            return "private";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    static class ServletWithoutChain {}

    @Configuration(proxyBeanMethods = false)
    static class ServletDenyAll {

        @Bean
        SecurityFilterChain security(HttpSecurity http, Filtered filtered) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                    .csrf(AbstractHttpConfigurer::disable)
                    .addFilterBefore(recording(filtered.bySecurityChain), CsrfFilter.class)
                    .build();
        }

        @Bean
        FilterRegistrationBean<Filter> recordingFilter(Filtered filtered) {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>(recording(filtered.byWebServer));
            filter.setOrder(-1000);
            return filter;
        }

        private static Filter recording(List<String> paths) {
            return (request, response, chain) -> {
                if (request.getDispatcherType() == DispatcherType.REQUEST) {
                    paths.add(((HttpServletRequest) request).getRequestURI());
                }
                chain.doFilter(request, response);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveDenyAll {

        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http, Filtered filtered) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().denyAll())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .addFilterBefore(recording(filtered.bySecurityChain), SecurityWebFiltersOrder.AUTHENTICATION)
                    .build();
        }

        @Bean
        @Order(-1000)
        WebFilter recordingFilter(Filtered filtered) {
            return recording(filtered.byWebServer);
        }

        private static WebFilter recording(List<String> paths) {
            return (exchange, chain) -> {
                paths.add(exchange.getRequest().getPath().value());
                return chain.filter(exchange);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ServletCsrfOnly {

        @Bean
        SecurityFilterChain security(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveCsrfOnly {

        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
                    .build();
        }
    }

    // Both as in docs/spring-boot.md.

    @Configuration(proxyBeanMethods = false)
    static class ServletTwoChains {

        @Bean
        @Order(1)
        SecurityFilterChain webhooks(HttpSecurity http) {
            return http.securityMatcher("/webhooks/video/*")
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
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
            return http.securityMatcher(ServerWebExchangeMatchers.pathMatchers("/webhooks/video/*"))
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
}
