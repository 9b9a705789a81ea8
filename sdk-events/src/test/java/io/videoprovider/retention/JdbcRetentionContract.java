package io.videoprovider.retention;

import io.videoprovider.history.CallHistory;
import io.videoprovider.history.TestDatabase;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.testkit.MutableClock;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;

/** Retention on a history in a database. */
abstract class JdbcRetentionContract extends RetentionContract {

    @SuppressWarnings("NullAway.Init")
    private TestDatabase database;

    /** Returns an empty database. */
    abstract TestDatabase database() throws SQLException;

    @Override
    CallHistory history(MutableClock clock) throws SQLException {
        database = database();
        return CallHistory.of(
                JdbcHistory.builder(database.pool())
                        .clock(clock)
                        .createTables(true)
                        .build(),
                clock);
    }

    @AfterEach
    void drop() throws SQLException {
        database.close();
    }
}
