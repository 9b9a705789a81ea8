package io.videoprovider.spring.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.event.CallStarted;
import io.videoprovider.spring.TokenAuthorizer;
import io.videoprovider.spring.VideoEventHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import reactor.core.scheduler.Schedulers;

/** On which threads the application's code is called. The same tests on every JVM, with what is true of it. */
class ThreadsTest {

    private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

    /** Boot sets it for the whole JVM. */
    private static final String REACTOR = "reactor.schedulers.defaultBoundedElasticOnVirtualThreads";

    private @Nullable String reactor;

    @BeforeEach
    void remember() {
        reactor = System.getProperty(REACTOR);
    }

    @AfterEach
    void restore() {
        if (reactor == null) {
            System.clearProperty(REACTOR);
        } else {
            System.setProperty(REACTOR, reactor);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void handlers_have_virtual_threads_where_there_are_any_and_requests_where_boot_enables_them(boolean enabled)
            throws Exception {
        try (ConfigurableApplicationContext app =
                start(WebApplicationType.SERVLET, "--spring.threads.virtual.enabled=" + enabled)) {
            Seen seen = app.getBean(Seen.class);
            assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);
            assertThat(askForToken(app)).isEqualTo(403);

            assertThat(isVirtual(next(seen.handler))).isEqualTo(VIRTUAL_THREADS);
            assertThat(isVirtual(next(seen.authorizer))).isEqualTo(VIRTUAL_THREADS && enabled);
        }
    }

    @Test
    void on_webflux_the_authorizer_may_block() throws Exception {
        try (ConfigurableApplicationContext app = start(WebApplicationType.REACTIVE)) {
            assertThat(askForToken(app)).isEqualTo(403);

            assertThat(Schedulers.isNonBlockingThread(next(app.getBean(Seen.class).authorizer)))
                    .isFalse();
        }
    }

    private static Thread next(BlockingQueue<Thread> threads) throws InterruptedException {
        Thread thread = threads.poll(30, TimeUnit.SECONDS);
        if (thread == null) {
            throw new AssertionError("nothing was called");
        }
        return thread;
    }

    /** The method is there from Java 21 on. */
    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return VIRTUAL_THREADS && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }

    private static int askForToken(ConfigurableApplicationContext app) throws Exception {
        String who = Base64.getEncoder().encodeToString("alice:password".getBytes(UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + app.getEnvironment().getProperty("local.server.port")
                                        + "/video/tokens/livekit"))
                                .header("Authorization", "Basic " + who)
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static ConfigurableApplicationContext start(WebApplicationType type, String... arguments) {
        return new SpringApplicationBuilder(Application.class)
                .web(type)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties("spring.flyway.enabled=false", "spring.datasource.generate-unique-name=true")
                .properties("spring.security.user.name=alice", "spring.security.user.password=password")
                .properties("videoprovider.token-endpoint.enabled=true")
                .properties(LiveKitWebhook.PROPERTIES)
                .run(arguments);
    }

    /** The threads on which the application was called. */
    static final class Seen {
        final BlockingQueue<Thread> handler = new LinkedBlockingQueue<>();
        final BlockingQueue<Thread> authorizer = new LinkedBlockingQueue<>();
    }

    @Configuration(proxyBeanMethods = false)
    static class Application extends WebApplicationTest.Application {

        @Bean
        Seen seen() {
            return new Seen();
        }

        @Bean
        VideoEventHandler<CallStarted> seesItsThread(Seen seen) {
            return event -> seen.handler.add(Thread.currentThread());
        }

        @Bean
        @Primary
        TokenAuthorizer refusesAll(Seen seen) {
            return (who, asked) -> {
                seen.authorizer.add(Thread.currentThread());
                return Optional.empty();
            };
        }
    }
}
