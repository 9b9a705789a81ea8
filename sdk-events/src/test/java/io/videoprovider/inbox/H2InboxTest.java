package io.videoprovider.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.history.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class H2InboxTest extends JdbcInboxContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }

    @Test
    void a_value_that_the_database_rejects_throws_InvalidRequestException_without_data_of_the_delivery()
            throws SQLException {
        Inbox inbox = inbox();
        execute("ALTER TABLE videoprovider_inbox ADD CHECK (delivery_id <> 'hunter2')");

        InvalidRequestException failure =
                catchThrowableOfType(InvalidRequestException.class, () -> inbox.add(delivery("hunter2", "call", 0)));

        assertThat(failure)
                .hasMessage("inbox database rejected a value: failed to add a delivery [SQLSTATE 23513, attempt 1]")
                .hasCauseInstanceOf(SQLException.class);
        assertThat(failure.retryable()).isFalse();
        assertThat(inbox.add(delivery("another", "call", 0))).isEqualTo(Inbox.AddResult.ACCEPTED);
    }

    @Test
    void threads_end_soon_after_the_last_access() {
        inbox().check();
        assertThat(threads()).isPositive();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> threads() == 0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("videoprovider-inbox-jdbc"))
                .count();
    }

    /** In one of eight runs H2 reports an existing index in spite of IF NOT EXISTS. */
    @RepeatedTest(20)
    void concurrent_creation_of_tables_is_reliable() throws Exception {
        createTablesConcurrently();
    }
}
