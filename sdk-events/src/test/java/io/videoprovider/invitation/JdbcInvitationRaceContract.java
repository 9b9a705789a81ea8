package io.videoprovider.invitation;

import io.videoprovider.history.HistoryStorage;
import io.videoprovider.history.TestDatabase;
import io.videoprovider.history.jdbc.JdbcHistory;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

/** Instances that share a database. */
abstract class JdbcInvitationRaceContract extends InvitationRaceContract {

    @SuppressWarnings("NullAway.Init")
    private TestDatabase database;

    /** Returns an empty database. */
    abstract TestDatabase database() throws SQLException;

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Override
    HistoryStorage storage(Clock clock) {
        if (database == null) {
            try {
                database = database();
            } catch (SQLException e) {
                throw new IllegalStateException("the test database is not available", e);
            }
        }
        return JdbcHistory.builder(database.pool())
                .clock(clock)
                .createTables(true)
                .build();
    }
}
