package io.videoprovider.spring.autoconfigure.history;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the call history.
 *
 * @param enabled Whether to store calls, sessions, participants and recordings in a call history.
 * @param store Where the history is stored. By default, jdbc with a DataSource and memory without one.
 * @param initializeSchema When to create the tables: in an embedded database, which an H2 file is not, always, or never (if Flyway or Liquibase creates them).
 * @param startWithoutDatabase Whether the application starts while the database is unavailable.
 * @param maxCalls Number of calls that a history in memory keeps.
 * @param reconciler Properties of the reconciler.
 * @param retention Properties of the retention of recordings.
 */
@ConfigurationProperties("videoprovider.history")
record HistoryProperties(
        @DefaultValue("false") boolean enabled,
        @Nullable Store store,
        @DefaultValue("embedded") Schema initializeSchema,
        @DefaultValue("true") boolean startWithoutDatabase,
        @DefaultValue("10000") int maxCalls,
        @DefaultValue Reconciler reconciler,
        @DefaultValue Retention retention) {

    /** Where the history is stored. */
    enum Store {
        MEMORY,
        JDBC
    }

    /** When to create the tables. */
    enum Schema {
        ALWAYS,
        EMBEDDED,
        NEVER
    }

    /**
     * Properties of the reconciler.
     *
     * @param enabled Whether to compare the history with the providers, which closes the gaps that lost webhooks leave.
     * @param interval Time between two comparisons.
     * @param rate Maximum number of operations at providers per second.
     * @param recent How long after the end of a session its recordings and broadcasts are compared.
     */
    record Reconciler(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1m") Duration interval,
            @DefaultValue("20") int rate,
            @DefaultValue("1h") Duration recent) {}

    /**
     * Properties of the retention of recordings.
     *
     * @param enabled Whether to delete files of recordings when their time has come.
     * @param period How long files are kept after the end of a recording.
     * @param perCallType How long files are kept, by type of call.
     * @param interval Time between two runs.
     * @param dryRun Whether runs only log the recordings whose files they would delete.
     */
    record Retention(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("30d") Duration period,
            @DefaultValue Map<String, Duration> perCallType,
            @DefaultValue("15m") Duration interval,
            @DefaultValue("false") boolean dryRun) {}
}
