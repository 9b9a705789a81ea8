package io.videoprovider.retention;

import static io.videoprovider.retention.RecordedCalls.ACME;
import static io.videoprovider.retention.RecordedCalls.CALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.videoprovider.common.CallId;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testkit.CapturedLog;
import io.videoprovider.testkit.MutableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Retention on any storage of the history, with files in a folder. */
@Timeout(60)
abstract class RetentionContract {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    private Path folder;

    private final MutableClock clock = new MutableClock(START);
    private CallHistory history;
    private RecordedCalls calls;
    private FolderStore store;
    private Retention retention;

    /** Returns an empty history. */
    abstract CallHistory history(MutableClock clock) throws Exception;

    @BeforeEach
    void create() throws Exception {
        history = history(clock);
        calls = new RecordedCalls(history, clock);
        store = new FolderStore(folder);
        retention = builder().build();
    }

    private Retention.Builder builder() {
        return Retention.builder(
                        history, RecordingStores.builder().store(ACME, store).build())
                .policy(RetentionPolicy.builder()
                        .keep(Duration.ofDays(30))
                        .keepForever("lecture")
                        .build())
                .maxPerSecond(1_000)
                .clock(clock);
    }

    private RecordingEntry entry(RecordingId recording) {
        return calls.entry(recording);
    }

    @Nested
    class Job {

