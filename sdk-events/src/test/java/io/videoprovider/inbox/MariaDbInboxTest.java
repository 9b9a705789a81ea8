package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.history.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_MARIADB_URL",
        matches = ".+",
        disabledReason = "INBOX_MARIADB_URL is not set; see docs/testing.md")
class MariaDbInboxTest extends JdbcInboxContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.mariaDb("");
    }

    @Test
    void duplicates_cause_no_failing_statement_which_would_be_logged() throws InterruptedException {
        assertThat(failuresOfDuplicates()).isEmpty();
    }
}
