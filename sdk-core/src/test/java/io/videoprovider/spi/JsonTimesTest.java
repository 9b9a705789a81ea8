package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTimesTest {

    private static Json json(String value) {
        return Json.parse("{\"at\":" + value + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000, SECONDS, 2023-11-14T22:13:20Z",
        "1700000000123, MILLIS, 2023-11-14T22:13:20.123Z",
        "'\"1700000000123456789\"', NANOS, 2023-11-14T22:13:20.123456789Z",
        "1.7e9, SECONDS, 2023-11-14T22:13:20Z",
        "1, NANOS, 1970-01-01T00:00:00.000000001Z",
        "253402300799, SECONDS, 9999-12-31T23:59:59Z",
        "253402300799999, MILLIS, 9999-12-31T23:59:59.999Z"
    })
    void a_count_is_a_time(String value, ChronoUnit unit, Instant expected) {
        assertThat(JsonTimes.since1970(json(value), "at", unit)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "0",
                "-1",
                "9223372036854775807",
                "-9223372036854775808",
                "1e300",
                "-1e300",
                "\"9223372036854775808\"",
                "\"soon\"",
                "\"\"",
                "true",
                "{}",
                "[1]"
            })
    void any_other_value_is_absent(String value) {
        for (ChronoUnit unit : new ChronoUnit[] {ChronoUnit.SECONDS, ChronoUnit.MILLIS, ChronoUnit.NANOS}) {
            assertThat(JsonTimes.since1970(json(value), "at", unit)).isNull();
            assertThat(JsonTimes.duration(json(value), "at", unit)).isZero();
        }
        assertThat(JsonTimes.since1970(json("253402300800"), "at", ChronoUnit.SECONDS))
                .isNull();
        assertThat(JsonTimes.since1970(Json.EMPTY, "at", ChronoUnit.SECONDS)).isNull();
    }

    @Test
    void a_time_outside_of_the_years_1970_to_9999_is_absent() {
        Instant last = Instant.parse("9999-12-31T23:59:59.999999999Z");

        assertThat(JsonTimes.inRange(last)).isEqualTo(last);
        assertThat(JsonTimes.inRange(last.plusNanos(1))).isNull();
        assertThat(JsonTimes.inRange(Instant.MAX)).isNull();
        assertThat(JsonTimes.inRange(Instant.EPOCH)).isNull();
        assertThat(JsonTimes.inRange(Instant.parse("0001-01-01T00:00:00Z"))).isNull();
    }

    @Test
    void a_count_is_a_duration() {
        assertThat(JsonTimes.duration(json("\"1500000000\""), "at", ChronoUnit.NANOS))
                .isEqualTo(Duration.ofMillis(1500));
        assertThat(JsonTimes.duration(json("7"), "at", ChronoUnit.SECONDS)).isEqualTo(Duration.ofSeconds(7));
    }
}
