package io.videoprovider.stream.client;

import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that can go wrong with a request: one column of docs/retries.md each. */
enum Trouble {
    NO_CONNECTION("no connection", Meaning.NOT_DONE, UnavailableException.class, null, false),
    CLOSED("closed, not done", Meaning.LOST, UnavailableException.class, StreamFault.dropBeforeProcessing(), false),
    CLOSED_DONE("closed, done", Meaning.LOST, UnavailableException.class, StreamFault.dropAfterProcessing(), true),
    RESET("reset, done", Meaning.LOST, UnavailableException.class, StreamFault.reset(), true),
    CUT("answer cut", Meaning.LOST, UnavailableException.class, StreamFault.truncatedBody(), true),
    SLOW(
            "too slow, done",
            Meaning.LOST,
            DeadlineExceededException.class,
            StreamFault.delay(Duration.ofSeconds(3)),
            true),
    TIMEOUT("408", Meaning.LOST, DeadlineExceededException.class, StreamFault.api(408, 23, "request timed out"), false),
    // As Stream, the emulator tells with every answer when its limits are lifted; here it does not.
    BUSY(
            "429",
            Meaning.NOT_DONE,
            RateLimitedException.class,
            StreamFault.api(429, 9, "Too many requests").header("X-RateLimit-Reset", ""),
            false),
    BUSY_A_SECOND(
            "429, `Retry-After: 1`",
            Meaning.NOT_DONE,
            RateLimitedException.class,
            StreamFault.rateLimited(Duration.ofSeconds(1)),
            false),
    BUSY_A_MINUTE(
            "429, `Retry-After: 60`",
            Meaning.NOT_DONE_FOR_LONG,
            RateLimitedException.class,
            StreamFault.rateLimited(Duration.ofSeconds(60)),
            false),
    FAILED("500", Meaning.LOST, UnavailableException.class, StreamFault.api(500, -1, "internal error"), false),
    DOWN("503", Meaning.LOST, UnavailableException.class, StreamFault.text(503, "<h1>sorry</h1>"), false),
    UNRECOVERABLE(
            "500 `unrecoverable`",
            Meaning.FINAL,
            UnavailableException.class,
            StreamFault.unrecoverable(500, -1, "internal error"),
            false),
    NOT_JSON(
            "not JSON",
            Meaning.FINAL,
            ProviderException.class,
            StreamFault.body(200, "text/html", "<h1>log in</h1>"),
            false);

    /** What it tells whoever asked. */
    enum Meaning {
        /** Certainly not done; may be tried again. */
        NOT_DONE,
        /** Certainly not done; may be tried again, but only after the deadline. */
        NOT_DONE_FOR_LONG,
        /** Perhaps done; may be tried again if that does no harm. */
        LOST,
        /** Perhaps done, and would be answered the same the next time. */
        FINAL
    }

    /** For {@link #SLOW}: longer than an attempt takes on a busy machine, and shorter than it is slow. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    final String title;
    final Meaning meaning;
    final Class<? extends VideoException> type;
    /** Whether the server does what it was asked all the same. */
    final boolean processed;

    @SuppressWarnings("ImmutableEnumChecker") // it is immutable
    private final @Nullable StreamFault fault;

    Trouble(
            String title,
            Meaning meaning,
            Class<? extends VideoException> type,
            @Nullable StreamFault fault,
            boolean processed) {
        this.title = title;
        this.meaning = meaning;
        this.type = type;
        this.fault = fault;
        this.processed = processed;
    }

    /** Whether it takes seconds. */
    boolean waits() {
        return this == SLOW || this == BUSY_A_SECOND;
    }

    /** How the emulator makes it; empty for what happens before the emulator is reached. */
    Optional<StreamFault> fault() {
        return Optional.ofNullable(fault);
    }
}
