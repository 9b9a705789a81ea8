package io.videoprovider.testkit.provider;

import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import java.time.Duration;

/** The ways in which a request fails: one column of docs/retries.md each. */
public enum FailureMode {
    NO_CONNECTION("no connection", Effect.NOT_DONE, UnavailableException.class, false),
    CLOSED("closed, not done", Effect.UNKNOWN, UnavailableException.class, false),
    CLOSED_DONE("closed, done", Effect.UNKNOWN, UnavailableException.class, true),
    RESET("reset, done", Effect.UNKNOWN, UnavailableException.class, true),
    TRUNCATED("response cut", Effect.UNKNOWN, UnavailableException.class, true),
    SLOW("too slow, done", Effect.UNKNOWN, DeadlineExceededException.class, true),
    TIMEOUT("408", Effect.UNKNOWN, DeadlineExceededException.class, false),
    BUSY("429", Effect.NOT_DONE, RateLimitedException.class, false),
    BUSY_A_SECOND("429, `Retry-After: 1`", Effect.NOT_DONE, RateLimitedException.class, false),
    BUSY_A_MINUTE("429, `Retry-After: 60`", Effect.NOT_DONE_RETRY_TOO_LATE, RateLimitedException.class, false),
    FAILED("500", Effect.UNKNOWN, UnavailableException.class, false),
    DOWN("503", Effect.UNKNOWN, UnavailableException.class, false),
    /** One vendor's only. */
    NO_WORKER("503 `unavailable`", Effect.UNKNOWN, UnavailableException.class, false),
    /** One vendor's only. */
    UNRECOVERABLE("500 `unrecoverable`", Effect.UNKNOWN_AND_FINAL, UnavailableException.class, false),
    NOT_JSON("not JSON", Effect.UNKNOWN_AND_FINAL, ProviderException.class, false);

    /** The effect of the request, and whether it may be retried, as known to the caller. */
    public enum Effect {
        /** Certainly not done; may be retried. */
        NOT_DONE,
        /** Certainly not done; may be retried, but only after the deadline. */
        NOT_DONE_RETRY_TOO_LATE,
        /** Perhaps done; may be retried where a repetition does no harm. */
        UNKNOWN,
        /** Perhaps done; a retry would fail in the same way. */
        UNKNOWN_AND_FINAL
    }

    /** The delay of a {@link #SLOW} response. */
    public static final Duration SLOW_RESPONSE = Duration.ofSeconds(3);

    /** The attempt timeout for {@link #SLOW}: enough on a busy machine, and less than {@link #SLOW_RESPONSE}. */
    static final Duration SLOW_ATTEMPT_TIMEOUT = Duration.ofSeconds(2);

    final String title;
    final Effect effect;
    final Class<? extends VideoException> type;
    /** Whether the server processes the request nevertheless. */
    final boolean processed;

    FailureMode(String title, Effect effect, Class<? extends VideoException> type, boolean processed) {
        this.title = title;
        this.effect = effect;
        this.type = type;
        this.processed = processed;
    }

    /** Whether an experiment takes seconds. */
    boolean slow() {
        return this == SLOW || this == BUSY_A_SECOND;
    }
}
