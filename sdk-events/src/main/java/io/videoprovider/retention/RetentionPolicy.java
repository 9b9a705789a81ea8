package io.videoprovider.retention;

import io.videoprovider.error.Check;
import io.videoprovider.history.RecordingEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The time for which files of recordings are kept, from the end of the recording on. {@link Retention} applies it once to each recording,
 * when its files are available; {@link Retention#setExpiry} changes a single recording. Immutable and thread-safe.
 *
 * <pre>{@code
 * RetentionPolicy.builder().keep(Duration.ofDays(90)).keepForever("lecture").build()
 * }</pre>
 */
public final class RetentionPolicy {

    private static final Duration MIN = Duration.ofMinutes(1);
    private static final Duration MAX = Duration.ofDays(36_500);

    private final Optional<Duration> standard;
    private final Map<String, Optional<Duration>> byType;

    private RetentionPolicy(Builder builder) {
        this.standard = builder.standard;
        this.byType = Map.copyOf(builder.byType);
    }

    /** Returns a policy that keeps all files for 30 days. */
    public static RetentionPolicy standard() {
        return builder().build();
    }

    /** Returns a policy that keeps all files until they are deleted on request. */
    public static RetentionPolicy forever() {
        return builder().keepForever().build();
    }

    /** Returns a new builder: 30 days for calls of all types. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the time at which files of a recording are to be deleted; null for never.
     *
     * @param now the time from which files are kept if the end of the recording is unknown
     */
    public @Nullable Instant expiresAt(RecordingEntry recording, Instant now) {
        Check.notNull("recording", recording);
        Check.time("now", now);
        Instant end = Objects.requireNonNullElse(recording.endedAt(), now);
        return byType.getOrDefault(recording.call().type(), standard)
                .map(duration -> end.plus(duration).truncatedTo(ChronoUnit.MICROS))
                .orElse(null);
    }

    /** Shows the durations. */
    @Override
    public String toString() {
        return "RetentionPolicy[" + text(standard) + ", by type: " + byType.keySet() + "]";
    }

    private static String text(Optional<Duration> duration) {
        return duration.map(Duration::toString).orElse("forever");
    }

    /** Builds a {@link RetentionPolicy}. Not thread-safe. */
    public static final class Builder {

        private Optional<Duration> standard = Optional.of(Duration.ofDays(30));
        private final Map<String, Optional<Duration>> byType = new HashMap<>();

        private Builder() {}

        /** Sets the time for which files are kept: 1 minute to 36,500 days; 30 days by default. */
        public Builder keep(Duration duration) {
            this.standard = Optional.of(checked(duration));
            return this;
        }

        /** Keeps files until they are deleted on request. */
        public Builder keepForever() {
            this.standard = Optional.empty();
            return this;
        }

        /**
         * Sets the time for which files of recordings of one type of calls are kept.
         *
         * @param callType the type, as in {@code CallId.type()}
         * @param duration 1 minute to 36,500 days
         */
        public Builder keep(String callType, Duration duration) {
            byType.put(Check.id("callType", callType, 256), Optional.of(checked(duration)));
            return this;
        }

        /** Keeps files of recordings of one type of calls until they are deleted on request. */
        public Builder keepForever(String callType) {
            byType.put(Check.id("callType", callType, 256), Optional.empty());
            return this;
        }

        private static Duration checked(Duration duration) {
            return Check.between("duration", duration, MIN, MAX);
        }

        /** Returns the policy. */
        public RetentionPolicy build() {
            return new RetentionPolicy(this);
        }
    }
}
