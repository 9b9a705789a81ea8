package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.VideoProvider;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
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

    InboxAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(Inbox.class)
    @ConditionalOnClass({DataSource.class, DataSourceScriptDatabaseInitializer.class})
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty(name = "videoprovider.inbox.store", havingValue = "jdbc", matchIfMissing = true)
    static class JdbcConfiguration {

        private static final String SCRIPT =
                "classpath:META-INF/videoprovider/inbox/@@platform@@/V1__videoprovider_inbox.sql";

        @Bean
        DataSourceScriptDatabaseInitializer videoInboxSchema(DataSource dataSource, InboxProperties properties) {
            DatabaseInitializationMode mode = DatabaseInitializationMode.valueOf(
                    properties.initializeSchema().name().toUpperCase(Locale.ROOT));
            DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
            settings.setMode(mode);
            if (mode != DatabaseInitializationMode.NEVER) {
                settings.setSchemaLocations(new PlatformPlaceholderDatabaseDriverResolver()
                        .withDriverPlatform(DatabaseDriver.MARIADB, "mysql")
                        .resolveAll(dataSource, SCRIPT));
            } else {
                settings.setSchemaLocations(List.of());
            }
            return new DataSourceScriptDatabaseInitializer(dataSource, settings);
        }

        @Bean
        @DependsOnDatabaseInitialization
        JdbcInbox videoInbox(DataSource dataSource, InboxProperties properties) {
            JdbcInbox.Builder builder = JdbcInbox.builder(dataSource).holdBack(properties.holdBack());
            if (properties.retention() != null) {
                builder.retention(properties.retention());
            }
            return builder.build();
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
