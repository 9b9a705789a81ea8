package io.videoprovider.inbox;

import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

class H2InstancesTest extends JdbcInstancesContract {

    @Override
    JdbcConnectionPool pool() {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }
}
