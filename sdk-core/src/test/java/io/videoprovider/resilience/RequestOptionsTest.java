package io.videoprovider.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timeouts that differ from those of a provider. */
class RequestOptionsTest {

    private static final RetryPolicy POLICY = RetryPolicy.builder()
            .deadline(Duration.ofSeconds(45))
            .attemptTimeout(Duration.ofSeconds(5))
            .build();

    @Test
    void no_options_keep_the_policy_of_the_provider() {
        assertThat(RequestOptions.NONE.applyTo(POLICY)).isSameAs(POLICY);
    }

    @Test
    void an_attempt_timeout_replaces_that_of_the_provider() {
        RequestOptions options =
                RequestOptions.builder().attemptTimeout(Duration.ofMillis(70)).build();

        assertThat(options.applyTo(POLICY))
                .returns(Duration.ofMillis(70), RetryPolicy::attemptTimeout)
                .returns(Duration.ofSeconds(45), RetryPolicy::deadline);
        assertThat(options)
                .hasToString(
                        "RequestOptions[deadline=null, attemptTimeout=PT0.07S, attempts=null, idempotencyKey=null, headers=[]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "PT1H0.001S"})
    void an_attempt_timeout_is_between_a_millisecond_and_an_hour(Duration timeout) {
        assertThatThrownBy(() -> RequestOptions.builder().attemptTimeout(timeout))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.field()).isEqualTo("attemptTimeout"));
    }

    @Test
    void an_operation_that_waits_for_a_person_gets_the_time_that_it_needs() {
        RequestOptions waiting = RequestOptions.builder()
                .attempts(2)
                .header("traceparent", "t")
                .build()
                .waiting(Duration.ofMinutes(2));

        assertThat(waiting.applyTo(POLICY))
                .returns(Duration.ofMinutes(2), RetryPolicy::attemptTimeout)
                .returns(Duration.ofMinutes(2), RetryPolicy::deadline)
                .returns(2, RetryPolicy::maxAttempts);
        assertThat(waiting.headers()).containsEntry("traceparent", "t");
        assertThat(RequestOptions.NONE.waiting(Duration.ofSeconds(1)).applyTo(POLICY))
                .returns(Duration.ofSeconds(1), RetryPolicy::attemptTimeout)
                .returns(Duration.ofSeconds(45), RetryPolicy::deadline);
    }

    @Test
    void limits_of_the_caller_come_before_the_time_of_waiting() {
        RequestOptions limited = RequestOptions.builder()
                .deadline(Duration.ofSeconds(3))
                .attemptTimeout(Duration.ofSeconds(2))
                .build();

        assertThat(limited.waiting(Duration.ofMinutes(2)).applyTo(POLICY))
                .returns(Duration.ofSeconds(2), RetryPolicy::attemptTimeout)
                .returns(Duration.ofSeconds(3), RetryPolicy::deadline);
    }
}
