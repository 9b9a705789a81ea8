package io.videoprovider.spring.autoconfigure.inbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = "INBOX_POSTGRES_URL",
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresApplicationInboxTest extends ApplicationInboxContract {

    /** Separate from the tests of videoprovider-events, which drop tables. */
    private static final String SCHEMA = "videoprovider_application";

    @Override
    String[] emptySchema() throws SQLException {
        String url = Objects.requireNonNull(System.getenv("INBOX_POSTGRES_URL"));
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
            statement.execute("CREATE SCHEMA " + SCHEMA);
        }
        return new String[] {"spring.datasource.url=" + url, "spring.datasource.hikari.schema=" + SCHEMA};
    }

    @Override
    String folder() {
        return "postgresql";
    }
}
