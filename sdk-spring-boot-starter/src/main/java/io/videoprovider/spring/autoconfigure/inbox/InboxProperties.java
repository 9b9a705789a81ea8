package io.videoprovider.spring.autoconfigure.inbox;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the inbox and the event dispatcher.
 *
 * @param store Where webhooks are stored until they are handled. By default, jdbc with a DataSource and memory without a database.
 * @param group Consumer group of this application in a database. Applications with different groups share the tables and each receives all of its own webhooks.
 * @param initializeSchema When to create the tables: in an embedded database, which an H2 file is not, always, or never (if Flyway or Liquibase creates them).
 * @param startWithoutDatabase Whether the application starts while the database is unavailable. It rejects webhooks with 503 until then.
 * @param timeout How long a webhook waits for the database before it is rejected with 503.
 * @param retention How long to keep handled webhooks for deduplication. By default, 7 days in a database and 1 day in memory.
 * @param holdBack Delay before an event is handled, so that events that happened earlier but arrive later are handled first.
 * @param concurrency Maximum number of events handled at the same time. By default 64, and with a connection pool at most its size less 3.
 * @param lease Time after which other instances take over the events of an instance that stopped responding.
 * @param poll Interval at which the inbox is polled for events added by other instances.
 * @param maxAttempts Number of attempts before an event becomes a dead letter.
 * @param baseDelay Upper bound of the delay before the second attempt; it doubles with each attempt.
 * @param maxDelay Upper bound of all delays between attempts.
 * @param maxHandlerDuration Duration after which a handler call is interrupted and the attempt has failed.
 * @param missingHandlerTimeout How long events wait for a handler of another instance that is not seen any more.
 * @param retiredHandlers Names of handlers that were removed or renamed: events do not wait for them.
 * @param shutdownTimeout How long to wait for running handlers when the application stops.
 */
@ConfigurationProperties("videoprovider.inbox")
record InboxProperties(
        @Nullable Store store,
        @DefaultValue("default") String group,
        @DefaultValue("embedded") Schema initializeSchema,
        @DefaultValue("true") boolean startWithoutDatabase,
        @DefaultValue("1500ms") Duration timeout,
        @Nullable Duration retention,
        @DefaultValue("0s") Duration holdBack,
        @Nullable Integer concurrency,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("500ms") Duration poll,
        @DefaultValue("15") int maxAttempts,
        @DefaultValue("1s") Duration baseDelay,
        @DefaultValue("5m") Duration maxDelay,
        @DefaultValue("5m") Duration maxHandlerDuration,
        @DefaultValue("1h") Duration missingHandlerTimeout,
        @Nullable Set<String> retiredHandlers,
        @DefaultValue("20s") Duration shutdownTimeout) {

    /** Where webhooks are stored. */
    enum Store {
        MEMORY,
        JDBC
    }

    /** When to create the tables. Boot's DatabaseInitializationMode, whose class is absent in applications without a database. */
    enum Schema {
        ALWAYS,
        EMBEDDED,
        NEVER
    }
}
