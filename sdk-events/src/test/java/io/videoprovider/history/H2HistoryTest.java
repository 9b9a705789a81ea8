package io.videoprovider.history;

class H2HistoryTest extends JdbcHistoryContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
