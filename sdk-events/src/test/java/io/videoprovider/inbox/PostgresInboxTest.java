package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.history.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_POSTGRES_URL",
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresInboxTest extends JdbcInboxContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.postgres();
    }

    @Test
    void duplicates_cause_no_failing_statement_which_would_be_logged() throws InterruptedException {
        assertThat(failuresOfDuplicates()).isEmpty();
    }
}
