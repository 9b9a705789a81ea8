package io.videoprovider.history;

import java.sql.SQLException;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = TestDatabase.MARIADB_URL,
        matches = ".+",
        disabledReason = "INBOX_MARIADB_URL is not set; see docs/testing.md")
class MariaDbHistoryTest extends JdbcHistoryContract {

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.mariaDb("");
    }
}
