package io.videoprovider.history;

import static io.videoprovider.history.Story.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(
        named = TestDatabase.POSTGRES_URL,
        matches = ".+",
        disabledReason = "INBOX_POSTGRES_URL is not set; see docs/testing.md")
class PostgresHistoryTest extends JdbcHistoryContract {

    private static final String ROW_LEVEL_SECURITY =
            "/META-INF/videoprovider/history/postgresql/optional__videoprovider_history_row_level_security.sql";

    @Override
    TestDatabase database() throws SQLException {
        return TestDatabase.postgres();
    }

    @Test
    void with_row_level_security_a_user_sees_the_own_calls() throws Exception {
        HistoryStorage storage = storage();
        for (String user : List.of("ann", "bob", "cid")) {
            CallId call = CallId.of("joined-by-" + user);
            storage.apply(new Story(call.id(), "s")
                    .started(1)
                    .joined(2, user, "c")
                    .ended(3)
                    .events());
            storage.updateCall(
                    ACME,
                    CallId.of("created-by-" + user),
                    one -> one.toBuilder()
                            .createdBy(user)
                            .custom(Map.of("a", "b"))
                            .build());
            storage.updateCall(
                    ACME,
                    CallId.of("with-member-" + user),
                    one -> one.toBuilder().members(List.of(Member.of(user))).build());
        }
        String role = "reader_" + schema();
        execute(script());
        execute(script());
        execute("CREATE ROLE " + role);
        try {
            execute("GRANT USAGE ON SCHEMA " + schema() + " TO " + role);
            execute("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema() + " TO " + role);

            assertThat(visible(role, "ann", "SELECT call_id FROM videoprovider_call"))
                    .containsExactlyInAnyOrder("joined-by-ann", "created-by-ann", "with-member-ann");
            for (String table : List.of("session", "participation", "call_custom", "call_member")) {
                assertThat(visible(role, "ann", "SELECT call_ref FROM videoprovider_" + table))
                        .as(table)
                        .hasSize(1);
                assertThat(visible(role, "", "SELECT call_ref FROM videoprovider_" + table))
                        .as(table)
                        .isEmpty();
            }
            storage.acquireLease("job", "holder", Duration.ofMinutes(1));
            assertThat(visible(role, "ann", "SELECT name FROM videoprovider_lease"))
                    .isEmpty();
            assertThat(storage.calls(CallEntryQuery.builder().build()).items()).hasSize(9);
        } finally {
            execute("DROP OWNED BY " + role);
            execute("DROP ROLE " + role);
        }
    }

    @Test
    void with_row_level_security_a_user_sees_the_recordings_to_which_the_user_may_have_a_link() throws Exception {
        HistoryStorage storage = storage();
        CallId call = CallId.of("call");
        storage.updateCall(
                ACME,
                call,
                one -> one.toBuilder()
                        .createdBy("ann")
                        .members(List.of(Member.of("bob"), Member.of("cid")))
                        .build());
        storage.apply(new Story("call", "s")
                .started(1)
                .joined(2, "bob", "c")
                .aborted(2, "fay", "f")
                .events());
        storage.apply(
                new Story("call", "other").started(1).joined(2, "eve", "d").events());
        for (Visibility visibility : Visibility.values()) {
            RecordingId id = new RecordingId(visibility.name());
            storage.apply(new Story("call", "s")
                    .recording(3, id.value(), RecordingStatus.READY, Story.file("a.mp4"))
                    .broadcast(3, "b-" + id.value(), BroadcastStatus.ENDED)
                    .events());
            storage.updateRecording(
                    ACME,
                    id,
                    one -> one.toBuilder()
                            .visibility(visibility)
                            .passwordHash("pbkdf2-sha256$1$a$b")
                            .build());
        }
        String role = "reader_" + schema();
        execute(script());
        execute("CREATE ROLE " + role);
        try {
            execute("GRANT USAGE ON SCHEMA " + schema() + " TO " + role);
            execute(grant(role));
            String recordings = "SELECT recording_id FROM videoprovider_recording";

            assertThat(visible(role, "ann", recordings))
                    .containsExactlyInAnyOrder("HOSTS", "PARTICIPANTS", "PASSWORD", "PUBLIC");
            assertThat(visible(role, "bob", recordings)).containsExactlyInAnyOrder("PARTICIPANTS", "PUBLIC");
            for (String user : List.of("cid", "eve", "fay")) {
                assertThat(visible(role, user, recordings)).as(user).containsExactly("PUBLIC");
            }
            assertThat(visible(role, "dan", recordings)).isEmpty();
            assertThat(visible(role, "", recordings)).isEmpty();
            for (String column : List.of("password_hash", "files", "*")) {
                assertThatThrownBy(() -> visible(role, "ann", "SELECT " + column + " FROM videoprovider_recording"))
                        .as(column)
                        .hasMessageContaining("permission denied");
            }

            // As queries of the history by user: the creator, and users who joined the session.
            String broadcasts = "SELECT broadcast_id FROM videoprovider_broadcast";
            assertThat(visible(role, "ann", broadcasts)).hasSize(4);
            assertThat(visible(role, "bob", broadcasts)).hasSize(4);
            assertThat(visible(role, "cid", broadcasts)).isEmpty();
        } finally {
            execute("DROP OWNED BY " + role);
            execute("DROP ROLE " + role);
        }
    }

    /** Returns the statements that the script recommends in its comment. */
    private static String grant(String role) throws IOException {
        return script().lines()
                .filter(line -> line.startsWith("--     GRANT ") || line.startsWith("--         "))
                .map(line -> line.substring(2))
                .collect(Collectors.joining("\n"))
                .replace("my_role", role);
    }

    private static String script() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(JdbcHistoryContract.class.getResourceAsStream(ROW_LEVEL_SECURITY))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String schema() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return connection.getSchema();
        }
    }

    private List<String> visible(String role, String user, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE " + role);
            statement.execute("SELECT set_config('videoprovider.user_id', '" + user + "', false)");
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            } finally {
                statement.execute("RESET ROLE");
            }
        }
        return found;
    }
}
