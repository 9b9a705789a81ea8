package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.event.CallStarted;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.TestApplication;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Shutdown of an application with a running handler. */
class ShutdownTest {

    private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final Slow handler = new Slow();

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void shutdown_waits_for_a_running_handler_and_rejects_new_webhooks(WebApplicationType type) throws Exception {
        ConfigurableApplicationContext app = start(type, handler);
        assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);
        assertThat(handler.began.await(30, TimeUnit.SECONDS)).isTrue();

        Thread closing = new Thread(app::close, "closing");
        closing.start();

        assertThat(waitsForHandlers(closing)).as("waits for handlers").isTrue();
        assertThatThrownBy(() -> LiveKitWebhook.roomStarted("late").post(app)).isInstanceOf(IOException.class);
        assertThat(handler.finished.getCount()).isEqualTo(1);

        handler.release.countDown();
        closing.join(30_000);

        assertThat(closing.isAlive()).isFalse();
        assertThat(handler.finished.getCount()).isZero();
        assertThat(handler.interrupted.getCount()).isEqualTo(1);
        // State that the next instance finds.
        try (ConfigurableApplicationContext next = start(WebApplicationType.NONE, new Slow())) {
            assertThat(next.getBean(Inbox.class).metrics()).satisfies(metrics -> {
                assertThat(metrics.waiting() + metrics.claimed()).isZero();
                assertThat(metrics.deadLetters()).isZero();
            });
        }
    }

    @Test
    void handler_is_interrupted_after_the_timeout_and_the_event_is_redelivered() throws Exception {
        ConfigurableApplicationContext app = start(
                WebApplicationType.SERVLET,
                handler,
                "--videoprovider.inbox.shutdown-timeout=300ms",
                "--spring.lifecycle.timeout-per-shutdown-phase=50ms",
                "--videoprovider.inbox.base-delay=10ms");
        LiveKitWebhook.roomStarted("consult").post(app);
        assertThat(handler.began.await(30, TimeUnit.SECONDS)).isTrue();

        long before = System.nanoTime();
        app.close();

        // Much less than the default of 20 seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(15));
        assertThat(handler.interrupted.getCount()).isZero();
        assertThat(handler.finished.getCount()).isEqualTo(1);
        Slow again = new Slow();
        again.release.countDown();
        try (ConfigurableApplicationContext next = start(WebApplicationType.NONE, again)) {
            // If the first instance could not release the event in time, its lease of 30 seconds has to expire.
            assertThat(again.finished.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(next.isRunning()).isTrue();
        }
    }

    @Test
    void a_handler_may_close_the_application() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        AtomicReference<ConfigurableApplicationContext> self = new AtomicReference<>();
        ConfigurableApplicationContext app = start(
                WebApplicationType.SERVLET,
                event -> {
                    self.get().close();
                    closed.complete(Thread.currentThread().isInterrupted());
                },
                "--videoprovider.inbox.lease=1s");
        self.set(app);
        EventDispatcher dispatcher = app.getBean(EventDispatcher.class);

        long before = System.nanoTime();
        LiveKitWebhook.roomStarted("consult").post(app);

        assertThat(closed.get(30, TimeUnit.SECONDS)).isFalse();
        assertThat(app.isActive()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
        // Waits for the stop that the application has begun.
        dispatcher.stop(Duration.ZERO);
        try (ConfigurableApplicationContext next = start(WebApplicationType.NONE, event -> {})) {
            Inbox inbox = next.getBean(Inbox.class);
            while (inbox.metrics().waiting() + inbox.metrics().claimed() > 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(inbox.metrics().deadLetters()).isZero();
        }
    }

    @Test
    void handler_that_exceeds_its_maximum_duration_is_interrupted_and_called_again() throws Exception {
        try (ConfigurableApplicationContext app = start(
                WebApplicationType.SERVLET,
                handler,
                "--videoprovider.inbox.max-handler-duration=100ms",
                "--videoprovider.inbox.base-delay=10ms")) {
            LiveKitWebhook.roomStarted("consult").post(app);

            assertThat(handler.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
            handler.release.countDown();
            assertThat(handler.finished.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Returns whether the thread waits for handlers before it ends. */
    private static boolean waitsForHandlers(Thread closing) throws InterruptedException {
        while (closing.isAlive()) {
            if (Arrays.stream(closing.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(EventDispatcher.class.getName())
                            && frame.getMethodName().equals("stop"))) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return false;
    }

    private ConfigurableApplicationContext start(
            WebApplicationType type, VideoEventHandler<CallStarted> handler, String... arguments) {
        ApplicationContextInitializer<GenericApplicationContext> slow =
                context -> context.registerBean("slow", Handler.class, () -> new Handler(handler));
        return new SpringApplicationBuilder(TestApplication.class)
                .web(type)
                .initializers(slow)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties("spring.flyway.enabled=false", "spring.datasource.url=" + database)
                .properties(LiveKitWebhook.properties())
                .properties(LiveKitWebhook.patientInbox())
                .run(arguments);
    }

    /** Declares the event type of a handler. */
    private record Handler(VideoEventHandler<CallStarted> handler) implements VideoEventHandler<CallStarted> {

        @Override
        public void handle(CallStarted event) throws Exception {
            handler.handle(event);
        }
    }

    /** Blocks until it is released. */
    private static final class Slow implements VideoEventHandler<CallStarted> {

        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final CountDownLatch finished = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);

        @Override
        public void handle(CallStarted event) throws InterruptedException {
            began.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            finished.countDown();
        }
    }
}
