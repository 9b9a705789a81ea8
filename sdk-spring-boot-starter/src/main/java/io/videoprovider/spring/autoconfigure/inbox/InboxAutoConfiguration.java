package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.metadata.CompositeDataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;

/**
 * The inbox: in the database if a DataSource exists, otherwise in memory. An application with a database that the inbox cannot use must
 * choose the memory explicitly.
 */
@AutoConfiguration(
        after = {LiveKitAutoConfiguration.class, StreamAutoConfiguration.class},
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(Inbox.class)
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
@EnableConfigurationProperties(InboxProperties.class)
public final class InboxAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(InboxAutoConfiguration.class);

    private static final String BOOT_JDBC = "org.springframework.boot.jdbc.EmbeddedDatabaseConnection";
    private static final String R2DBC = "io.r2dbc.spi.ConnectionFactory";

    InboxAutoConfiguration() {}

    /** Before the other configurations define an inbox. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(Inbox.class)
    static class ApplicationConfiguration {

        @Bean
        SmartInitializingSingleton videoInboxReport(ObjectProvider<Inbox> inboxes) {
            return () -> inboxes.ifUnique(inbox -> log.info(
                    "webhooks are stored in the {}, because the application defines an Inbox bean",
                    AopUtils.getTargetClass(inbox).getName()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(Inbox.class)
    @ConditionalOnClass({DataSource.class, EmbeddedDatabaseConnection.class})
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty(name = "videoprovider.inbox.store", havingValue = "jdbc", matchIfMissing = true)
    static class JdbcConfiguration {

        @Bean
        @DependsOnDatabaseInitialization
        JdbcInbox videoInbox(DataSource dataSource, InboxProperties properties, AutowireCapableBeanFactory beans) {
            log.info(
                    "webhooks are stored in the database of the DataSource bean {}, because {}",
                    beans.resolveNamedBean(DataSource.class).getBeanName(),
                    properties.store() == InboxProperties.Store.JDBC
                            ? "videoprovider.inbox.store is jdbc"
                            : "the application has a DataSource");
            JdbcInbox.Builder builder = JdbcInbox.builder(dataSource)
                    .group(properties.group())
                    .createTables(properties.initializeSchema() == InboxProperties.Schema.ALWAYS)
                    .timeout(properties.timeout())
                    .holdBack(properties.holdBack());
            if (properties.retention() != null) {
                builder.retention(properties.retention());
            }
            JdbcInbox inbox = builder.build();
            check(inbox, dataSource, properties);
            return inbox;
        }

        @Bean
        HandlerConcurrency videoHandlerConcurrency(
                DataSource dataSource, ObjectProvider<DataSourcePoolMetadataProvider> pools) {
            DataSourcePoolMetadata pool = new CompositeDataSourcePoolMetadataProvider(
                            pools.orderedStream().toList())
                    .getDataSourcePoolMetadata(dataSource);
            Integer max = pool == null ? null : pool.getMax();
            return new HandlerConcurrency(max == null || max < 1 ? null : max);
        }

        /** Creates the tables of an embedded database. Fails if the inbox cannot work until an operator changes something. */
        private static void check(JdbcInbox inbox, DataSource dataSource, InboxProperties properties) {
            // The pool creates its first connection, for which the time-out of the inbox may be too short.
            try (Connection connection = dataSource.getConnection()) {
                log.debug("connected to {}", connection.getMetaData().getDatabaseProductName());
            } catch (SQLException e) {
                log.debug("inbox database unavailable", e);
            }
            try {
                if (properties.initializeSchema() == InboxProperties.Schema.ALWAYS) {
                    inbox.createTables();
                }
                inbox.check();
            } catch (UnavailableException e) {
                if (e.retryable()) {
                    continueWithoutDatabase(e, properties);
                } else if (properties.initializeSchema() == InboxProperties.Schema.EMBEDDED
                        && EmbeddedDatabaseConnection.isEmbedded(dataSource)) {
                    inbox.createTables();
                } else {
                    throw new VideoConfigurationException(
                            "The inbox cannot use its tables: " + e.getMessage(),
                            "Set videoprovider.inbox.initialize-schema=always, or create the tables with Flyway or Liquibase. The"
                                    + " user of the DataSource needs the privileges SELECT, INSERT, UPDATE and DELETE. To keep"
                                    + " webhooks in memory instead, set videoprovider.inbox.store=memory.");
                }
            }
        }

        private static void continueWithoutDatabase(UnavailableException failure, InboxProperties properties) {
            if (!properties.startWithoutDatabase()) {
                throw new VideoConfigurationException(
                        "The database of the inbox is unavailable: " + failure.getMessage(),
                        "Start the database and verify spring.datasource.url. With"
                                + " videoprovider.inbox.start-without-database=true, the application starts and rejects webhooks"
                                + " with 503 until the database is available.",
                        failure);
            }
            log.warn(
                    "inbox unavailable, webhooks are rejected with 503 until the database is available: {}",
                    failure.getMessage());
        }
    }

    @Bean
    @ConditionalOnMissingBean(Inbox.class)
    MemoryInbox videoInbox(InboxProperties properties, ConfigurableListableBeanFactory beans) {
        boolean configured = properties.store() == InboxProperties.Store.MEMORY;
        if (!configured) {
            checkNoDatabase(properties, beans);
        }
        log.info(
                "webhooks are stored in memory and lost when the application stops, because {}",
                configured ? "videoprovider.inbox.store is memory" : "the application has no DataSource");
        MemoryInbox.Builder builder = MemoryInbox.builder().holdBack(properties.holdBack());
        if (properties.retention() != null) {
            builder.retention(properties.retention());
        }
        return builder.build();
    }

    /** Fails if the application has a database that the inbox cannot use: the memory would silently be less durable. */
    private static void checkNoDatabase(InboxProperties properties, ConfigurableListableBeanFactory beans) {
        List<String> dataSources = names(beans, DataSource.class);
        ClassLoader classes = beans.getBeanClassLoader();
        if (!dataSources.isEmpty() && !ClassUtils.isPresent(BOOT_JDBC, classes)) {
            throw noDatabase(
                    properties,
                    "spring-boot-jdbc is not on the class path, but the application has the DataSource "
                            + dataSources.get(0),
                    "Add spring-boot-starter-jdbc");
        }
        if (dataSources.size() > 1) {
            throw noDatabase(
                    properties,
                    "the application has several DataSources without a primary one: " + String.join(", ", dataSources),
                    "Mark one DataSource as @Primary");
        }
        if (!dataSources.isEmpty()) {
            throw noDatabase(
                    properties,
                    "the DataSource " + dataSources.get(0)
                            + " is not a candidate for injection, or is defined by an auto-configuration that runs later",
                    "Mark the DataSource as @Primary, or define it in the application");
        }
        if (ClassUtils.isPresent(R2DBC, classes)
                && !names(beans, ClassUtils.resolveClassName(R2DBC, classes)).isEmpty()) {
            throw noDatabase(
                    properties,
                    "the inbox uses JDBC, but the application has only an R2DBC ConnectionFactory",
                    "Add spring-boot-starter-jdbc and define a DataSource bean, which Spring Boot does not create from"
                            + " spring.datasource.url beside a ConnectionFactory");
        }
        if (properties.store() == InboxProperties.Store.JDBC) {
            throw noDatabase(
                    properties,
                    "videoprovider.inbox.store is jdbc, but the application has no DataSource",
                    "Add spring-boot-starter-jdbc and set spring.datasource.url, or define a DataSource bean (one of several"
                            + " as @Primary)");
        }
    }

    private static VideoConfigurationException noDatabase(InboxProperties properties, String problem, String cure) {
        return new VideoConfigurationException(
                "The inbox cannot store webhooks in a database: " + problem + ".",
                cure + ", or define an Inbox bean."
                        + (properties.store() == InboxProperties.Store.JDBC
                                ? ""
                                : " To keep webhooks in memory instead and lose them when the application stops, set"
                                        + " videoprovider.inbox.store=memory."));
    }

    private static List<String> names(ConfigurableListableBeanFactory beans, Class<?> type) {
        return Arrays.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type))
                .filter(name -> !ScopedProxyUtils.isScopedTarget(name))
                .toList();
    }
}
