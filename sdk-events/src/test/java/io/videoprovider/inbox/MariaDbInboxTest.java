package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Objects;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.mariadb.jdbc.MariaDbDataSource;

@EnabledIfEnvironmentVariable(
        named = "INBOX_MARIADB_URL",
        matches = ".+",
        disabledReason = "INBOX_MARIADB_URL is not set; see docs/testing.md")
class MariaDbInboxTest extends JdbcInboxContract {

    @Override
    JdbcConnectionPool pool() throws SQLException {
        return JdbcConnectionPool.create(
                new MariaDbDataSource(Objects.requireNonNull(System.getenv("INBOX_MARIADB_URL"))));
    }

    @Test
    void duplicates_cause_no_failing_statement_which_would_be_logged() throws InterruptedException {
        assertThat(failuresOfDuplicates()).isEmpty();
    }
}
