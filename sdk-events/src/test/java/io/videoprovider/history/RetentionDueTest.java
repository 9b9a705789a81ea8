package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The time at which retention must act, as events of recordings set it. */
class RetentionDueTest {

    private static final ProviderId ACME = new ProviderId("acme");
    private static final RecordingId RECORDING = new RecordingId("rec-1");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final MutableClock clock = new MutableClock(NOW);
    private final HistoryStorage storage = CallHistory.inMemory(10, clock).storage();

    @Test
    void a_recording_is_due_when_its_files_are_available() {
        apply(RecordingStatus.RECORDING, file("a.mp4", null));
        assertThat(entry().retentionDueAt()).isNull();

        apply(RecordingStatus.READY, file("a.mp4", "calls/a.mp4"));

        assertThat(entry().retentionDueAt()).isEqualTo(NOW);
        assertThat(storage.retentionsDue(NOW.minusSeconds(1), 10)).isEmpty();
        assertThat(storage.retentionsDue(NOW, 10)).containsExactly(entry());
    }

    @Test
    void a_failed_recording_is_due_only_if_it_has_files() {
        apply(RecordingStatus.FAILED);
        assertThat(entry().retentionDueAt()).isNull();

        apply(RecordingStatus.FAILED, file("a.mp4", "calls/a.mp4"));
        assertThat(entry().retentionDueAt()).isEqualTo(NOW);
    }

