package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.error.UnavailableException;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class H2InboxTest extends JdbcInboxContract {

    @Override
    JdbcConnectionPool pool() {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    @Test
    void a_broken_database_is_unavailable_and_nothing_of_the_delivery_is_said() throws SQLException {
        Inbox inbox = inbox();
        execute("DROP TABLE videoprovider_inbox");

        UnavailableException failure =
                catchThrowableOfType(UnavailableException.class, () -> inbox.add(delivery("hunter2", "call", 0)));

        assertThat(failure)
                .hasMessage("the inbox's database failed to add a delivery [SQLSTATE 42S02, attempt 1]")
                .hasCauseInstanceOf(SQLException.class);
        assertThat(failure.retryable()).isTrue();
    }

    /** One of eight times H2 says that the other's index exists, IF NOT EXISTS or not. */
    @RepeatedTest(20)
    void two_may_make_its_tables_at_once_however_often() throws Exception {
        makeTablesAgainAndByTwoAtOnce();
    }
}
