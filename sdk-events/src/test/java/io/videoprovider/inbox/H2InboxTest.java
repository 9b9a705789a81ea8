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
    void a_failing_database_throws_UnavailableException_without_data_of_the_delivery() throws SQLException {
        Inbox inbox = inbox();
        execute("ALTER TABLE videoprovider_inbox ADD CHECK (delivery_id <> 'hunter2')");

        UnavailableException failure =
                catchThrowableOfType(UnavailableException.class, () -> inbox.add(delivery("hunter2", "call", 0)));

        assertThat(failure)
                .hasMessage("inbox database failed to add a delivery [SQLSTATE 23513, attempt 1]")
                .hasCauseInstanceOf(SQLException.class);
        assertThat(failure.retryable()).isTrue();
    }

    /** In one of eight runs H2 reports an existing index in spite of IF NOT EXISTS. */
    @RepeatedTest(20)
    void concurrent_creation_of_tables_is_reliable() throws Exception {
        createTablesConcurrently();
    }
}
