package io.videoprovider.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.recording.RecordingId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void files_are_kept_for_30_days_by_default() {
        assertThat(RetentionPolicy.standard().expiresAt(of("default"), NOW)).isEqualTo(NOW.plus(Duration.ofDays(30)));
    }

    @Test
    void the_time_begins_at_the_end_of_the_recording() {
        RecordingEntry ended =
                of("default").toBuilder().endedAt(NOW.minusSeconds(100)).build();

        assertThat(RetentionPolicy.standard().expiresAt(ended, NOW))
                .isEqualTo(NOW.minusSeconds(100).plus(Duration.ofDays(30)));
    }

    @Test
    void a_type_of_calls_may_have_a_time_of_its_own() {
        RetentionPolicy policy = RetentionPolicy.builder()
                .keep(Duration.ofDays(10))
                .keep("consultation", Duration.ofHours(1))
                .keepForever("lecture")
                .build();

        assertThat(policy.expiresAt(of("default"), NOW)).isEqualTo(NOW.plus(Duration.ofDays(10)));
        assertThat(policy.expiresAt(of("consultation"), NOW)).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(policy.expiresAt(of("lecture"), NOW)).isNull();
        assertThat(RetentionPolicy.forever().expiresAt(of("default"), NOW)).isNull();
    }

    @Test
    void a_time_below_a_minute_is_rejected() {
        assertThatThrownBy(() -> RetentionPolicy.builder().keep(Duration.ZERO))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("duration must be between PT1M and");
    }

    private static RecordingEntry of(String type) {
        return RecordingEntry.builder(RecordedCalls.ACME, new RecordingId("r"), CallId.of(type, "c"), NOW)
                .build();
    }
}
