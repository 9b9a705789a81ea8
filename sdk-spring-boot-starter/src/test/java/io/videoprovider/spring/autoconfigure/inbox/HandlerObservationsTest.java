package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.videoprovider.event.CallStarted;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.TestApplication;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Traces, meters and MDC of event handlers. */
class HandlerObservationsTest {

    private static final String TRACE_PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final Logger logger = (Logger) LoggerFactory.getLogger(EventDispatcher.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @AfterEach
    void release() {
        logger.detachAppender(log);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void handler_belongs_to_the_trace_of_its_webhook(WebApplicationType type) throws Exception {
        try (ConfigurableApplicationContext app = start(type)) {
            Seen seen = app.getBean(Seen.class);
            // The start of the application removes appenders.
            log.start();
            logger.addAppender(log);

            assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(200);

            // The first attempt fails, the second succeeds.
            for (String outcome : new String[] {"failure", "success"}) {
                assertThat(next(seen.handlerCalls)).isEqualTo("videoprovider.handler room_started default:consult");
                assertThat(next(seen.stopped))
                        .isEqualTo("billing room_started livekit " + outcome + " " + TRACE_PARENT);
            }
            assertThat(log.list)
                    .filteredOn(line -> line.getFormattedMessage().startsWith("billing failed"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.getMDCPropertyMap())
                            .containsEntry("trace", TRACE_PARENT)
                            .containsEntry("videoprovider.provider", "livekit")
                            .containsEntry("videoprovider.event", "room_started")
                            .containsEntry("videoprovider.handler", "billing")
                            .containsEntry("videoprovider.call", "default:consult"));

            MeterRegistry meters = app.getBean(MeterRegistry.class);
            // The timer and the dispatcher count an attempt after this test's handler of observations was called.
            Awaitility.await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> {
                assertThat(meters.get("videoprovider.handler")
                                .tag("handler", "billing")
                                .timers())
                        .extracting(Timer::count)
                        .containsExactly(1L, 1L);
                assertThat(events(meters, "succeeded")).isEqualTo(1);
                assertThat(events(meters, "failed")).isEqualTo(1);
            });
            assertThat(events(meters, "postponed")).isZero();
            assertThat(meters.get("videoprovider.handler.circuit.open")
                            .tag("handler", "billing")
                            .gauge()
                            .value())
                    .isZero();
        }
    }

    private static double events(MeterRegistry meters, String result) {
        return meters.get("videoprovider.handler.events")
                .tag("handler", "billing")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        String next = queue.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static ConfigurableApplicationContext start(WebApplicationType type) {
        return new SpringApplicationBuilder(Application.class)
                .web(type)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties("spring.flyway.enabled=false", "spring.datasource.generate-unique-name=true")
                .properties("videoprovider.inbox.base-delay=10ms")
                .properties(LiveKitWebhook.properties())
                .properties(LiveKitWebhook.patientInbox())
                .run();
    }

    static final class Seen {
        final BlockingQueue<String> handlerCalls = new LinkedBlockingQueue<>();
        final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
    }

    /** Propagates traces as the handlers of Micrometer Tracing do: into the carrier of a sender, out of that of a receiver. */
    record Tracing(Seen seen) implements ObservationHandler<Observation.Context> {

        @Override
        public boolean supportsContext(Observation.Context context) {
            return String.valueOf(context.getName()).startsWith("videoprovider.");
        }

        @Override
        @SuppressWarnings("unchecked")
        public void onStart(Observation.Context context) {
            if (context instanceof SenderContext<?> sender) {
                SenderContext<Object> typed = (SenderContext<Object>) sender;
                typed.getSetter().set(typed.getCarrier(), "traceparent", TRACE_PARENT);
            }
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            if (context instanceof ReceiverContext<?> receiver) {
                MDC.put("trace", trace(receiver));
            }
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            MDC.remove("trace");
        }

        @Override
        public void onStop(Observation.Context context) {
            if (context instanceof ReceiverContext<?> receiver
                    && tag(context, "handler").equals("billing")) {
                seen.stopped.add(tag(context, "handler") + " " + tag(context, "event") + " " + tag(context, "provider")
                        + " " + tag(context, "outcome") + " " + trace(receiver));
            }
        }

        @SuppressWarnings("unchecked")
        private static String trace(ReceiverContext<?> receiver) {
            ReceiverContext<Object> typed = (ReceiverContext<Object>) receiver;
            return String.valueOf(typed.getGetter().get(Objects.requireNonNull(typed.getCarrier()), "traceparent"));
        }

        private static String tag(Observation.Context context, String key) {
            KeyValue value = context.getLowCardinalityKeyValue(key);
            return value == null ? "none" : value.getValue();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application extends TestApplication {

        @Bean
        Seen seen() {
            return new Seen();
        }

        @Bean
        Tracing tracing(Seen seen) {
            return new Tracing(seen);
        }

        @Bean
        VideoEventHandler<CallStarted> billing(Seen seen, ObservationRegistry registry) {
            AtomicInteger calls = new AtomicInteger();
            return event -> {
                Observation current = registry.getCurrentObservation();
                Map<String, String> mdc = MDC.getCopyOfContextMap();
                seen.handlerCalls.add(
                        (current == null ? "none" : current.getContext().getName()) + " "
                                + mdc.get("videoprovider.event") + " " + mdc.get("videoprovider.call"));
                if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException("no price");
                }
            };
        }
    }
}
