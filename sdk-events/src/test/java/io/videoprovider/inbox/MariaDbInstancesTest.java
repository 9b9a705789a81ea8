package io.videoprovider.inbox;

import io.videoprovider.history.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_MARIADB_URL",
        matches = ".+",
        disabledReason = "INBOX_MARIADB_URL is not set; see docs/testing.md")
class MariaDbInstancesTest extends JdbcInstancesContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.mariaDb("");
    }
}
