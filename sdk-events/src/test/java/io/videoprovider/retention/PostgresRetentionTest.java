package io.videoprovider.retention;

import io.videoprovider.history.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = TestDatabase.POSTGRES_URL,
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresRetentionTest extends JdbcRetentionContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.postgres();
    }
}
