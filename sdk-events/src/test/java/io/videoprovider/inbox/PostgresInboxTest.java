package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.postgresql.ds.PGConnectionPoolDataSource;

@EnabledIfEnvironmentVariable(
        named = "INBOX_POSTGRES_URL",
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresInboxTest extends JdbcInboxContract {

    @Override
    JdbcConnectionPool pool() {
        PGConnectionPoolDataSource postgres = new PGConnectionPoolDataSource();
        postgres.setUrl(Objects.requireNonNull(System.getenv("INBOX_POSTGRES_URL")));
        return JdbcConnectionPool.create(postgres);
    }

    @Test
    void duplicates_cause_no_failing_statement_which_would_be_logged() throws InterruptedException {
        assertThat(failuresOfDuplicates()).isEmpty();
    }
}
