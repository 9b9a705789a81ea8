package io.videoprovider.spring.autoconfigure.inbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_MARIADB_URL",
        matches = ".+",
        disabledReason = "INBOX_MARIADB_URL is not set; see docs/testing.md")
class MariaDbApplicationInboxTest extends ApplicationInboxContract {

    /** Of this test only: others, also those of another build, may use the same server. */
    private final String database =
            "application_" + UUID.randomUUID().toString().replace("-", "");

    private final String url = Objects.requireNonNull(System.getenv("INBOX_MARIADB_URL"));

    @Override
    String[] emptySchema() throws SQLException {
        execute("CREATE DATABASE " + database);
        return new String[] {"spring.datasource.url=" + url, "spring.datasource.hikari.catalog=" + database};
    }

    @Override
    void dropSchema() throws SQLException {
        execute("DROP DATABASE " + database);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    String folder() {
        return "mysql";
    }
}
