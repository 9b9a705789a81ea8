package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Meetings, members and history are in the database: a restart loses none. */
class RestartTest {

    @Test
    void meetings_survive_a_restart_in_a_file(@TempDir Path folder) {
        survive("--spring.datasource.url=jdbc:h2:file:" + folder.resolve("meetings"));
    }

    @Test
    @EnabledIfEnvironmentVariable(
            named = "INBOX_POSTGRES_URL",
            matches = ".+",
            disabledReason = "INBOX_POSTGRES_URL is not set: no PostgreSQL to test against, see docs/testing.md")
    void meetings_survive_a_restart_on_postgresql() throws SQLException {
        String url = System.getenv("INBOX_POSTGRES_URL");
        String schema = "meetings_restart";
        execute(url, "DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        execute(url, "CREATE SCHEMA " + schema);
        try {
            survive("--spring.datasource.url=" + url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema);
        } finally {
            execute(url, "DROP SCHEMA " + schema + " CASCADE");
        }
    }

    private static void survive(String database) {
        String planned;
        String past;
        String key;
        try (RunningMeetings app = RunningMeetings.start(database)) {
            Client alice = app.signIn("alice");
            Client bob = app.signIn("bob");
            planned = alice.post(
                            "/api/meetings",
                            Json.builder()
                                    .put("title", "Next week")
                                    .put("description", "Agenda:\n1. …")
                                    .put(
                                            "startsAt",
                                            Instant.now()
                                                    .plus(Duration.ofDays(7))
                                                    .toString())
                                    .put("invite", List.of("bob"))
                                    .build())
                    .ok()
                    .string("id");
            past = alice.meeting("Today");
            key = alice.key(past);
            app.bean(LiveKitEmulator.class).join(bob.join(past, key).ok().string("token"));
            alice.join(past, null).ok();
            alice.post("/api/meetings/" + past + "/end", Json.EMPTY).ok();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> bob.get("/api/meetings/" + past + "/details").ok().objects("sessions").stream()
                            .anyMatch(session -> session.has("endedAt")));
        }
        try (RunningMeetings app = RunningMeetings.start(database)) {
            Client bob = app.signIn("bob");
            Client carol = app.signIn("carol");

            Json upcoming =
                    bob.get("/api/meetings?list=upcoming").ok().objects("items").get(0);
            assertThat(upcoming.string("id")).isEqualTo(planned);
            assertThat(upcoming.string("description")).isEqualTo("Agenda:\n1. …");
            assertThat(upcoming.string("hostName")).isEqualTo("Alice");
            assertThat(bob.get("/api/meetings?list=previous").ok().objects("items"))
                    .anyMatch(meeting -> meeting.string("id").equals(past)
                            && meeting.string("state").equals("ENDED"));
            assertThat(bob.join(past, null).reason()).isEqualTo("ended");
            assertThat(carol.get("/api/meetings/" + planned).status()).isEqualTo(404);
            assertThat(carol.get("/api/meetings/" + past + "?key=" + key).ok().string("title"))
                    .isEqualTo("Today");
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
