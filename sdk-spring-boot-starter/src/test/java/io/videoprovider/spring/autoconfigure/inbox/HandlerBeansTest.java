package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.event.CallStarted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.EventHandler;
import io.videoprovider.inbox.HandlerMetrics;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.VideoEventHandler;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookAutoConfiguration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Beans that handle events. */
class HandlerBeansTest {

    private final ApplicationContextRunner withoutCalls = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    InboxAutoConfiguration.class,
                    EventDispatchAutoConfiguration.class,
                    WebhookAutoConfiguration.class))
            .withPropertyValues(LiveKitWebhook.properties());
    private final ApplicationContextRunner app = withoutCalls.withBean(Calls.class, Calls::new);

    @Test
    void core_handler_is_called() {
        app.withUserConfiguration(CoreHandlers.class)
                .run(context ->
                        assertThat(callsAfterOneEvent(context)).containsExactlyInAnyOrder("component", "lambda"));
    }

    @Nested
    class ScopesTest {

        @Test
        void handlers_with_scoped_proxies_are_called_once() {
            app.withUserConfiguration(ScopedHandlers.class).run(context -> {
                assertThat(callsAfterOneEvent(context))
                        .containsExactlyInAnyOrder("component", "bean method", "interface proxy", "prototype");
                assertThat(handlerNames(context))
                        .containsExactlyInAnyOrder(
                                "component", "fromMethod", "interfaceProxy", "prototype", "application-events");
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"request", "session"})
        void handler_of_a_web_scope_stops_the_start(String scope) {
            app.withBean("billing", Joined.class, Joined::new, definition -> definition.setScope(scope))
                    .run(context -> {
                        FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
                        assertThat(analysis.getDescription()).contains("billing", "scope " + scope);
                        assertThat(analysis.getAction()).contains("singleton");
                    });
        }
    }

    @Nested
    class NamesTest {

        @ParameterizedTest
        @CsvSource({
            "billing, billing",
            "Outer$Nested, Outer.Nested",
            "com.example.Outer$Nested$Deeper, com.example.Outer.Nested.Deeper",
            "my billing, my_billing",
            "billing/eu:1, billing_eu_1",
            "Abrechnungsgröße, Abrechnungsgr__e",
            "請求, __",
            "'\uD83D\uDCB6', _",
        })
        void bean_name_is_mapped_to_a_handler_name(String bean, String handler) {
            app.withBean(bean, Joined.class, Joined::new)
                    .run(context -> assertThat(handlerNames(context)).containsExactly(handler, "application-events"));
        }

        @Test
        void name_of_64_characters_is_kept() {
            String name = "b".repeat(64);
            app.withBean(name, Joined.class, Joined::new)
                    .run(context -> assertThat(handlerNames(context)).contains(name));
        }

        // Stored in the inbox: later versions must map to the same names.
        @Test
        void end_of_a_long_name_is_kept_with_a_hash() {
            String name = "com.example.hospital.consultations.billing.insurance.InsuranceBilling$Began";
            app.withBean(name, Joined.class, Joined::new)
                    .withBean("x" + name, Joined.class, Joined::new)
                    .run(context -> assertThat(handlerNames(context))
                            .contains(
                                    ".consultations.billing.insurance.InsuranceBilling.Began-420112dc",
                                    ".consultations.billing.insurance.InsuranceBilling.Began-3cde5764"));
        }

        @Test
        void imported_nested_class_is_a_handler() {
            app.withUserConfiguration(ImportsNested.class)
                    .run(context -> assertThat(handlerNames(context))
                            .contains("ring.autoconfigure.inbox.HandlerBeansTest.NestedHandler-0504add0"));
        }

        @Test
        void beans_with_the_same_handler_name_stop_the_start() {
            app.withBean("a$B", Joined.class, Joined::new)
                    .withBean("a.B", Joined.class, Joined::new)
                    .run(context -> {
                        FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
                        assertThat(analysis.getDescription()).contains("a$B", "a.B");
                        assertThat(analysis.getAction()).contains("Rename the bean");
                    });
            app.withBean("application-events", Joined.class, Joined::new)
                    .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                    .getDescription())
                            .contains("application-events", "the event listeners"));
        }

        @Test
        void too_many_handlers_stop_the_start_with_an_analysis() {
            ApplicationContextRunner many = app;
            for (int i = 0; i <= 60; i++) {
                many = many.withBean("handler" + i, Joined.class, Joined::new);
            }
            many.run(context -> assertThat(
                            StartupFailures.analyze(context.getStartupFailure()).getDescription())
                    .contains("handler60", "60 times"));
        }
    }

    @Test
    void order_of_beans_is_the_order_of_calls() {
        app.withUserConfiguration(OrderedHandlers.class)
                .run(context -> assertThat(callsAfterOneEvent(context))
                        .containsExactly("ordered method", "annotated", "ordered class", "first", "second"));
    }

    @Test
    void handlers_of_parent_contexts_are_called() {
        try (AnnotationConfigApplicationContext grandparent = new AnnotationConfigApplicationContext();
                AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
            grandparent.registerBean("calls", Calls.class, Calls::new);
            grandparent.register(GrandparentHandlers.class);
            grandparent.refresh();
            parent.setParent(grandparent);
            parent.register(ParentHandlers.class);
            parent.refresh();
            withoutCalls
                    .withParent(parent)
                    .withUserConfiguration(ChildHandlers.class)
                    .run(context -> assertThat(callsAfterOneEvent(context))
                            .containsExactly("parent, first", "child", "overrides", "parent", "grandparent"));
        }
    }

    @Test
    void type_of_a_handler_in_a_parent_context_is_its_declared_type() {
        try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
            parent.registerBean("calls", Calls.class, Calls::new);
            parent.register(OtherTypes.class);
            parent.refresh();
            withoutCalls
                    .withParent(parent)
                    .withUserConfiguration(ChildHandlers.class)
                    .run(context -> assertThat(callsAfterOneEvent(context)).containsExactly("child", "overrides"));
        }
    }

    /** Returns the handlers that were called for one event, in order. */
    private static List<String> callsAfterOneEvent(ApplicationContext context) throws InterruptedException {
        assertThat(LiveKitWebhook.roomStarted("consult").receive(context)).isEqualTo(200);
        Inbox inbox = context.getBean(Inbox.class);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (inbox.metrics().committed() == 0) {
            assertThat(System.nanoTime()).as("the event was not committed").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return context.getBean(Calls.class).names;
    }

    private static List<String> handlerNames(ApplicationContext context) {
        return context.getBean(EventDispatcher.class).metrics().stream()
                .map(HandlerMetrics::name)
                .toList();
    }

    /** The names of handlers, in the order of their calls. */
    static final class Calls {
        final List<String> names = new CopyOnWriteArrayList<>();
    }

    static class Recorder implements VideoEventHandler<CallStarted> {
        private final Calls calls;
        private final String name;

        Recorder(Calls calls, String name) {
            this.calls = calls;
            this.name = name;
        }

        @Override
        public void handle(CallStarted event) {
            calls.names.add(name);
        }
    }

    static class Component implements EventHandler<CallStarted> {

        private final Calls calls;

        Component(Calls calls) {
            this.calls = calls;
        }

        @Override
        public void handle(CallStarted event) {
            calls.names.add("component");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Component.class)
    static class CoreHandlers {
        @Bean
        EventHandler<VideoEvent> lambda(Calls calls) {
            return event -> calls.names.add("lambda");
        }
    }

    /** As Spring Cloud's RefreshScope. */
    @Configuration(proxyBeanMethods = false)
    static class ScopedHandlers {

        @Bean
        static CustomScopeConfigurer scopes() {
            CustomScopeConfigurer scopes = new CustomScopeConfigurer();
            scopes.addScope("refresh", new SharedScope());
            return scopes;
        }

        @Bean
        @Scope(value = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
        ScopedHandler component(Calls calls) {
            return new ScopedHandler(calls);
        }

        @Bean
        @Scope(value = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
        VideoEventHandler<CallStarted> fromMethod(Calls calls) {
            return event -> calls.names.add("bean method");
        }

        @Bean
        @Scope(value = "refresh", proxyMode = ScopedProxyMode.INTERFACES)
        VideoEventHandler<CallStarted> interfaceProxy(Calls calls) {
            return event -> calls.names.add("interface proxy");
        }

        @Bean
        @Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
        EventHandler<CallStarted> prototype(Calls calls) {
            return event -> calls.names.add("prototype");
        }
    }

    static class ScopedHandler implements VideoEventHandler<CallStarted> {

        private final Calls calls;

        ScopedHandler(Calls calls) {
            this.calls = calls;
        }

        @Override
        public void handle(CallStarted event) {
            calls.names.add("component");
        }
    }

    /** One instance of each bean for all threads. */
    private static final class SharedScope extends SimpleThreadScope {

        private final Map<String, Object> instances = new ConcurrentHashMap<>();

        @Override
        public Object get(String name, ObjectFactory<?> factory) {
            return instances.computeIfAbsent(name, key -> factory.getObject());
        }
    }

    static final class Joined implements VideoEventHandler<ParticipantJoined> {

        @Override
        public void handle(ParticipantJoined event) {}
    }

    @Configuration(proxyBeanMethods = false)
    @Import(NestedHandler.class)
    static class ImportsNested {}

    static final class NestedHandler implements VideoEventHandler<ParticipantJoined> {

        @Override
        public void handle(ParticipantJoined event) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class OrderedHandlers {

        @Bean
        Recorder first(Calls calls) {
            return new Recorder(calls, "first");
        }

        @Bean
        Recorder second(Calls calls) {
            return new Recorder(calls, "second");
        }

        @Bean
        OrderedHandler orderedClass(Calls calls) {
            return new OrderedHandler(calls);
        }

        @Bean
        AnnotatedHandler annotated(Calls calls) {
            return new AnnotatedHandler(calls);
        }

        @Bean
        @Order(-1)
        VideoEventHandler<CallStarted> orderedMethod(Calls calls) {
            return new Recorder(calls, "ordered method");
        }
    }

    static final class OrderedHandler extends Recorder implements Ordered {

        OrderedHandler(Calls calls) {
            super(calls, "ordered class");
        }

        @Override
        public int getOrder() {
            return 2;
        }
    }

    @Order(1)
    static final class AnnotatedHandler extends Recorder {

        AnnotatedHandler(Calls calls) {
            super(calls, "annotated");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class GrandparentHandlers {

        @Bean
        VideoEventHandler<CallStarted> grandparentHandler(Calls calls) {
            return new Recorder(calls, "grandparent");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ParentHandlers {

        @Bean
        VideoEventHandler<CallStarted> parentHandler(Calls calls) {
            return new Recorder(calls, "parent");
        }

        @Bean
        @Order(1)
        VideoEventHandler<CallStarted> firstHandler(Calls calls) {
            return new Recorder(calls, "parent, first");
        }

        @Bean
        VideoEventHandler<CallStarted> overridden(Calls calls) {
            return new Recorder(calls, "overridden");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherTypes {

        @Bean
        VideoEventHandler<ParticipantJoined> joins(Calls calls) {
            return event -> calls.names.add("joined");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ChildHandlers {

        @Bean
        VideoEventHandler<CallStarted> childHandler(Calls calls) {
            return new Recorder(calls, "child");
        }

        @Bean
        VideoEventHandler<CallStarted> overridden(Calls calls) {
            return new Recorder(calls, "overrides");
        }
    }
}
