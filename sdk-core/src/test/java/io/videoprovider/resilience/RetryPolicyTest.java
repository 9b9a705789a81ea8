package io.videoprovider.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private static final Duration AGES = Duration.ofDays(1000);

    /** A generator that always returns one end of the range. */
    private static final RandomGenerator HIGHEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private static VideoException failure(
            int attempts, boolean retryable, @Nullable Duration retryAfter, boolean outcomeUnknown) {
        return new UnavailableException(
                "no",
                new ErrorDetails(
                        new ProviderId("acme"),
                        "DoIt",
                        503,
                        null,
                        "id",
                        attempts,
                        retryable,
                        retryAfter,
                        outcomeUnknown),
                null);
    }

    private static Optional<Duration> next(
            RetryPolicy policy,
            RetryClass retryClass,
            VideoException failure,
            Duration remaining,
            RandomGenerator random) {
        return Optional.ofNullable(
                policy.decide(retryClass, failure, remaining, random).delay());
    }

    @ParameterizedTest
    @CsvSource({
        "READ, true",
        "IDEMPOTENT, true",
        "KEYED, true",
        "CHECK_THEN_ACT, false",
        "NEVER, false",
    })
    void after_a_lost_response_only_safe_operations_are_retried(RetryClass retryClass, boolean repeated) {
        assertThat(retryClass.repeatable()).isEqualTo(repeated);
        assertThat(next(RetryPolicy.DEFAULT, retryClass, failure(1, true, null, true), AGES, new Random(1))
                        .isPresent())
                .isEqualTo(repeated);
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void an_operation_without_effect_is_retried_in_every_class(RetryClass retryClass) {
        assertThat(next(RetryPolicy.DEFAULT, retryClass, failure(1, true, null, false), AGES, new Random(1)))
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource(RetryClass.class)
    void a_permanent_failure_is_not_retried(RetryClass retryClass) {
        assertThat(next(RetryPolicy.DEFAULT, retryClass, failure(1, false, null, false), AGES, new Random(1)))
                .isEmpty();
    }

    @Test
    void the_ceiling_doubles_up_to_the_longest_wait() {
        RetryPolicy policy = RetryPolicy.builder()
                .maxAttempts(10)
                .delays(Duration.ofMillis(200), Duration.ofSeconds(5))
                .deadline(Duration.ofHours(1))
                .build();

        assertThat(Stream.iterate(1, attempt -> attempt + 1)
                        .limit(9)
                        .map(attempt -> next(
                                        policy, RetryClass.READ, failure(attempt, true, null, false), AGES, HIGHEST)
                                .orElseThrow()
                                .toMillis()))
                .containsExactly(200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L, 5000L);
    }

    @Test
    void the_largest_delays_do_not_overflow() {
        RetryPolicy policy = RetryPolicy.builder()
                .maxAttempts(10)
                .delays(Duration.ofMinutes(1), Duration.ofMinutes(5))
                .deadline(Duration.ofHours(1))
                .build();

        assertThat(next(policy, RetryClass.READ, failure(9, true, null, false), AGES, HIGHEST))
                .contains(Duration.ofMinutes(5));
        assertThat(next(policy, RetryClass.READ, failure(10, true, null, false), AGES, HIGHEST))
                .isEmpty();
        assertThat(next(policy, RetryClass.READ, failure(Integer.MAX_VALUE, true, null, false), AGES, HIGHEST))
                .isEmpty();
        assertThat(next(policy, RetryClass.READ, failure(0, true, null, false), AGES, HIGHEST))
                .as("a failure that counts no attempt waits as after the first")
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void no_base_delay_means_no_wait() {
        RetryPolicy policy = RetryPolicy.builder()
                .maxAttempts(3)
                .delays(Duration.ZERO, Duration.ZERO)
                .deadline(Duration.ofSeconds(1))
                .build();

        assertThat(next(policy, RetryClass.READ, failure(1, true, null, false), AGES, HIGHEST))
                .contains(Duration.ZERO);
    }

    static Stream<Arguments> waits_and_what_is_left() {
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                Arguments.of(second, second.plusNanos(1), true),
                Arguments.of(second, second, false),
                Arguments.of(second, Duration.ZERO, false),
                Arguments.of(second, Duration.ofSeconds(-1), false),
                Arguments.of(Duration.ZERO, Duration.ZERO, false),
                Arguments.of(Duration.ofSeconds(Long.MAX_VALUE), AGES, false));
    }

    @ParameterizedTest
    @MethodSource("waits_and_what_is_left")
    void a_wait_must_end_before_the_deadline(Duration asked, Duration remaining, boolean repeated) {
        RetryPolicy policy = RetryPolicy.builder()
                .maxAttempts(3)
                .delays(Duration.ZERO, Duration.ZERO)
                .deadline(Duration.ofSeconds(1))
                .build();

        assertThat(next(policy, RetryClass.READ, failure(1, true, asked, false), remaining, new Random(1))
                        .isPresent())
                .isEqualTo(repeated);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void every_decision_keeps_the_laws(long seed) {
        Random random = new Random(seed);
        int repeated = 0;
        for (int i = 0; i < 20_000; i++) {
            Duration base =
                    Duration.ofNanos(random.nextLong(Duration.ofMinutes(1).toNanos() + 1));
            Duration max = base.plusNanos(
                    random.nextLong(Duration.ofMinutes(5).minus(base).toNanos() + 1));
            RetryPolicy policy = RetryPolicy.builder()
                    .maxAttempts(1 + random.nextInt(10))
                    .delays(base, max)
                    .deadline(Duration.ofHours(1))
                    .build();
            RetryClass retryClass = List.of(RetryClass.values()).get(random.nextInt(5));
            Duration retryAfter = random.nextBoolean() ? null : Duration.ofMillis(random.nextLong(600_000));
            VideoException failure =
                    failure(1 + random.nextInt(12), random.nextInt(10) > 0, retryAfter, random.nextInt(3) == 0);
            Duration remaining = Duration.ofMillis(random.nextLong(-1000, 1_000_000));
            long jitterSeed = random.nextLong();

            RetryDecision decision = policy.decide(retryClass, failure, remaining, new Random(jitterSeed));
            Optional<Duration> next = Optional.ofNullable(decision.delay());

            assertThat(next)
                    .as("the same input gives the same decision")
                    .isEqualTo(next(policy, retryClass, failure, remaining, new Random(jitterSeed)));
            if (next.isPresent()) {
                repeated++;
                Duration delay = next.get();
                assertThat(failure.retryable()).isTrue();
                assertThat(failure.attempts()).isLessThan(policy.maxAttempts());
                assertThat(retryClass.repeatable() || !failure.outcomeUnknown()).isTrue();
                assertThat(delay).isGreaterThanOrEqualTo(Duration.ZERO).isLessThan(remaining);
                if (retryAfter != null) {
                    assertThat(delay).isGreaterThanOrEqualTo(retryAfter);
                }
                if (retryAfter == null || delay.compareTo(retryAfter) > 0) {
                    assertThat(delay).isLessThanOrEqualTo(max);
                    assertThat(delay.toNanos()).isLessThanOrEqualTo(base.toNanos() << (failure.attempts() - 1));
                }
                assertThat(decision.reason()).isEqualTo(RetryDecision.Reason.UNAVAILABLE);
            } else {
                assertThat(
                                switch (decision.reason()) {
                                    case NOT_RETRYABLE -> !failure.retryable();
                                    case OUTCOME_UNKNOWN -> failure.outcomeUnknown() && !retryClass.repeatable();
                                    case ATTEMPTS_USED -> failure.attempts() >= policy.maxAttempts();
                                    case PAST_DEADLINE ->
                                        remaining.compareTo(max) <= 0
                                                || (retryAfter != null && remaining.compareTo(retryAfter) <= 0);
                                    default -> false;
                                })
                        .as("%s is the reason to give up", decision.reason())
                        .isTrue();
            }
        }
        assertThat(repeated).as("inputs that were worth something").isBetween(4_000, 16_000);
    }

    @Test
    void jitter_is_full() {
        RetryPolicy policy = RetryPolicy.DEFAULT;
        Random random = new Random(7);
        int[] quarters = new int[4];
        for (int i = 0; i < 10_000; i++) {
            Duration delay = next(policy, RetryClass.READ, failure(1, true, null, false), AGES, random)
                    .orElseThrow();
            quarters[(int) Math.min(3, delay.toMillis() / 50)]++;
        }
        assertThat(quarters).doesNotContain(0);
        for (int quarter : quarters) {
            assertThat(quarter).isBetween(2_200, 2_800);
        }
    }

    static Stream<Arguments> policies_that_make_no_sense() {
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                Arguments.of(0, second, second, second, "maxAttempts"),
                Arguments.of(11, second, second, second, "maxAttempts"),
                Arguments.of(3, Duration.ofNanos(-1), second, second, "baseDelay"),
                Arguments.of(3, Duration.ofSeconds(61), Duration.ofSeconds(62), second, "baseDelay"),
                Arguments.of(3, second, Duration.ofMillis(999), second, "maxDelay"),
                Arguments.of(3, second, Duration.ofSeconds(301), second, "maxDelay"),
                Arguments.of(3, second, second, Duration.ZERO, "deadline"),
                Arguments.of(3, second, second, Duration.ofHours(2), "deadline"));
    }

    @ParameterizedTest
    @MethodSource("policies_that_make_no_sense")
    void a_policy_that_makes_no_sense_is_refused_by_name(
            int maxAttempts, Duration base, Duration max, Duration deadline, String field) {
        assertThatThrownBy(() -> RetryPolicy.builder()
                        .maxAttempts(maxAttempts)
                        .delays(base, max)
                        .deadline(deadline)
                        .build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(field)
                .extracting(failure -> ((InvalidRequestException) failure).field())
                .isEqualTo(field);
    }

    @Test
    void toBuilder_keeps_the_other_values() {
        RetryPolicy policy = RetryPolicy.builder()
                .maxAttempts(7)
                .delays(Duration.ofMillis(1), Duration.ofMillis(2))
                .deadline(Duration.ofSeconds(9))
                .attemptTimeout(Duration.ofSeconds(3))
                .build();

        assertThat(policy.toBuilder().build()).usingRecursiveComparison().isEqualTo(policy);
        assertThat(policy.toBuilder().deadline(Duration.ofSeconds(8)).build())
                .returns(7, RetryPolicy::maxAttempts)
                .returns(Duration.ofMillis(1), RetryPolicy::baseDelay)
                .returns(Duration.ofMillis(2), RetryPolicy::maxDelay)
                .returns(Duration.ofSeconds(8), RetryPolicy::deadline)
                .returns(Duration.ofSeconds(3), RetryPolicy::attemptTimeout);
    }

    @Test
    void configuration_prints_its_values() {
        assertThat(Resilience.DEFAULT)
                .hasToString(
                        "Resilience[retry=RetryPolicy[maxAttempts=3, baseDelay=PT0.2S, maxDelay=PT5S, deadline=PT45S,"
                                + " attemptTimeout=null], retryBudget=RetryBudget[capacity=500, retryCost=5, timeoutCost=10],"
                                + " circuitBreaker=CircuitBreakerPolicy[window=50, minimumCalls=20, failureRatePercent=80,"
                                + " openFor=PT2S, trialCalls=3], rateLimit=null, bulkhead=null]");
    }
}