        @Test
        void files_are_deleted_when_their_retention_ends() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"), store.create("b.mp4"));

            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 1, 0, 0));
            assertThat(entry(recording).expiresAt()).isEqualTo(START.plus(Duration.ofDays(30)));
            clock.advance(Duration.ofDays(30).minusSeconds(1));
            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 0, 0));
            assertThat(store.has("a.mp4")).isTrue();

            clock.advance(Duration.ofSeconds(1));
            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 1, 0));

            assertThat(store.has("a.mp4")).isFalse();
            assertThat(store.has("b.mp4")).isFalse();
            RecordingEntry tombstone = entry(recording);
            assertThat(tombstone.status()).isEqualTo(RecordingStatus.DELETED);
            assertThat(tombstone.deletedAt()).isEqualTo(clock.instant());
            assertThat(tombstone.files())
                    .containsExactly(
                            new RecordingFile("a.mp4", null, 5L, null), new RecordingFile("b.mp4", null, 5L, null));
            assertThat(tombstone.retentionDueAt()).isNull();
            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 0, 0));
            assertThat(retention.metrics()).isEqualTo(new RetentionMetrics(1, 0, 0, clock.instant()));
        }

        @Test
        void files_of_a_type_that_is_kept_forever_are_not_read_again() {
            RecordingId recording = calls.ready(CallId.of("lecture", "l"), "r1", store.create("a.mp4"));

            assertThat(retention.runOnce().scheduled()).isEqualTo(1);

            assertThat(entry(recording).expiresAt()).isNull();
            assertThat(entry(recording).retentionDueAt()).isNull();
            clock.advance(Duration.ofDays(1_000));
            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 0, 0));
            assertThat(store.has("a.mp4")).isTrue();
        }

        @Test
        void many_recordings_are_deleted_in_batches() {
            for (int i = 0; i < 25; i++) {
                calls.ready(CallId.of("call-" + i), "r" + i, store.create(i + ".mp4"));
            }
            clock.advance(Duration.ofDays(31));

            RetentionRun run = builder().batch(10).build().runOnce();

            assertThat(run).isEqualTo(new RetentionRun(true, 0, 25, 0));
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void a_file_that_no_longer_exists_counts_as_deleted() {
            RecordingId recording = calls.ready(CALL, "r1", "folder/absent.mp4");
            clock.advance(Duration.ofDays(31));

            assertThat(retention.runOnce().deleted()).isEqualTo(1);
            assertThat(entry(recording).status()).isEqualTo(RecordingStatus.DELETED);
        }

        @Test
        void files_of_a_failed_recording_are_deleted() {
            RecordingId recording = calls.report(CALL, "r1", RecordingStatus.FAILED, store.create("a.mp4"));
            clock.advance(Duration.ofDays(31));

            retention.runOnce();

            assertThat(store.has("a.mp4")).isFalse();
            assertThat(entry(recording).status()).isEqualTo(RecordingStatus.DELETED);
        }

        @Test
        void a_failed_deletion_is_retried_with_backoff_and_visible() throws IOException {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            store.protect("a.mp4");
            clock.advance(Duration.ofDays(31));

            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 0, 1));
            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 0, 0));
            assertThat(entry(recording).status()).isEqualTo(RecordingStatus.EXPIRED);
            assertThat(entry(recording).deletionAttempts()).isEqualTo(1);
            assertThat(entry(recording).deletionFailure()).isEqualTo("the folder cannot be changed");
            assertThat(entry(recording).retentionDueAt())
                    .isEqualTo(clock.instant().plusSeconds(60));
            assertThat(history.counts().failedDeletions()).isEqualTo(1);
            assertThat(retention.metrics().failed()).isEqualTo(1);

            clock.advance(Duration.ofSeconds(60));
            assertThat(retention.runOnce().failed()).isEqualTo(1);
            assertThat(entry(recording).retentionDueAt())
                    .isEqualTo(clock.instant().plusSeconds(120));

            store.unprotect("a.mp4");
            clock.advance(Duration.ofMinutes(2));
            assertThat(retention.runOnce().deleted()).isEqualTo(1);
            assertThat(entry(recording).status()).isEqualTo(RecordingStatus.DELETED);
            assertThat(entry(recording).deletionAttempts()).isEqualTo(2);
            assertThat(entry(recording).deletionFailure()).isNull();
            assertThat(history.counts().failedDeletions()).isZero();
        }

        @Test
        void a_file_that_no_store_accepts_is_not_counted_as_deleted() {
            RecordingId recording = calls.ready(CALL, "r1", "https://elsewhere.example/a.mp4?X-Signature=hunter2");
            clock.advance(Duration.ofDays(31));

            assertThat(retention.runOnce().failed()).isEqualTo(1);

            assertThat(entry(recording).deletionFailure())
                    .contains("no RecordingStore accepts")
                    .doesNotContain("hunter2");
        }

        @Test
        void an_instance_that_died_during_a_deletion_is_replaced() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            history.storage()
                    .updateRecording(
                            ACME,
                            recording,
                            entry -> entry.toBuilder()
                                    .status(RecordingStatus.EXPIRED)
                                    .expiresAt(START)
                                    .retentionDueAt(START.plus(Duration.ofMinutes(10)))
                                    .build());

            assertThat(retention.runOnce().deleted()).isZero();
            clock.advance(Duration.ofMinutes(10));
            assertThat(retention.runOnce().deleted()).isEqualTo(1);
        }

        @Test
        void a_file_that_is_reported_after_the_deletion_is_deleted_too() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            clock.advance(Duration.ofDays(31));
            retention.runOnce();
            Instant deletedAt = entry(recording).deletedAt();

            calls.report(CALL, "r1", RecordingStatus.READY, START, store.create("late.mp4"));
            clock.advance(Duration.ofSeconds(1));
            assertThat(retention.runOnce().deleted()).isEqualTo(1);

            assertThat(store.has("late.mp4")).isFalse();
            assertThat(entry(recording).deletedAt()).isEqualTo(deletedAt);
            assertThat(entry(recording).files()).allMatch(file -> file.location() == null);
        }

        @Test
        void a_file_of_a_later_run_is_not_deleted_after_the_deletion_of_the_first_one() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            retention.delete(ACME, recording);
            clock.advance(Duration.ofMinutes(5));

            calls.ready(CALL, "r1", store.create("b.mp4"));
            clock.advance(Duration.ofSeconds(1));
            retention.runOnce();

            assertThat(store.has("b.mp4")).isTrue();
            assertThat(entry(recording).status()).isEqualTo(RecordingStatus.READY);
            clock.advance(Duration.ofDays(30));
            assertThat(retention.runOnce().deleted()).isEqualTo(1);
            assertThat(store.has("b.mp4")).isFalse();
        }

        @Test
        void a_recording_that_starts_again_during_the_deletion_is_in_progress_afterwards() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            clock.advance(Duration.ofDays(31));
            store.duringDeletion(() -> calls.report(CALL, "r1", RecordingStatus.RECORDING));

            assertThat(retention.runOnce().deleted()).isEqualTo(1);

            assertThat(store.has("a.mp4")).isFalse();
            assertThat(entry(recording).status()).isEqualTo(RecordingStatus.RECORDING);
            assertThat(entry(recording).files()).allMatch(file -> file.location() == null);
            clock.advance(Duration.ofMinutes(5));
            calls.ready(CALL, "r1", store.create("b.mp4"));
            retention.runOnce();
            assertThat(store.has("b.mp4")).isTrue();
            assertThat(entry(recording).expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
        }

        @Test
        void one_instance_at_a_time_deletes() {
            calls.ready(CALL, "r1", store.create("a.mp4"));
            clock.advance(Duration.ofDays(31));
            history.storage().acquireLease("retention", "another instance", Duration.ofMinutes(1));

            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(false, 0, 0, 0));
            assertThat(store.has("a.mp4")).isTrue();

            clock.advance(Duration.ofMinutes(1));
            assertThat(retention.runOnce().deleted()).isEqualTo(1);
            assertThat(history.storage().acquireLease("retention", "another instance", Duration.ofMinutes(1)))
                    .isTrue();
        }

        @Test
        void a_started_job_deletes_and_stops() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            clock.advance(Duration.ofDays(31));
            try (Retention job = builder().interval(Duration.ofSeconds(1)).build()) {
                job.start();
                job.start();
                await().until(() -> entry(recording).status() == RecordingStatus.DELETED);

                calls.ready(CALL, "r2", store.create("b.mp4"));
                clock.advance(Duration.ofDays(31));
                await().until(() -> !store.has("b.mp4"));
                assertThat(job.stop(Duration.ofSeconds(10))).isTrue();
            }
        }

        @Test
        void deletions_are_logged_without_locations() throws IOException {
            CapturedLog log = CapturedLog.start();
            calls.ready(CALL, "log-1", store.create("a.mp4"));
            calls.ready(CALL, "log-2", store.create("secret-place.mp4"));
            store.protect("secret-place.mp4");
            clock.advance(Duration.ofDays(31));

            retention.runOnce();

            assertThat(log.text())
                    .contains("deleted 1 files of recording log-1 of acme/default:standup")
                    .contains("deletion of recording log-2 of acme/default:standup failed on attempt 1")
                    .doesNotContain("secret-place");
        }
    }

    /** A collation of MySQL and MariaDB ignores spaces at the end. */
    @Test
    void a_user_with_a_space_at_the_end_of_the_id_is_another_user() {
        calls.joined(CALL, "session", "bob");
        calls.joined(CALL, "another-session", "cid ");
        RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
        RecordingAccess access = RecordingAccess.builder(
                        history, RecordingStores.builder().store(ACME, store).build())
                .clock(clock)
                .build();

        assertThat(access.link(ACME, recording, Viewer.user("bob"), LinkRequest.standard())
                        .file())
                .isEqualTo("a.mp4");
        assertThatThrownBy(() -> access.link(ACME, recording, Viewer.user("bob "), LinkRequest.standard()))
                .isInstanceOf(PermissionDeniedException.class);

        calls.joined(CALL, "session", "cid ");
        assertThat(access.link(ACME, recording, Viewer.user("cid "), LinkRequest.standard())
                        .file())
                .isEqualTo("a.mp4");
        assertThatThrownBy(() -> access.link(ACME, recording, Viewer.user("cid"), LinkRequest.standard()))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Nested
    class DryRun {

        @Test
        void the_recordings_that_would_be_deleted_are_listed_and_nothing_changes() {
            RecordingId due = calls.ready(CALL, "due", store.create("a.mp4"));
            calls.ready(CallId.of("lecture", "l"), "kept", store.create("b.mp4"));
            clock.advance(Duration.ofDays(31));
            calls.ready(CallId.of("recent"), "recent", store.create("c.mp4"));
            Retention dry = builder().dryRun(true).build();
            RecordingEntry before = entry(due);

            assertThat(dry.runOnce()).isEqualTo(new RetentionRun(true, 0, 1, 0));

            assertThat(dry.preview(10)).extracting(RecordingEntry::recording).containsExactly(due);
            assertThat(entry(due)).isEqualTo(before);
            assertThat(store.has("a.mp4")).isTrue();
        }
    }

    @Nested
    class OnRequest {

        @Test
        void files_are_deleted_at_once_and_repeating_it_has_no_effect() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));

            RecordingEntry deleted = retention.delete(ACME, recording);

            assertThat(store.has("a.mp4")).isFalse();
            assertThat(deleted.status()).isEqualTo(RecordingStatus.DELETED);
            assertThat(deleted.expiresAt()).isEqualTo(START);
            assertThat(retention.delete(ACME, recording)).isEqualTo(deleted);
        }

        @Test
        void a_recording_in_progress_is_a_conflict() {
            RecordingId recording = calls.report(CALL, "r1", RecordingStatus.RECORDING);

            assertThatThrownBy(() -> retention.delete(ACME, recording))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("in progress (RECORDING)");
        }

        @Test
        void an_unknown_recording_is_not_found() {
            assertThatThrownBy(() -> retention.delete(ACME, new RecordingId("absent")))
                    .isInstanceOf(NotFoundException.class);
        }

        @Test
        void a_failure_is_thrown_and_the_job_tries_again() throws IOException {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            store.protect("a.mp4");

            assertThatThrownBy(() -> retention.delete(ACME, recording)).isInstanceOf(UnavailableException.class);

            assertThat(entry(recording).status()).isEqualTo(RecordingStatus.EXPIRED);
            store.unprotect("a.mp4");
            clock.advance(Duration.ofMinutes(1));
            assertThat(retention.runOnce().deleted()).isEqualTo(1);
        }

        @Test
        void a_failed_recording_without_files_becomes_a_tombstone() {
            RecordingId recording = calls.report(CALL, "r1", RecordingStatus.FAILED);

            assertThat(retention.delete(ACME, recording).status()).isEqualTo(RecordingStatus.DELETED);
        }

        @Test
        void concurrent_requests_delete_once() throws Exception {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            CyclicBarrier start = new CyclicBarrier(4);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<RecordingEntry>> results = threads.invokeAll(Arrays.asList(
                        () -> request(start, recording),
                        () -> request(start, recording),
                        () -> request(start, recording),
                        () -> request(start, recording)));
                for (Future<RecordingEntry> result : results) {
                    assertThat(result.get().status()).isIn(RecordingStatus.EXPIRED, RecordingStatus.DELETED);
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(entry(recording).status()).isEqualTo(RecordingStatus.DELETED);
            assertThat(retention.metrics().deleted()).isEqualTo(1);
        }

        private RecordingEntry request(CyclicBarrier start, RecordingId recording) throws Exception {
            start.await();
            return retention.delete(ACME, recording);
        }
    }

    @Nested
    class Expiry {

        @Test
        void a_single_recording_is_kept_longer_than_the_policy_says() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            retention.runOnce();

            retention.setExpiry(ACME, recording, START.plus(Duration.ofDays(90)));
            clock.advance(Duration.ofDays(89));
            assertThat(retention.runOnce().deleted()).isZero();
            clock.advance(Duration.ofDays(1));
            assertThat(retention.runOnce().deleted()).isEqualTo(1);
        }

        @Test
        void a_time_that_was_set_during_the_recording_stays() {
            RecordingId recording = calls.report(CALL, "r1", RecordingStatus.RECORDING);
            retention.setExpiry(ACME, recording, START.plus(Duration.ofDays(2)));
            calls.ready(CALL, "r1", store.create("a.mp4"));

            retention.runOnce();

            assertThat(entry(recording).expiresAt()).isEqualTo(START.plus(Duration.ofDays(2)));
        }

        @Test
        void a_recording_is_kept_until_it_is_deleted_on_request() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));

            retention.setExpiry(ACME, recording, null);

            clock.advance(Duration.ofDays(1_000));
            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 0, 0));
            assertThat(retention.delete(ACME, recording).status()).isEqualTo(RecordingStatus.DELETED);
        }

        @Test
        void a_recording_that_is_kept_stays_kept_when_it_runs_again() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            retention.setExpiry(ACME, recording, null);
            runAgain("b.mp4");

            retention.runOnce();
            clock.advance(Duration.ofDays(1_000));

            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 0, 0));
            assertThat(retention.preview(10)).isEmpty();
            assertThat(store.has("a.mp4")).isTrue();
            assertThat(store.has("b.mp4")).isTrue();
            assertThat(entry(recording).expiresAt()).isNull();
        }

        @Test
        void a_recording_in_progress_can_be_kept() {
            RecordingId recording = calls.report(CALL, "r1", RecordingStatus.RECORDING);
            retention.setExpiry(ACME, recording, null);
            calls.ready(CALL, "r1", store.create("a.mp4"));

            clock.advance(Duration.ofDays(1_000));
            retention.runOnce();

            assertThat(retention.runOnce().deleted()).isZero();
            assertThat(store.has("a.mp4")).isTrue();
        }

        @Test
        void a_time_that_was_set_stays_when_the_recording_runs_again() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            Instant time = START.plus(Duration.ofDays(90));
            retention.setExpiry(ACME, recording, time);
            runAgain("b.mp4");

            retention.runOnce();

            assertThat(entry(recording).expiresAt()).isEqualTo(time);
        }

        @Test
        void the_policy_applies_again_to_a_recording_that_runs_again() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            retention.runOnce();
            clock.advance(Duration.ofDays(29));
            runAgain("b.mp4");
            Instant end = clock.instant();

            // The time that the policy determined after the first run.
            clock.advance(Duration.ofDays(2));
            retention.runOnce();

            assertThat(store.has("b.mp4")).isTrue();
            assertThat(entry(recording).status()).isEqualTo(RecordingStatus.READY);
            assertThat(entry(recording).expiresAt()).isEqualTo(end.plus(Duration.ofDays(30)));
        }

        /** Reports a second run of r1, as Stream does within a session. */
        private void runAgain(String file) {
            clock.advance(Duration.ofMinutes(5));
            calls.report(CALL, "r1", RecordingStatus.RECORDING);
            clock.advance(Duration.ofMinutes(5));
            calls.ready(CALL, "r1", store.create(file));
        }

        @Test
        void a_recording_whose_deletion_has_started_is_a_conflict() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            retention.delete(ACME, recording);

            assertThatThrownBy(() -> retention.setExpiry(ACME, recording, START.plusSeconds(60)))
                    .isInstanceOf(ConflictException.class);
        }
    }

    @Nested
    class LegalHold {

        @Test
        void files_are_deleted_neither_by_the_job_nor_on_request() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            retention.setLegalHold(ACME, recording, true);
            clock.advance(Duration.ofDays(31));

            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 0, 0));
            assertThatThrownBy(() -> retention.delete(ACME, recording))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("legal hold");
            assertThat(store.has("a.mp4")).isTrue();
        }

        @Test
        void files_that_have_expired_are_deleted_after_the_release() {
            RecordingId recording = calls.report(CALL, "r1", RecordingStatus.RECORDING);
            retention.setLegalHold(ACME, recording, true);
            calls.ready(CALL, "r1", store.create("a.mp4"));
            clock.advance(Duration.ofDays(31));
            retention.runOnce();

            retention.setLegalHold(ACME, recording, false);

            assertThat(retention.runOnce().deleted()).isEqualTo(1);
        }

        @Test
        void it_keeps_what_a_failed_deletion_has_left() throws IOException {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            store.protect("a.mp4");
            clock.advance(Duration.ofDays(31));
            retention.runOnce();

            retention.setLegalHold(ACME, recording, true);

            clock.advance(Duration.ofDays(1));
            assertThat(retention.runOnce()).isEqualTo(new RetentionRun(true, 0, 0, 0));
        }

        @Test
        void deleted_files_are_a_conflict() {
            RecordingId recording = calls.ready(CALL, "r1", store.create("a.mp4"));
            retention.delete(ACME, recording);

            assertThatThrownBy(() -> retention.setLegalHold(ACME, recording, true))
                    .isInstanceOf(ConflictException.class);
        }
    }
}