    @Test
    void later_events_do_not_change_the_time() {
        apply(RecordingStatus.READY, file("a.mp4", "calls/a.mp4"));
        update(NOW.plusSeconds(60));

        apply(RecordingStatus.READY, file("a.mp4", "calls/a.mp4"), file("b.mp4", "calls/b.mp4"));

        assertThat(entry().retentionDueAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void a_recording_on_legal_hold_is_not_due() {
        apply(RecordingStatus.READY, file("a.mp4", "calls/a.mp4"));
        storage.updateRecording(
                ACME, RECORDING, entry -> entry.toBuilder().legalHold(true).build());

        assertThat(storage.retentionsDue(NOW, 10)).isEmpty();
    }

    @Test
    void a_late_event_does_not_restore_the_location_of_a_deleted_file() {
        apply(RecordingStatus.READY, file("a.mp4", "calls/a.mp4"));
        delete();

        apply(RecordingStatus.READY, file("a.mp4", "calls/a.mp4"));

        assertThat(entry().files()).containsExactly(file("a.mp4", null));
        assertThat(entry().status()).isEqualTo(RecordingStatus.DELETED);
        assertThat(entry().retentionDueAt()).isNull();
    }

    @Test
    void a_file_that_is_reported_after_the_deletion_is_due() {
        apply(RecordingStatus.READY, file("a.mp4", "calls/a.mp4"));
        delete();

        apply(RecordingStatus.READY, file("b.mp4", "calls/b.mp4"));

        assertThat(entry().files()).containsExactly(file("a.mp4", null), file("b.mp4", "calls/b.mp4"));
        assertThat(entry().retentionDueAt()).isEqualTo(NOW);
    }

    @Test
    void a_recording_that_runs_again_after_its_deletion_has_no_expiry() {
        apply(RecordingStatus.READY, file("a.mp4", "calls/a.mp4"));
        storage.updateRecording(
                ACME,
                RECORDING,
                entry -> entry.toBuilder()
                        .endedAt(NOW.minusSeconds(10))
                        .expiresAt(NOW)
                        .build());
        delete();

        apply(RecordingStatus.RECORDING);
        assertThat(entry().status()).isEqualTo(RecordingStatus.RECORDING);
        assertThat(entry().deletedAt()).isNull();
        assertThat(entry().expiresAt()).isNull();
        assertThat(entry().retentionDueAt()).isNull();

        apply(RecordingStatus.READY, file("b.mp4", "calls/b.mp4"));
        assertThat(entry().retentionDueAt()).isEqualTo(NOW);
    }

    @Test
    void a_file_of_a_run_that_started_after_the_end_of_the_deleted_one_is_kept() {
        apply(RecordingStatus.READY, 0, 10, file("a.mp4", "calls/a.mp4"));
        expireAndDelete();

        apply(RecordingStatus.READY, 20, 30, file("b.mp4", "calls/b.mp4"));

        assertThat(entry().status()).isEqualTo(RecordingStatus.READY);
        assertThat(entry().deletedAt()).isNull();
        assertThat(entry().expiresAt()).isNull();
        assertThat(entry().retentionDueAt()).isEqualTo(NOW);
        assertThat(entry().files()).containsExactly(file("a.mp4", null), file("b.mp4", "calls/b.mp4"));
        RecordingEntry after = entry();
        apply(RecordingStatus.READY, 20, 30, file("b.mp4", "calls/b.mp4"));
        assertThat(entry()).isEqualTo(after);
    }

    /** A reconciler reports the listed files together: the start is that of the first one. */
    @Test
    void a_file_of_a_later_run_is_recognised_beside_those_of_the_deleted_one() {
        apply(RecordingStatus.READY, 0, 10, file("a.mp4", "calls/a.mp4"));
        expireAndDelete();
        RecordingFile later = new RecordingFile("b.mp4", "calls/b.mp4", null, Duration.ofSeconds(10));

        apply(RecordingStatus.READY, 0, 30, file("a.mp4", "calls/a.mp4"), later);

        assertThat(entry().status()).isEqualTo(RecordingStatus.READY);
        assertThat(entry().files()).containsExactly(file("a.mp4", null), later);
    }

    @Test
    void a_file_of_the_deleted_run_stays_due_for_deletion() {
        apply(RecordingStatus.READY, 0, 10, file("a.mp4", "calls/a.mp4"));
        expireAndDelete();
        RecordingFile late = new RecordingFile("b.mp4", "calls/b.mp4", null, Duration.ofSeconds(12));

        apply(RecordingStatus.READY, 0, 12, late);

        assertThat(entry().status()).isEqualTo(RecordingStatus.DELETED);
        assertThat(entry().deletedAt()).isEqualTo(NOW);
        assertThat(entry().retentionDueAt()).isEqualTo(NOW);
    }

    @Test
    void a_later_run_ends_a_deletion_that_has_failed() {
        apply(RecordingStatus.READY, 0, 10, file("a.mp4", "calls/a.mp4"));
        storage.updateRecording(
                ACME,
                RECORDING,
                entry -> entry.toBuilder()
                        .status(RecordingStatus.EXPIRED)
                        .expiresAt(NOW)
                        .deletionAttempts(3)
                        .deletionFailure("the folder cannot be changed")
                        .retentionDueAt(NOW.plusSeconds(600))
                        .build());

        apply(RecordingStatus.READY, 20, 30, file("b.mp4", "calls/b.mp4"));

        assertThat(entry().status()).isEqualTo(RecordingStatus.READY);
        assertThat(entry().expiresAt()).isNull();
        assertThat(entry().deletionFailure()).isNull();
        assertThat(entry().deletionAttempts()).isZero();
        assertThat(entry().retentionDueAt()).isEqualTo(NOW);
    }

    @Test
    void the_expiry_of_a_recording_with_a_file_of_a_later_run_is_determined_again() {
        apply(RecordingStatus.READY, 0, 10, file("a.mp4", "calls/a.mp4"));
        storage.updateRecording(
                ACME,
                RECORDING,
                entry -> entry.toBuilder()
                        .expiresAt(NOW.plusSeconds(60))
                        .retentionDueAt(NOW.plusSeconds(60))
                        .build());

        apply(RecordingStatus.READY, 20, 30, file("b.mp4", "calls/b.mp4"));

        assertThat(entry().endedAt()).isEqualTo(NOW.plusSeconds(30));
        assertThat(entry().expiresAt()).isNull();
        assertThat(entry().retentionDueAt()).isEqualTo(NOW);
    }

    private void expireAndDelete() {
        storage.updateRecording(
                ACME, RECORDING, entry -> entry.toBuilder().expiresAt(NOW).build());
        delete();
    }

    private void delete() {
        storage.updateRecording(
                ACME,
                RECORDING,
                entry -> entry.toBuilder()
                        .status(RecordingStatus.DELETED)
                        .files(List.of(file("a.mp4", null)))
                        .deletedAt(NOW)
                        .retentionDueAt(null)
                        .build());
    }

    private void update(Instant due) {
        storage.updateRecording(
                ACME, RECORDING, entry -> entry.toBuilder().retentionDueAt(due).build());
    }

    private RecordingEntry entry() {
        return storage.recording(ACME, RECORDING).orElseThrow();
    }

    private void apply(RecordingStatus status, RecordingFile... files) {
        apply(status, null, null, files);
    }

    private void apply(RecordingStatus status, int start, int end, RecordingFile... files) {
        apply(status, NOW.plusSeconds(start), NOW.plusSeconds(end), files);
    }

    private void apply(RecordingStatus status, @Nullable Instant start, @Nullable Instant end, RecordingFile... files) {
        CallId call = CallId.of("standup");
        EventInfo info = EventInfo.builder(ACME, Json.EMPTY)
                .call(call)
                .occurredAt(NOW.minusSeconds(5))
                .build();
        Recording recording = new Recording(
                RECORDING,
                call,
                "session",
                RecordingKind.COMPOSITE,
                status,
                false,
                start,
                end,
                List.of(files),
                null,
                Json.EMPTY);
        storage.apply(List.of(
                switch (status) {
                    case READY -> new RecordingReady(info, recording);
                    case FAILED -> new RecordingFailed(info, recording);
                    default -> new RecordingUpdated(info, recording);
                }));
    }

    private static RecordingFile file(String name, @Nullable String location) {
        return new RecordingFile(name, location, null, null);
    }
}
