package io.videoprovider.spring.autoconfigure.history;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import java.time.Clock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The call history, if it is enabled: in the database if a DataSource exists, otherwise in memory. The dispatcher applies the events of the
 * inbox to it.
 */
@AutoConfiguration(
        after = InboxAutoConfiguration.class,
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(CallHistory.class)
@ConditionalOnBean({VideoProvider.class, Inbox.class})
@ConditionalOnBooleanProperty(name = "videoprovider.history.enabled")
@EnableConfigurationProperties(HistoryProperties.class)
public final class HistoryAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(HistoryAutoConfiguration.class);

    HistoryAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(CallHistory.class)
    @ConditionalOnClass({DataSource.class, EmbeddedDatabaseConnection.class})
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty(name = "videoprovider.history.store", havingValue = "jdbc", matchIfMissing = true)
    static class JdbcConfiguration {

        @Bean
        @DependsOnDatabaseInitialization
        CallHistory videoCallHistory(DataSource dataSource, HistoryProperties properties) {
            JdbcHistory storage = JdbcHistory.builder(dataSource)
                    .createTables(properties.initializeSchema() == HistoryProperties.Schema.ALWAYS)
                    .build();
            check(storage, dataSource, properties);
            return CallHistory.of(storage);
        }

        /** Creates the tables of an embedded database. Fails if the history cannot work until an operator changes something. */
        private static void check(JdbcHistory storage, DataSource dataSource, HistoryProperties properties) {
            try {
                if (properties.initializeSchema() == HistoryProperties.Schema.ALWAYS) {
                    storage.createTables();
                }
                storage.check();
            } catch (UnavailableException e) {
                if (e.retryable() && properties.startWithoutDatabase()) {
                    log.warn("call history unavailable until the database is available: {}", e.getMessage());
                } else if (e.retryable()) {
                    throw new VideoConfigurationException(
                            "The database of the call history is unavailable: " + e.getMessage(),
                            "Start the database and verify spring.datasource.url. With"
                                    + " videoprovider.history.start-without-database=true, the application starts without it.",
                            e);
                } else if (properties.initializeSchema() == HistoryProperties.Schema.EMBEDDED
                        && EmbeddedDatabaseConnection.isEmbedded(dataSource)) {
                    storage.createTables();
                } else {
                    throw new VideoConfigurationException(
                            "The call history cannot use its tables: " + e.getMessage(),
                            "Set videoprovider.history.initialize-schema=always, or create the tables with Flyway or Liquibase."
                                    + " The user of the DataSource needs the privileges SELECT, INSERT, UPDATE and DELETE. To keep"
                                    + " the history in memory instead, set videoprovider.history.store=memory.");
                }
            }
        }
    }

    @Bean
    @ConditionalOnMissingBean(CallHistory.class)
    CallHistory videoCallHistory(HistoryProperties properties) {
        if (properties.store() == HistoryProperties.Store.JDBC) {
            throw new VideoConfigurationException(
                    "videoprovider.history.store is jdbc, but the application has no single or primary DataSource.",
                    "Add spring-boot-starter-jdbc and set spring.datasource.url, mark one of several DataSource beans as"
                            + " @Primary, or define a CallHistory bean.");
        }
        log.info(
                "the call history is kept in memory and lost when the application stops, because {}",
                properties.store() == HistoryProperties.Store.MEMORY
                        ? "videoprovider.history.store is memory"
                        : "the application has no single or primary DataSource");
        return CallHistory.inMemory(properties.maxCalls(), Clock.systemUTC());
    }
}
