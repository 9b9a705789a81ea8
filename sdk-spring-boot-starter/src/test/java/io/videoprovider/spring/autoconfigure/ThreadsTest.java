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

/** Threads on which the application is called, on each Java version. */
class ThreadsTest {

    private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

    /** Set by Boot for the whole JVM. */
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
    void handlers_run_on_virtual_threads_and_requests_only_if_boot_enables_them(boolean enabled) throws Exception {
        try (ConfigurableApplicationContext app =
                start(WebApplicationType.SERVLET, "--spring.threads.virtual.enabled=" + enabled)) {
            Threads threads = app.getBean(Threads.class);
            assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);
            assertThat(requestToken(app)).isEqualTo(403);

            assertThat(isVirtual(next(threads.handler))).isEqualTo(VIRTUAL_THREADS);
            assertThat(isVirtual(next(threads.authorizer))).isEqualTo(VIRTUAL_THREADS && enabled);
        }
    }

    @Test
    void authorizer_may_block_on_webflux() throws Exception {
        try (ConfigurableApplicationContext app = start(WebApplicationType.REACTIVE)) {
            assertThat(requestToken(app)).isEqualTo(403);

            assertThat(Schedulers.isNonBlockingThread(next(app.getBean(Threads.class).authorizer)))
                    .isFalse();
        }
    }

    private static Thread next(BlockingQueue<Thread> threads) throws InterruptedException {
        Thread thread = threads.poll(30, TimeUnit.SECONDS);
        if (thread == null) {
            throw new AssertionError("no call");
        }
        return thread;
    }

    /** The method exists since Java 21. */
    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return VIRTUAL_THREADS && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }

    private static int requestToken(ConfigurableApplicationContext app) throws Exception {
        String user = Base64.getEncoder().encodeToString("alice:password".getBytes(UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + app.getEnvironment().getProperty("local.server.port")
                                        + "/video/tokens/livekit"))
                                .header("Authorization", "Basic " + user)
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
                .properties("videoprovider.token-endpoint.enabled=true")
                .properties(LiveKitWebhook.properties())
                .properties(LiveKitWebhook.patientInbox())
                .run(arguments);
    }

    /** Threads on which the application was called. */
    static final class Threads {
        final BlockingQueue<Thread> handler = new LinkedBlockingQueue<>();
        final BlockingQueue<Thread> authorizer = new LinkedBlockingQueue<>();
    }

    @Configuration(proxyBeanMethods = false)
    static class Application extends TestApplication {

        @Bean
        Threads threads() {
            return new Threads();
        }

        @Bean
        VideoEventHandler<CallStarted> recordsItsThread(Threads threads) {
            return event -> threads.handler.add(Thread.currentThread());
        }

        @Bean
        @Primary
        TokenAuthorizer rejectsAll(Threads threads) {
            return (user, request) -> {
                threads.authorizer.add(Thread.currentThread());
                return Optional.empty();
            };
        }
    }
}
