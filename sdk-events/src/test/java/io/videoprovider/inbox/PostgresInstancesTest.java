package io.videoprovider.inbox;

import io.videoprovider.history.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_POSTGRES_URL",
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresInstancesTest extends JdbcInstancesContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.postgres();
    }
}
