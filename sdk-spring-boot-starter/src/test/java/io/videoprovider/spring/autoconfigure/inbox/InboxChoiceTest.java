package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookAutoConfiguration;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import reactor.core.publisher.Mono;

/** Which inbox an application has. It is never less durable than the application expects, without an explicit choice. */
@ExtendWith(OutputCaptureExtension.class)
class InboxChoiceTest {

    private static final String MEMORY = "videoprovider.inbox.store=memory";
    private static final String JDBC = "videoprovider.inbox.store=jdbc";

    private final ApplicationContextRunner app = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    InboxAutoConfiguration.class,
                    EventDispatchAutoConfiguration.class,
                    WebhookAutoConfiguration.class))
            .withPropertyValues(LiveKitWebhook.properties());
    private final ApplicationContextRunner one = app.withBean("one", DataSource.class, InboxChoiceTest::h2);
    private final ApplicationContextRunner two = one.withBean("two", DataSource.class, InboxChoiceTest::h2);
    private final ApplicationContextRunner r2dbc =
            app.withBean("reactive", ConnectionFactory.class, UnusedConnectionFactory::new);

    @Nested
    class DatabaseTest {

        @Test
        void single_data_source_is_used(CapturedOutput output) {
            one.run(context -> assertThat(context).hasSingleBean(JdbcInbox.class));
            assertThat(line(output)).contains("DataSource bean one, because the application has a DataSource");
        }

        @Test
        void primary_data_source_is_used(CapturedOutput output) {
            one.withBean("two", DataSource.class, InboxChoiceTest::h2, definition -> definition.setPrimary(true))
                    .run(context -> assertThat(context).hasSingleBean(JdbcInbox.class));
            assertThat(line(output)).contains("DataSource bean two");
        }

        @Test
        void default_candidate_is_used(CapturedOutput output) {
            one.withBean("two", DataSource.class, InboxChoiceTest::h2, InboxChoiceTest::notByDefault)
                    .run(context -> assertThat(context).hasSingleBean(JdbcInbox.class));
            assertThat(line(output)).contains("DataSource bean one");
        }

        @Test
        void data_source_is_used_beside_r2dbc(CapturedOutput output) {
            r2dbc.withBean("one", DataSource.class, InboxChoiceTest::h2)
                    .withPropertyValues(JDBC)
                    .run(context -> assertThat(context).hasSingleBean(JdbcInbox.class));
            assertThat(line(output)).contains("DataSource bean one, because videoprovider.inbox.store is jdbc");
        }

        @Test
        void data_source_of_a_parent_context_is_used(CapturedOutput output) {
            try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
                parent.registerBean("parents", DataSource.class, InboxChoiceTest::h2);
                parent.refresh();
                app.withParent(parent).run(context -> assertThat(context).hasSingleBean(JdbcInbox.class));
            }
            assertThat(line(output)).contains("DataSource bean parents");
        }
    }

    @Nested
    class MemoryTest {

        @Test
        void memory_is_used_without_a_database(CapturedOutput output) {
            app.run(context -> assertThat(context).hasSingleBean(MemoryInbox.class));
            assertThat(line(output)).contains("in memory", "lost", "because the application has no DataSource");
        }

        @Test
        void memory_is_used_with_a_database_if_it_is_configured(CapturedOutput output) {
            for (ApplicationContextRunner runner : new ApplicationContextRunner[] {one, two, r2dbc}) {
                runner.withPropertyValues(MEMORY)
                        .run(context -> assertThat(context).hasSingleBean(MemoryInbox.class));
            }
            assertThat(output.getOut().lines().filter(line -> line.contains("webhooks are stored")))
                    .hasSize(3)
                    .allSatisfy(line ->
                            assertThat(line).contains("in memory", "because videoprovider.inbox.store is memory"));
        }
    }

    @Test
    void inbox_of_the_application_is_used(CapturedOutput output) {
        two.withBean("videoInbox", Inbox.class, () -> MemoryInbox.builder().build())
                .run(context -> assertThat(context).hasSingleBean(Inbox.class));
        assertThat(line(output)).contains("MemoryInbox", "because the application defines an Inbox bean");
    }

    @Nested
    class FailuresTest {

        @Test
        void several_data_sources_without_a_primary_one_stop_the_start() {
            FailureAnalysis analysis = analyze(two);

            assertThat(analysis.getDescription()).contains("several DataSources", "one, two");
            assertThat(analysis.getAction()).contains("@Primary", "Inbox bean", MEMORY);
        }

        @Test
        void r2dbc_without_a_data_source_stops_the_start() {
            FailureAnalysis analysis = analyze(r2dbc);

            assertThat(analysis.getDescription()).contains("JDBC", "R2DBC");
            assertThat(analysis.getAction()).contains("DataSource bean", "Inbox bean", MEMORY);
        }

        @Test
        void r2dbc_in_a_parent_context_stops_the_start() {
            try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
                parent.registerBean("reactive", ConnectionFactory.class, UnusedConnectionFactory::new);
                parent.refresh();
                assertThat(analyze(app.withParent(parent)).getDescription()).contains("R2DBC");
            }
        }

        @Test
        void data_source_without_boots_jdbc_module_stops_the_start() {
            FailureAnalysis analysis =
                    analyze(one.withClassLoader(new FilteredClassLoader(EmbeddedDatabaseConnection.class)));

            assertThat(analysis.getDescription()).contains("spring-boot-jdbc", "one");
            assertThat(analysis.getAction()).contains("spring-boot-starter-jdbc", MEMORY);
        }

        @Test
        void data_source_that_is_not_a_candidate_stops_the_start() {
            FailureAnalysis analysis =
                    analyze(app.withBean("own", DataSource.class, InboxChoiceTest::h2, InboxChoiceTest::notByDefault));

            assertThat(analysis.getDescription()).contains("own", "not a candidate");
            assertThat(analysis.getAction()).contains("@Primary", MEMORY);
        }

        @ParameterizedTest
        @ValueSource(strings = {"none", "two", "r2dbc"})
        void jdbc_without_a_usable_data_source_does_not_suggest_memory(String databases) {
            ApplicationContextRunner runner = databases.equals("none") ? app : databases.equals("two") ? two : r2dbc;
            FailureAnalysis analysis = analyze(runner.withPropertyValues(JDBC));

            assertThat(analysis.getAction())
                    .contains("DataSource", "Inbox bean")
                    .doesNotContain("memory");
        }

        private FailureAnalysis analyze(ApplicationContextRunner runner) {
            FailureAnalysis[] analysis = new FailureAnalysis[1];
            runner.run(context -> analysis[0] = StartupFailures.analyze(context.getStartupFailure()));
            return analysis[0];
        }
    }

    /** Returns the only line about the inbox. */
    private static String line(CapturedOutput output) {
        assertThat(output.getOut().lines().filter(line -> line.contains("webhooks are stored")))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("INFO"));
        return output.getOut()
                .lines()
                .filter(line -> line.contains("webhooks are stored"))
                .findFirst()
                .orElseThrow();
    }

    private static void notByDefault(BeanDefinition definition) {
        ((AbstractBeanDefinition) definition).setDefaultCandidate(false);
    }

    private static DataSource h2() {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }

    private static final class UnusedConnectionFactory implements ConnectionFactory {

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.error(new AssertionError("the inbox does not use R2DBC"));
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return () -> "unused";
        }
    }
}
