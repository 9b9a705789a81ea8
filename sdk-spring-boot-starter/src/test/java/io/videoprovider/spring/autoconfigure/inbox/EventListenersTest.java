package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.event.CallEvent;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookAutoConfiguration;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalApplicationListener;
import org.springframework.transaction.event.TransactionalEventListener;
import reactor.core.publisher.Mono;

/** Listeners of application events. Those that would miss events or lose failures stop the start. */
class EventListenersTest {

    private final ApplicationContextRunner app = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    InboxAutoConfiguration.class,
                    EventDispatchAutoConfiguration.class,
                    WebhookAutoConfiguration.class))
            .withPropertyValues(LiveKitWebhook.properties())
            .withPropertyValues("videoprovider.inbox.base-delay=1ms", "videoprovider.inbox.max-delay=1ms");

    @ParameterizedTest
    @ValueSource(
            classes = {
                Transactional.class,
                BeforeCommit.class,
                ApplicationModule.class,
                MetaAnnotated.class,
                ByAttribute.class,
                AllEvents.class,
                GroupOfEvents.class,
                Inherited.class,
                FromInterface.class,
                Generic.class,
                TypeVariable.class,
                Payload.class,
                Private.class,
                OneOfSeveralTypes.class,
                BesideOtherListener.class
            })
    void transactional_listener_stops_the_start(Class<?> listener) {
        app.withUserConfiguration(Transactions.class)
                .withBean("billing", listener)
                .run(context -> {
                    FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains("bean billing", "method on(", listener.getSimpleName(), "never called");
                    assertThat(analysis.getAction()).contains("@EventListener", "VideoEventHandler");
                });
    }

    @Test
    void transactional_listener_without_an_annotation_stops_the_start() {
        app.withUserConfiguration(Programmatic.class)
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .contains("bean billing", "never called"));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                AsyncMethod.class,
                AsyncClass.class,
                AsyncByMeta.class,
                AsyncByInterface.class,
                AsyncAndFallback.class,
                AsyncListenerType.class
            })
    void asynchronous_listener_stops_the_start(Class<?> listener) {
        app.withUserConfiguration(Asynchronous.class)
                .withBean("billing", listener)
                .run(context -> assertAsynchronous(context.getStartupFailure()));
        app.withUserConfiguration(Asynchronous.class)
                .withInitializer(context -> ((GenericApplicationContext) context)
                        .registerBean("billing", listener, definition -> definition.setLazyInit(true)))
                .run(context -> assertAsynchronous(context.getStartupFailure()));
    }

    @ParameterizedTest
    @ValueSource(classes = {AsyncHandler.class, AsyncHandlerClass.class})
    void asynchronous_handler_stops_the_start(Class<?> handler) {
        app.withUserConfiguration(Asynchronous.class)
                .withBean("billing", handler)
                .run(context -> {
                    FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("billing", "asynchronous");
                    assertThat(analysis.getAction()).contains("@Async");
                });
    }

    @Test
    void annotation_of_the_application_for_asynchronous_methods_is_recognized() {
        app.withUserConfiguration(OwnAsyncAnnotation.class)
                .withBean("billing", OwnAsync.class)
                .run(context -> assertAsynchronous(context.getStartupFailure()));
    }

    @Test
    void asynchronous_listener_with_a_scoped_proxy_stops_the_start() {
        app.withUserConfiguration(Asynchronous.class, Scoped.class)
                .run(context -> assertAsynchronous(context.getStartupFailure()));
    }

    @Test
    void asynchronous_listener_in_a_parent_context_stops_the_start() {
        try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
            parent.register(Asynchronous.class);
            parent.registerBean("billing", AsyncMethod.class);
            parent.refresh();
            app.withParent(parent).run(context -> assertAsynchronous(context.getStartupFailure()));
        }
    }

    private static void assertAsynchronous(@Nullable Throwable failure) {
        FailureAnalysis analysis = StartupFailures.analyze(failure);
        assertThat(analysis.getDescription()).contains("bean billing", "asynchronous");
        assertThat(analysis.getAction()).contains("@Async");
    }

    @ParameterizedTest
    @ValueSource(classes = {ReturnsCompletableFuture.class, ReturnsFuture.class, ReturnsMono.class})
    void listener_that_returns_a_future_stops_the_start(Class<?> listener) {
        app.withBean("billing", listener).run(context -> {
            FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("bean billing", "returns");
            assertThat(analysis.getAction()).contains("Wait for the result");
        });
    }

    @Test
    void listener_with_a_web_scope_stops_the_start() {
        app.withBean("billing", Plain.class, Plain::new, definition -> definition.setScope("request"))
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .contains("bean billing", "scope request"));
    }

    @Test
    void all_problems_are_reported() {
        app.withUserConfiguration(Transactions.class, Asynchronous.class)
                .withBean("one", Transactional.class)
                .withBean("two", AsyncMethod.class)
                .run(context -> {
                    FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("bean one", "bean two");
                    assertThat(analysis.getAction()).contains("@EventListener", "@Async");
                });
    }

    @Nested
    class MulticasterTest {

        @Test
        void executor_stops_the_start() {
            multicaster(new SimpleAsyncTaskExecutor(), false)
                    .withBean("billing", Plain.class)
                    .run(context -> {
                        FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
                        assertThat(analysis.getDescription()).contains("applicationEventMulticaster", "billing");
                        assertThat(analysis.getAction()).contains("executor");
                    });
        }

        @Test
        void error_handler_stops_the_start() {
            multicaster(new SyncTaskExecutor(), true)
                    .withBean("billing", Plain.class)
                    .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                    .getDescription())
                            .contains("applicationEventMulticaster", "billing"));
        }

        @Test
        void synchronous_executor_is_accepted() {
            multicaster(new SyncTaskExecutor(), false)
                    .withBean("billing", Plain.class)
                    .run(context -> assertThat(context).hasNotFailed());
        }

        @Test
        void executor_is_accepted_without_listeners_of_video_events() {
            multicaster(new SimpleAsyncTaskExecutor(), false)
                    .withBean("audit", Audit.class)
                    .run(context -> assertThat(context).hasNotFailed());
        }

        @Test
        void other_listeners_do_not_receive_the_event_of_the_check() {
            app.withBean("billing", Plain.class)
                    .withBean("audit", Audit.class)
                    .run(context -> assertThat(context.getBean(Audit.class).events)
                            .isNotEmpty()
                            .noneMatch(event -> event.toString().contains("Probe")));
        }

        private ApplicationContextRunner multicaster(TaskExecutor executor, boolean handlesErrors) {
            return app.withBean("applicationEventMulticaster", SimpleApplicationEventMulticaster.class, () -> {
                SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
                multicaster.setTaskExecutor(executor);
                if (handlesErrors) {
                    multicaster.setErrorHandler(failure -> {});
                }
                return multicaster;
            });
        }
    }

    @Nested
    class AcceptedTest {

        @Test
        void transactional_listener_with_fallback_is_called_and_retried() {
            app.withUserConfiguration(Transactions.class)
                    .withBean("billing", Fallback.class)
                    .run(context -> {
                        assertThat(LiveKitWebhook.roomStarted("consult").receive(context))
                                .isEqualTo(200);
                        Fallback listener = context.getBean(Fallback.class);
                        assertThat(listener.handled.poll(30, TimeUnit.SECONDS)).isNotNull();
                        assertThat(listener.calls).hasValue(2);
                    });
        }

        @Test
        void async_without_its_processor_has_no_effect() {
            app.withBean("billing", AsyncMethod.class)
                    .withBean("handler", AsyncHandler.class)
                    .run(context -> assertThat(context).hasNotFailed());
        }

        @ParameterizedTest
        @ValueSource(classes = {OtherEvents.class, Audit.class, AsyncAudit.class, Plain.class})
        void other_listeners_are_not_checked(Class<?> listener) {
            app.withUserConfiguration(Transactions.class, Asynchronous.class)
                    .withBean("billing", listener)
                    .run(context -> assertThat(context).hasNotFailed());
        }

        @Test
        void listeners_are_not_checked_with_a_dispatcher_of_the_application() {
            app.withUserConfiguration(Transactions.class, OwnDispatcher.class)
                    .withBean("billing", Transactional.class)
                    .run(context -> assertThat(context).hasNotFailed());
        }
    }

    @Nested
    class ChildContextsTest {

        @ParameterizedTest
        @ValueSource(classes = {Plain.class, PlainHandler.class, ChildConfiguration.class})
        void receiver_in_a_child_of_the_context_with_the_dispatcher_stops_the_start(Class<?> receiver) {
            app.run(parent -> app.withParent(parent)
                    .withUserConfiguration(receiver)
                    .run(child -> {
                        FailureAnalysis analysis = StartupFailures.analyze(child.getStartupFailure());
                        assertThat(analysis.getDescription()).contains("parent context");
                        assertThat(analysis.getAction()).contains("Define them in the parent context");
                    }));
        }

        @Test
        void child_without_receivers_starts() {
            app.withBean("billing", Plain.class)
                    .run(parent -> app.withParent(parent)
                            .withBean("audit", Audit.class)
                            .run(child -> assertThat(child).hasNotFailed()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Transactions {}

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Asynchronous {}

    static class Plain {
        @EventListener
        void on(CallStarted event) {}
    }

    static class PlainHandler implements VideoEventHandler<CallStarted> {
        @Override
        public void handle(CallStarted event) {}
    }

    static class Transactional {
        @TransactionalEventListener
        void on(CallStarted event) {}
    }

    static class BeforeCommit {
        @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
        void on(CallStarted event) {}
    }

    static class ApplicationModule {
        @ApplicationModuleListener
        void on(CallStarted event) {}
    }

    @Retention(RetentionPolicy.RUNTIME)
    @TransactionalEventListener
    @interface AfterCommit {}

    static class MetaAnnotated {
        @AfterCommit
        void on(CallStarted event) {}
    }

    static class ByAttribute {
        @TransactionalEventListener(classes = ParticipantJoined.class)
        void on() {}
    }

    static class AllEvents {
        @TransactionalEventListener
        void on(VideoEvent event) {}
    }

    static class GroupOfEvents {
        @TransactionalEventListener
        void on(CallEvent event) {}
    }

    static class Inherited extends InheritedBase {}

    static class InheritedBase {
        @TransactionalEventListener
        void on(CallStarted event) {}
    }

    static class FromInterface implements FromInterfaceListener {
        @Override
        public void on(CallStarted event) {}
    }

    interface FromInterfaceListener {
        @TransactionalEventListener
        void on(CallStarted event);
    }

    static class Generic extends GenericBase<CallStarted> {}

    static class GenericBase<E> {
        @TransactionalEventListener
        void on(E event) {}
    }

    static class TypeVariable {
        @TransactionalEventListener
        <E extends VideoEvent> void on(E event) {}
    }

    static class Payload {
        @TransactionalEventListener
        void on(PayloadApplicationEvent<CallStarted> event) {}
    }

    static class Private {
        @TransactionalEventListener
        @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // Spring finds it.
        private void on(CallStarted event) {}
    }

    static class OneOfSeveralTypes {
        @TransactionalEventListener({String.class, CallStarted.class})
        void on(Object event) {}
    }

    static class BesideOtherListener implements ApplicationListener<ContextRefreshedEvent> {
        @Override
        public void onApplicationEvent(ContextRefreshedEvent event) {}

        @TransactionalEventListener
        void on(CallStarted event) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Programmatic {
        @Bean
        TransactionalApplicationListener<PayloadApplicationEvent<CallStarted>> billing() {
            return TransactionalApplicationListener.forPayload(event -> {});
        }
    }

    static class AsyncMethod {
        @Async
        @EventListener
        public void on(CallStarted event) {}
    }

    @Async
    static class AsyncClass {
        @EventListener
        public void on(CallStarted event) {}
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Async
    @EventListener
    @interface Background {}

    static class AsyncByMeta {
        @Background
        public void on(CallStarted event) {}
    }

    @Async
    interface AsyncType {}

    static class AsyncByInterface implements AsyncType {
        @EventListener
        public void on(CallStarted event) {}
    }

    static class AsyncAndFallback {
        @Async
        @TransactionalEventListener(fallbackExecution = true)
        public void on(CallStarted event) {}
    }

    static class AsyncListenerType implements ApplicationListener<PayloadApplicationEvent<CallStarted>> {
        @Async
        @Override
        public void onApplicationEvent(PayloadApplicationEvent<CallStarted> event) {}
    }

    static class AsyncHandler implements VideoEventHandler<CallStarted> {
        @Async
        @Override
        public void handle(CallStarted event) {}
    }

    @Async
    static class AsyncHandlerClass implements VideoEventHandler<CallStarted> {
        @Override
        public void handle(CallStarted event) {}
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface InBackground {}

    @Configuration(proxyBeanMethods = false)
    @EnableAsync(annotation = InBackground.class)
    static class OwnAsyncAnnotation {}

    static class OwnAsync {
        @InBackground
        @EventListener
        public void on(CallStarted event) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Scoped {
        @Bean
        @Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
        AsyncMethod billing() {
            return new AsyncMethod();
        }
    }

    static class ReturnsCompletableFuture {
        @EventListener
        CompletableFuture<Void> on(CallStarted event) {
            return CompletableFuture.failedFuture(new IllegalStateException());
        }
    }

    static class ReturnsFuture {
        @EventListener
        Future<?> on(CallStarted event) {
            return CompletableFuture.failedFuture(new IllegalStateException());
        }
    }

    static class ReturnsMono {
        @EventListener
        Mono<Void> on(CallStarted event) {
            return Mono.error(new IllegalStateException());
        }
    }

    static class Fallback {

        final AtomicInteger calls = new AtomicInteger();
        final BlockingQueue<CallStarted> handled = new LinkedBlockingQueue<>();

        @TransactionalEventListener(fallbackExecution = true)
        void on(CallStarted event) {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("first attempt");
            }
            handled.add(event);
        }
    }

    static class OtherEvents {
        @Async
        @TransactionalEventListener
        public void on(String event) {}
    }

    static class Audit {

        final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

        @EventListener
        void on(Object event) {
            events.add(event);
        }
    }

    static class AsyncAudit implements ApplicationListener<ApplicationEvent> {

        @Async
        @Override
        public void onApplicationEvent(ApplicationEvent event) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDispatcher {
        @Bean
        EventDispatcher ownDispatcher(Inbox inbox, VideoProvider video) {
            return EventDispatcher.builder(inbox)
                    .source(video.id(), video.webhooks())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Plain.class)
    @Lazy
    static class ChildConfiguration {}
}
