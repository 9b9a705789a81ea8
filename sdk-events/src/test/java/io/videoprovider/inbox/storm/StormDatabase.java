package io.videoprovider.inbox.storm;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** The shared database. */
public final class StormDatabase {

    private StormDatabase() {}

    /** Returns a pool of H2, which works with the connections of any database. */
    public static JdbcConnectionPool pool(String url) {
        JdbcConnectionPool pool;
        if (url.startsWith("jdbc:postgresql:")) {
            PGConnectionPoolDataSource postgres = new PGConnectionPoolDataSource();
            postgres.setUrl(url);
            pool = JdbcConnectionPool.create(postgres);
        } else {
            pool = JdbcConnectionPool.create(url, "sa", "");
        }
        pool.setMaxConnections(40);
        return pool;
    }

    /** Creates a schema, because another run of the tests may use the same server. Returns its name. */
    public static String createSchema(DataSource dataSource) throws SQLException {
        String schema = "storm_" + UUID.randomUUID().toString().replace("-", "");
        execute(dataSource, "CREATE SCHEMA " + schema);
        return schema;
    }

    /** Returns the URL of a schema of a PostgreSQL database. */
    public static String inSchema(String url, String schema) {
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    public static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
