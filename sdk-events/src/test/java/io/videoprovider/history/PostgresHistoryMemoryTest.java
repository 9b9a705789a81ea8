package io.videoprovider.history;

import static io.videoprovider.history.Story.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.testkit.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Memory that a history in a database holds for sessions that have ended. */
@EnabledIfEnvironmentVariable(
        named = TestDatabase.POSTGRES_URL,
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresHistoryMemoryTest {

    private static final int SESSIONS = 2000;

    @TempDir
    Path folder;

    private final MutableClock clock = new MutableClock(second(86_400));

    @Test
    void ended_sessions_take_no_memory() throws Exception {
        TestDatabase database = TestDatabase.postgres();
        try {
            JdbcHistory storage =
                    JdbcHistory.builder(database.pool()).clock(clock).build();
            storage.createTables();
            CallHistory history = CallHistory.of(storage);
            endSessions("warm", history);
            long before = instances();

            endSessions("more", history);

            // Each retained entry is at least six objects.
            assertThat(instances() - before).isLessThan(SESSIONS);
        } finally {
            database.close();
        }
    }

    private static void endSessions(String prefix, CallHistory history) {
        for (int first = 0; first < SESSIONS; first += 500) {
            List<VideoEvent> events = new ArrayList<>();
            for (int i = first; i < first + 500; i++) {
                events.addAll(new Story(prefix + i, "session")
                        .started(1)
                        .joined(2, "ann", "a")
                        .ended(60)
                        .events());
            }
            history.projection().apply(events);
            for (SessionEntry session : history.past("ann").items()) {
                history.metrics(session);
            }
        }
        assertThat(history.counts().openSessions()).isZero();
    }

    /**
     * Returns the number of live objects, after a garbage collection. The output is a file: this process is stopped while it sends the
     * histogram, so that it cannot read a pipe, which is full soon.
     */
    private long instances() throws IOException, InterruptedException {
        Path output = folder.resolve("histogram");
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(ProcessHandle.current().pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(histogram.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String total = Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(total.split(" +", -1)[1]);
    }
}
