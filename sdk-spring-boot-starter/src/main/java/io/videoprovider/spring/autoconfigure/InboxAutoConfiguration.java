package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.JdbcInbox;
import io.videoprovider.inbox.MemoryInbox;
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
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where webhooks are kept until they are handled: in the database where there is one, else in memory. */
@AutoConfiguration(
        after = {LiveKitAutoConfiguration.class, StreamAutoConfiguration.class},
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnBooleanProperty(name = "videoprovider.webhooks.enabled", matchIfMissing = true)
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
        DataSourceScriptDatabaseInitializer videoInboxSchema(
                DataSource dataSource, VideoProviderProperties properties) {
            DatabaseInitializationMode mode = DatabaseInitializationMode.valueOf(
                    properties.inbox().initializeSchema().name().toUpperCase(Locale.ROOT));
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
        JdbcInbox videoInbox(DataSource dataSource, VideoProviderProperties properties) {
            JdbcInbox.Builder builder =
                    JdbcInbox.builder(dataSource).holdBack(properties.inbox().holdBack());
            if (properties.inbox().retention() != null) {
                builder.retention(properties.inbox().retention());
            }
            return builder.build();
        }
    }

    @Bean
    @ConditionalOnMissingBean(Inbox.class)
    MemoryInbox videoInbox(VideoProviderProperties properties) {
        if (properties.inbox().store() == VideoProviderProperties.Inbox.Store.JDBC) {
            throw new VideoConfigurationException(
                    "videoprovider.inbox.store is jdbc, and there is no DataSource, or there are several and none is primary.",
                    "Add spring-boot-starter-jdbc and set spring.datasource.url, mark one DataSource as @Primary, or define a bean"
                            + " of the type Inbox.");
        }
        MemoryInbox.Builder builder =
                MemoryInbox.builder().holdBack(properties.inbox().holdBack());
        if (properties.inbox().retention() != null) {
            builder.retention(properties.inbox().retention());
        }
        return builder.build();
    }
}
