package io.videoprovider.spring.autoconfigure.inbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_MARIADB_URL",
        matches = ".+",
        disabledReason = "INBOX_MARIADB_URL is not set; see docs/testing.md")
class MariaDbApplicationInboxTest extends ApplicationInboxContract {

    /** Separate from the tests of videoprovider-events, which drop tables. */
    private static final String DATABASE = "videoprovider_application";

    @Override
    String[] emptySchema() throws SQLException {
        String url = Objects.requireNonNull(System.getenv("INBOX_MARIADB_URL"));
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + DATABASE);
            statement.execute("CREATE DATABASE " + DATABASE);
        }
        return new String[] {"spring.datasource.url=" + url, "spring.datasource.hikari.catalog=" + DATABASE};
    }

    @Override
    String folder() {
        return "mysql";
    }
}
