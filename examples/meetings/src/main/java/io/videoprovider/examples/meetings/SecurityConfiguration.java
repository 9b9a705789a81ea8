package io.videoprovider.examples.meetings;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.token.TokenRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import tools.jackson.databind.json.JsonMapper;

/** Form login with the users of the properties, OpenID Connect if a client is registered, CSRF tokens, and a content security policy. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    PasswordEncoder passwordEncoder() {
        return new BCryptPasswordEncoder();
    }

    @Bean
    UserDetailsService demoUsers(MeetingsProperties properties, PasswordEncoder encoder) {
        String password = encoder.encode(properties.password());
        InMemoryUserDetailsManager users = new InMemoryUserDetailsManager();
        for (MeetingsProperties.User user : properties.users()) {
            users.createUser(User.withUsername(user.id())
                    .password(password)
                    .roles("USER")
                    .build());
        }
        return users;
    }

    @Bean
    SecurityFilterChain web(
            HttpSecurity http,
            MeetingsProperties properties,
            VideoProvider video,
            JsonMapper json,
            ObjectProvider<ClientRegistrationRepository> oidc) {
        http.authorizeHttpRequests(requests -> requests
                        // The end of a stream of events, whose user may have signed out since it was opened.
                        .dispatcherTypeMatchers(DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers("/login", "/logout", "/error", "/api/server", "/oauth2/**", "/login/oauth2/**")
                        .permitAll()
                        // Whether a recording is shared is decided by its visibility.
                        .requestMatchers(HttpMethod.GET, "/api/recordings/{id}")
                        .permitAll()
                        .requestMatchers(HttpMethod.POST, "/api/recordings/{id}/link")
                        .permitAll()
                        .requestMatchers("/api/**")
                        .authenticated()
                        .requestMatchers("/actuator/health")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .denyAll()
                        // The page. It contains no data.
                        .requestMatchers(HttpMethod.GET, "/**")
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .addFilterAfter(new RequestLimits(properties, json), CsrfFilter.class)
                .csrf(CsrfConfigurer::spa)
                .exceptionHandling(errors -> errors.authenticationEntryPoint((request, response, failure) ->
                                problem(response, json, HttpStatus.UNAUTHORIZED, "signed-out", "sign in first"))
                        .accessDeniedHandler((request, response, denied) -> problem(
                                response,
                                json,
                                HttpStatus.FORBIDDEN,
                                denied instanceof CsrfException ? "csrf" : "denied",
                                "the request was not permitted; reload the page")))
                .logout(logout -> logout.logoutSuccessHandler(
                        (request, response, user) -> response.setStatus(HttpStatus.NO_CONTENT.value())))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(contentSecurityPolicy(properties, video)))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .permissionsPolicyHeader(permissions -> permissions.policy(
                                "camera=(self), microphone=(self), display-capture=(self), geolocation=()")));
        if (!properties.users().isEmpty()) {
            http.formLogin(form -> form.loginPage("/index.html")
                    .loginProcessingUrl("/login")
                    .successHandler((request, response, user) -> response.setStatus(HttpStatus.NO_CONTENT.value()))
                    .failureHandler((request, response, failure) -> problem(
                            response,
                            json,
                            HttpStatus.UNAUTHORIZED,
                            "bad-credentials",
                            "user name or password is wrong")));
        }
        if (oidc.getIfAvailable() != null) {
            http.oauth2Login(login -> login.loginPage("/index.html").defaultSuccessUrl("/index.html"));
        }
        return http.build();
    }

    /** Only files of this application run; only it and the media server are contacted. */
    private static String contentSecurityPolicy(MeetingsProperties properties, VideoProvider video) {
        List<String> sources = new ArrayList<>(properties.mediaSources());
        if (properties.storage() != null && properties.storage().reachableEndpoint() != null) {
            URI store = properties.storage().reachableEndpoint();
            sources.add(store.getScheme() + "://" + store.getRawAuthority());
        }
        String media = String.join(" ", sources);
        return "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                + " media-src 'self' blob: https: " + media
                + "; connect-src 'self' " + mediaServer(video) + " " + media
                + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }

    /** Returns the address that the browser connects to, for web sockets and requests; only a token has it. */
    private static String mediaServer(VideoProvider video) {
        URI server = video.tokens()
                .mint(TokenRequest.builder("csp", CallId.of("csp")).build())
                .serverUrl();
        if (server == null) {
            return "";
        }
        String address = server.getScheme().replaceFirst("^ws", "http") + "://" + server.getRawAuthority();
        return address + " " + address.replaceFirst("^http", "ws");
    }

    static void problem(HttpServletResponse response, JsonMapper json, HttpStatus status, String reason, String detail)
            throws IOException {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("reason", reason);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }
}
