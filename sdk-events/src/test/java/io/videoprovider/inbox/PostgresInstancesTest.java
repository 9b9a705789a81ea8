package io.videoprovider.inbox;

import java.util.Objects;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.postgresql.ds.PGConnectionPoolDataSource;

@EnabledIfEnvironmentVariable(
        named = "INBOX_POSTGRES_URL",
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresInstancesTest extends JdbcInstancesContract {

    @Override
    JdbcConnectionPool pool() {
        PGConnectionPoolDataSource postgres = new PGConnectionPoolDataSource();
        postgres.setUrl(Objects.requireNonNull(System.getenv("INBOX_POSTGRES_URL")));
        return JdbcConnectionPool.create(postgres);
    }
}
