package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");

    private final Schedule schedule = new Schedule();

    private boolean due(String key, int minutes) {
        return schedule.due(key, at(minutes), Duration.ZERO);
    }

    private static Instant at(int minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    @Test
    void checks_are_due_at_intervals_that_double() {
        for (int minute : new int[] {0, 1, 2, 4, 8, 16}) {
            assertThat(due("a", minute)).as("minute %s", minute).isTrue();
            schedule.checked("a", at(minute));
            assertThat(due("a", minute + minute / 2)).isEqualTo(minute == 0);
        }
    }

    @Test
    void a_check_that_failed_stays_due() {
        assertThat(due("a", 0)).isTrue();
        assertThat(due("a", 10)).isTrue();
        assertThat(due("a", 11)).isTrue();
    }

    @Test
    void the_first_check_may_be_due_later() {
        Duration first = Duration.ofMinutes(5);
        assertThat(schedule.due("a", at(0), first)).isFalse();
        assertThat(schedule.due("a", at(4), first)).isFalse();
        assertThat(schedule.due("a", at(5), first)).isTrue();
    }

    @Test
    void keys_that_were_used_least_recently_are_forgotten() {
        assertThat(due("a", 0)).isTrue();
        schedule.checked("a", at(10));
        assertThat(due("a", 11)).isFalse();

        for (int i = 0; i < 20_000; i++) {
            assertThat(due("key-" + i, 11)).isTrue();
        }

        assertThat(due("a", 11)).isTrue();
        assertThat(due("a", 12)).as("with a new start").isTrue();
    }
}
