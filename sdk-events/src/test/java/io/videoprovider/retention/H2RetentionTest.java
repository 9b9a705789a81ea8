package io.videoprovider.retention;

import io.videoprovider.history.TestDatabase;

class H2RetentionTest extends JdbcRetentionContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
