package io.videoprovider.history;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * An empty database, or an empty schema of one, which a test has for itself. Its pool is that of H2, which works with the connections of any
 * database.
 */
@SuppressWarnings("exports")
public record TestDatabase(JdbcConnectionPool pool, String url, String drop) {

    public static final String POSTGRES_URL = "INBOX_POSTGRES_URL";
    public static final String MARIADB_URL = "INBOX_MARIADB_URL";

    public static TestDatabase h2() {
        return new TestDatabase(
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", ""), "", "");
    }

    public static TestDatabase postgres() throws SQLException {
        return postgres("");
    }

    /** Returns a schema, whose connections have options such as {@code -c plan_cache_mode=force_generic_plan}. */
    public static TestDatabase postgres(String options) throws SQLException {
        String url = Objects.requireNonNull(System.getenv(POSTGRES_URL));
        String schema = name();
        execute(url, "CREATE SCHEMA " + schema);
        PGConnectionPoolDataSource postgres = new PGConnectionPoolDataSource();
        postgres.setUrl(url);
        postgres.setCurrentSchema(schema);
        if (!options.isEmpty()) {
            postgres.setOptions(options);
        }
        return new TestDatabase(JdbcConnectionPool.create(postgres), url, "DROP SCHEMA " + schema + " CASCADE");
    }

    public static TestDatabase mariaDb(String options) throws SQLException {
        String url = Objects.requireNonNull(System.getenv(MARIADB_URL));
        String schema = name();
        execute(url, "CREATE DATABASE " + schema);
        return new TestDatabase(
                JdbcConnectionPool.create(
                        new MariaDbDataSource(url.replaceFirst("/[A-Za-z0-9_]*\\?", "/" + schema + "?") + options)),
                url,
                "DROP DATABASE " + schema);
    }

    private static String name() {
        return "history_" + UUID.randomUUID().toString().replace("-", "");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public void close() throws SQLException {
        pool.dispose();
        if (!drop.isEmpty()) {
            execute(url, drop);
        }
    }
}
