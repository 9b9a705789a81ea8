package io.videoprovider.spring.autoconfigure.inbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_POSTGRES_URL",
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresApplicationInboxTest extends ApplicationInboxContract {

    /** Of this test only: others, also those of another build, may use the same server. */
    private final String schema = "application_" + UUID.randomUUID().toString().replace("-", "");

    private final String url = Objects.requireNonNull(System.getenv("INBOX_POSTGRES_URL"));

    @Override
    String[] emptySchema() throws SQLException {
        execute("CREATE SCHEMA " + schema);
        return new String[] {"spring.datasource.url=" + url, "spring.datasource.hikari.schema=" + schema};
    }

    @Override
    void dropSchema() throws SQLException {
        execute("DROP SCHEMA " + schema + " CASCADE");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    String folder() {
        return "postgresql";
    }
}
