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
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
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

/** The inbox: in the database if a DataSource exists, otherwise in memory. */
@AutoConfiguration(
        after = {LiveKitAutoConfiguration.class, StreamAutoConfiguration.class},
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(Inbox.class)
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
@EnableConfigurationProperties(InboxProperties.class)
public final class InboxAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(InboxAutoConfiguration.class);

    InboxAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(Inbox.class)
    @ConditionalOnClass({DataSource.class, EmbeddedDatabaseConnection.class})
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty(name = "videoprovider.inbox.store", havingValue = "jdbc", matchIfMissing = true)
    static class JdbcConfiguration {

        @Bean
        @DependsOnDatabaseInitialization
        JdbcInbox videoInbox(DataSource dataSource, InboxProperties properties) {
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
    MemoryInbox videoInbox(InboxProperties properties) {
        if (properties.store() == InboxProperties.Store.JDBC) {
            throw new VideoConfigurationException(
                    "videoprovider.inbox.store is jdbc, but the application has no DataSource, or several without a primary one.",
                    "Add spring-boot-starter-jdbc and set spring.datasource.url, mark one DataSource as @Primary, or define an"
                            + " Inbox bean.");
        }
        MemoryInbox.Builder builder = MemoryInbox.builder().holdBack(properties.holdBack());
        if (properties.retention() != null) {
            builder.retention(properties.retention());
        }
        return builder.build();
    }
}
