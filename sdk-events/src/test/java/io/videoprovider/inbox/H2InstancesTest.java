package io.videoprovider.inbox;

import io.videoprovider.history.TestDatabase;

class H2InstancesTest extends JdbcInstancesContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
