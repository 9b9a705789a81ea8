package io.videoprovider.retention;

import static io.videoprovider.retention.RecordedCalls.ACME;
import static io.videoprovider.retention.RecordedCalls.CALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.history.Visibility;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testkit.MutableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordingAccessTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final String PASSWORD = "correct horse";
    private static final Viewer ALICE = Viewer.user("alice");
    private static final Viewer CREATOR = Viewer.user("creator");
    private static final Viewer STRANGER = Viewer.user("stranger");

    @TempDir
    private Path folder;

    private final MutableClock clock = new MutableClock(START);
    private final CallHistory history = CallHistory.inMemory(1_000, clock);
    private final RecordedCalls calls = new RecordedCalls(history, clock);
    private FolderStore store;
    private RecordingStores stores;
    private RecordingAccess access;
    private RecordingId recording;

    @BeforeEach
    void record() {
        store = new FolderStore(folder);
        stores = RecordingStores.builder().store(ACME, store).build();
        access = RecordingAccess.builder(history, stores)
                .hostRoles(Set.of("moderator"))
                .hosts((call, user) -> user.equals("support"))
                .wrongPasswords(3, Duration.ofMinutes(15))
                .clock(clock)
                .build();
        history.storage()
                .updateCall(
                        ACME,
                        CALL,
                        call -> call.toBuilder()
                                .createdBy("creator")
                                .members(List.of(new Member("mod", "moderator"), new Member("guest", null)))
                                .build());
        calls.joined(CALL, "session", "alice");
        calls.joined(CALL, "another-session", "bob");
        recording = calls.ready(CALL, "r1", store.create("a.mp4"));
    }

    private RecordingLink link(Viewer viewer) {
        return access.link(ACME, recording, viewer, LinkRequest.standard());
    }

    private void denied(Viewer viewer) {
        denied(viewer, "r1");
    }

    private void denied(Viewer viewer, String id) {
        assertThatThrownBy(() -> link(viewer))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("acme: the viewer must not have a link to recording " + id);
    }

    /** Sets a password with a hash of fewer iterations, which takes less time. */
    private void protect() {
        history.storage()
                .updateRecording(
                        ACME,
                        recording,
                        entry -> entry.toBuilder()
                                .passwordHash(PasswordHash.of(PASSWORD, 1_000))
                                .visibility(Visibility.PASSWORD)
                                .build());
    }

    private Retention retention() {
        return Retention.builder(history, stores).clock(clock).build();
    }

    @Nested
    class Links {

        @Test
        void a_link_has_the_url_of_the_store_and_expires() {
            RecordingLink link = access.link(
                    ACME,
                    recording,
                    ALICE,
                    LinkRequest.builder().validity(Duration.ofHours(1)).build());

            assertThat(link.url().toString()).contains("a.mp4?signature=");
            assertThat(link.file()).isEqualTo("a.mp4");
            assertThat(link.bytes()).isEqualTo(5);
            assertThat(link.expiresAt()).isEqualTo(START.plus(Duration.ofHours(1)));
        }

        @Test
        void one_of_several_files_must_be_named() {
            recording = calls.ready(CALL, "r2", store.create("a.mp4"), store.create("b.mp4"));

            assertThatThrownBy(() -> link(ALICE))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("file must be the name of one of the 2 files of the recording");
            assertThat(access.link(
                                    ACME,
                                    recording,
                                    ALICE,
                                    LinkRequest.builder().file("b.mp4").build())
                            .file())
                    .isEqualTo("b.mp4");
            assertThatThrownBy(() -> access.link(
                            ACME,
                            recording,
                            ALICE,
                            LinkRequest.builder().file("c.mp4").build()))
                    .isInstanceOf(NotFoundException.class);
        }

        @Test
        void an_unknown_recording_is_not_found() {
            assertThatThrownBy(() -> access.link(ACME, new RecordingId("absent"), ALICE, LinkRequest.standard()))
                    .isInstanceOf(NotFoundException.class);
        }

        @Test
        void a_recording_in_progress_is_a_conflict() {
            recording = calls.report(CALL, "r2", RecordingStatus.PROCESSING);

            assertThatThrownBy(() -> link(ALICE)).isInstanceOf(ConflictException.class);
        }

        @Test
        void a_failed_recording_without_files_is_not_found() {
            recording = calls.report(CALL, "r2", RecordingStatus.FAILED);

            assertThatThrownBy(() -> link(ALICE)).isInstanceOf(NotFoundException.class);
        }

        @Test
        void deleted_files_are_not_found() {
            retention().delete(ACME, recording);

            assertThatThrownBy(() -> link(ALICE)).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> link(Viewer.application())).isInstanceOf(NotFoundException.class);
            denied(STRANGER);
        }

        @Test
        void expired_files_are_not_found_before_their_deletion_unless_they_are_on_legal_hold() {
            retention().setExpiry(ACME, recording, START.plusSeconds(60));
            clock.advance(Duration.ofSeconds(60));

            assertThatThrownBy(() -> link(ALICE)).isInstanceOf(NotFoundException.class);

            retention().setLegalHold(ACME, recording, true);
            assertThat(link(ALICE).file()).isEqualTo("a.mp4");
        }

        @Test
        void a_file_that_was_removed_from_the_store_is_not_found() {
            store.delete("folder/a.mp4");

            assertThatThrownBy(() -> link(ALICE)).isInstanceOf(NotFoundException.class);
        }

        @Test
        void a_file_outside_of_all_stores_is_unsupported() {
            recording = calls.ready(CALL, "r2", "https://elsewhere.example/a.mp4");

            assertThatThrownBy(() -> link(ALICE))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("no RecordingStore accepts");
        }
    }

    @Nested
    class ByVisibility {

        @ParameterizedTest
        @EnumSource(Visibility.class)
        void hosts_and_the_application_always_have_access(Visibility visibility) {
            set(visibility);

            for (String host : List.of("creator", "mod", "support")) {
                assertThat(link(Viewer.user(host)).file()).isEqualTo("a.mp4");
            }
            assertThat(link(Viewer.application()).file()).isEqualTo("a.mp4");
        }

        @Test
        void participants_of_the_session_have_access_by_default() {
            assertThat(calls.entry(recording).visibility()).isEqualTo(Visibility.PARTICIPANTS);
            assertThat(link(ALICE).file()).isEqualTo("a.mp4");
            denied(Viewer.user("bob"));
            denied(Viewer.user("guest"));
            denied(STRANGER);
            denied(Viewer.anonymous());
            denied(Viewer.anonymous().password(PASSWORD));
        }

        @Test
        void without_a_reported_session_those_who_were_connected_meanwhile_have_access() {
            history.storage()
                    .updateRecording(
                            ACME,
                            recording,
                            entry -> entry.toBuilder().sessionId(null).build());
            denied(ALICE);

            history.storage()
                    .updateRecording(
                            ACME,
                            recording,
                            entry -> entry.toBuilder()
                                    .endedAt(START.plusSeconds(60))
                                    .build());
            assertThat(link(ALICE).file()).isEqualTo("a.mp4");
            denied(STRANGER);
        }

        @Test
        void participants_have_no_access_to_a_recording_for_hosts() {
            set(Visibility.HOSTS);

            denied(ALICE);
            denied(Viewer.anonymous());
        }

        @Test
        void a_user_who_rings_the_call_is_not_a_host() {
            CallId other = CallId.of("other");
            recording = calls.ready(other, "r2", store.create("b.mp4"));
            set(Visibility.HOSTS);

            calls.rung(other, "guest", "creator");

            denied(Viewer.user("guest"), "r2");
        }

        @Test
        void everyone_has_access_to_a_public_recording() {
            set(Visibility.PUBLIC);

            assertThat(link(Viewer.anonymous()).file()).isEqualTo("a.mp4");
        }

        @Test
        void everyone_who_has_the_password_has_access() {
            protect();

            assertThat(link(Viewer.anonymous().password(PASSWORD)).file()).isEqualTo("a.mp4");
            denied(ALICE);
            denied(Viewer.anonymous().password(""));
            denied(Viewer.anonymous().password("incorrect horse"));
        }

        private void set(Visibility visibility) {
            history.storage()
                    .updateRecording(
                            ACME,
                            recording,
                            entry -> entry.toBuilder().visibility(visibility).build());
        }
    }

    @Nested
    class Passwords {

        @Test
        void wrong_passwords_are_limited_for_a_time() {
            protect();
            Viewer wrong = Viewer.anonymous().password("incorrect horse");
            Viewer correct = Viewer.anonymous().password(PASSWORD);
            link(correct);
            denied(wrong);
            denied(wrong);
            link(correct);
            denied(wrong);

            clock.advance(Duration.ofMinutes(5));
            RateLimitedException limited = catchThrowableOfType(RateLimitedException.class, () -> link(correct));

            assertThat(limited.retryAfter()).isEqualTo(Duration.ofMinutes(10));
            assertThat(link(CREATOR).file()).isEqualTo("a.mp4");
            clock.advance(Duration.ofMinutes(10));
            assertThat(link(correct).file()).isEqualTo("a.mp4");
        }

        @Test
        void only_a_hash_is_stored_and_nothing_prints_it() {
            RecordingEntry entry = access.setPassword(ACME, recording, PASSWORD, CREATOR);

            assertThat(entry.passwordHash()).startsWith("pbkdf2-sha256$600000$").doesNotContain(PASSWORD);
            assertThat(entry.toString()).doesNotContain("pbkdf2");
            assertThat(Viewer.user("alice").password(PASSWORD)).hasToString("Viewer[alice, password=██]");
            assertThat(link(CREATOR).toString()).doesNotContain("hunter2").doesNotContain("signature");
        }

        @Test
        void without_its_password_a_recording_is_for_hosts() {
            protect();

            RecordingEntry entry = access.setPassword(ACME, recording, null, CREATOR);

            assertThat(entry.visibility()).isEqualTo(Visibility.HOSTS);
            denied(Viewer.anonymous().password(PASSWORD));
        }

        @Test
        void a_short_password_is_rejected() {
            assertThatThrownBy(() -> access.setPassword(ACME, recording, "1234567", CREATOR))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("password must have at least 8 characters, had 7");
        }

        @Test
        void a_hash_of_the_same_password_differs_and_matches_it_only() {
            String hash = PasswordHash.of("pässword", 1_000);

            assertThat(PasswordHash.of("pässword", 1_000)).isNotEqualTo(hash);
            assertThat(PasswordHash.matches("pa\u0308ssword", hash)).isTrue();
            assertThat(PasswordHash.matches("password", hash)).isFalse();
            for (String hostile :
                    List.of("", "plain", "pbkdf2-sha256$99999999$AA$AA", "pbkdf2-sha256$1$A$A", hash + "$")) {
                assertThat(PasswordHash.matches("pässword", hostile)).isFalse();
            }
        }

        @Test
        void a_hash_of_fewer_iterations_matches() {
            // From Python's hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 4096).
            String hash = "pbkdf2-sha256$4096$c2FsdA$xeR41ZKIyEGqUw22hFxMjZYok6ABzk4RpJY4c6qYE0o";

            assertThat(PasswordHash.matches("password", hash)).isTrue();
        }
    }

    @Nested
    class Settings {

        @Test
        void hosts_change_the_visibility() {
            RecordingEntry entry = access.setVisibility(ACME, recording, Visibility.PUBLIC, Viewer.user("mod"));

            assertThat(entry.visibility()).isEqualTo(Visibility.PUBLIC);
        }

        @Test
        void other_viewers_change_nothing() {
            RecordingEntry before = calls.entry(recording);

            for (Viewer viewer : List.of(ALICE, STRANGER, Viewer.anonymous())) {
                assertThatThrownBy(() -> access.setVisibility(ACME, recording, Visibility.PUBLIC, viewer))
                        .isInstanceOf(PermissionDeniedException.class);
                assertThatThrownBy(() -> access.setPassword(ACME, recording, PASSWORD, viewer))
                        .isInstanceOf(PermissionDeniedException.class);
                assertThatThrownBy(() -> access.requireHost(ACME, recording, viewer))
                        .isInstanceOf(PermissionDeniedException.class);
            }
            assertThat(calls.entry(recording)).isEqualTo(before);
            access.requireHost(ACME, recording, CREATOR);
        }

        @Test
        void visibility_by_password_needs_a_password() {
            assertThatThrownBy(() -> access.setVisibility(ACME, recording, Visibility.PASSWORD, CREATOR))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("set one first");
        }
    }

    @Nested
    class Requests {

        @Test
        void extreme_values_are_rejected() {
            assertThatThrownBy(() -> LinkRequest.builder().validity(Duration.ofMillis(999)))
                    .hasMessageContaining("validity must be between PT1S and PT168H");
            assertThatThrownBy(() -> LinkRequest.builder().validity(Duration.ofDays(8)))
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> LinkRequest.builder().contentType("video/mp4\r\nSet-Cookie: a=b"))
                    .hasMessage("contentType must have only visible ASCII characters and spaces, and at least one");
            assertThatThrownBy(() -> LinkRequest.builder().downloadName("../a.mp4"))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }
}
