package io.videoprovider.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JoinWindowTest {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    @Test
    void the_window_is_open_from_the_first_moment_until_the_last() {
        JoinWindow window = JoinWindow.around(NOON, Duration.ofMinutes(10), Duration.ofHours(1));

        assertThat(window)
                .isEqualTo(
                        new JoinWindow(Instant.parse("2030-01-01T11:50:00Z"), Instant.parse("2030-01-01T13:00:00Z")));
        assertThat(window.isOpenAt(window.opensAt().minusNanos(1))).isFalse();
        assertThat(window.isOpenAt(window.opensAt())).isTrue();
        assertThat(window.isOpenAt(NOON)).isTrue();
        assertThat(window.isOpenAt(window.closesAt().minusNanos(1))).isTrue();
        assertThat(window.isOpenAt(window.closesAt())).isFalse();
    }

    @Test
    void a_window_that_never_opens_is_refused() {
        assertThatThrownBy(() -> new JoinWindow(NOON, NOON))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("closesAt");
        assertThatThrownBy(() -> new JoinWindow(NOON, NOON.minusSeconds(1))).hasMessageStartingWith("closesAt");
        assertThatThrownBy(() -> new JoinWindow(Null.value(), NOON)).hasMessage("opensAt must not be null");
        assertThatThrownBy(() -> new JoinWindow(NOON, Null.value())).hasMessage("closesAt must not be null");
        assertThatThrownBy(() -> JoinWindow.around(Null.value(), Duration.ZERO, Duration.ofHours(1)))
                .hasMessage("start must not be null");
        assertThatThrownBy(() -> JoinWindow.around(NOON, Duration.ofSeconds(-1), Duration.ofHours(1)))
                .hasMessageStartingWith("early");
        assertThatThrownBy(() -> JoinWindow.around(NOON, Duration.ZERO, Duration.ZERO))
                .hasMessageStartingWith("open");
        assertThatThrownBy(() -> JoinWindow.around(NOON, Duration.ZERO, Duration.ofDays(367)))
                .hasMessageStartingWith("open");
    }
}
