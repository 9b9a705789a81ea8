package io.videoprovider.spring.autoconfigure;

import io.videoprovider.common.CallId;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.spring.TokenAuthorizer;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.token.TokenRequest;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** An application whose own security rules do not mention webhooks. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class TestApplication {

    /** Creates the configuration. */
    public TestApplication() {}

    /** Events that the application received. */
    public static final class ReceivedEvents {

        /** Events that the handler received. */
        public final BlockingQueue<VideoEvent> byHandler = new LinkedBlockingQueue<>();

        /** Events that the listener received. */
        public final BlockingQueue<VideoEvent> byListener = new LinkedBlockingQueue<>();

        @EventListener
        void on(CallStarted started) {
            byListener.add(started);
        }
    }

    @Bean
    ReceivedEvents receivedEvents() {
        return new ReceivedEvents();
    }

    @Bean
    VideoEventHandler<CallStarted> starts(ReceivedEvents events) {
        return events.byHandler::add;
    }

    @Bean
    TokenAuthorizer authorizer() {
        return (user, request) -> user == null || request.roomName().equals("secret")
                ? Optional.empty()
                : Optional.of(TokenRequest.builder(user.getName(), CallId.of(request.roomName()))
                        .build());
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(user("alice"), user("bob"));
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    ReactiveUserDetailsService reactiveUsers() {
        return new MapReactiveUserDetailsService(user("alice"), user("bob"));
    }

    private static UserDetails user(String name) {
        return User.withUsername(name).password("{noop}password").build();
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    SecurityFilterChain security(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .csrf(csrf -> csrf.ignoringRequestMatchers("/video/tokens/**"))
                .httpBasic(Customizer.withDefaults())
                .build();
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    SecurityWebFilterChain reactiveSecurity(ServerHttpSecurity http) {
        return http.authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(Customizer.withDefaults())
                .build();
    }
}
