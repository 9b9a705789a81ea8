package io.videoprovider.livekit.client;

import io.videoprovider.emulator.livekit.LiveKitFault;
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
    CLOSED("closed, not done", Meaning.LOST, UnavailableException.class, LiveKitFault.dropBeforeProcessing(), false),
    CLOSED_DONE("closed, done", Meaning.LOST, UnavailableException.class, LiveKitFault.dropAfterProcessing(), true),
    RESET("reset, done", Meaning.LOST, UnavailableException.class, LiveKitFault.reset(), true),
    CUT("answer cut", Meaning.LOST, UnavailableException.class, LiveKitFault.truncatedBody(), true),
    SLOW(
            "too slow, done",
            Meaning.LOST,
            DeadlineExceededException.class,
            LiveKitFault.delay(Duration.ofSeconds(3)),
            true),
    TIMEOUT(
            "408",
            Meaning.LOST,
            DeadlineExceededException.class,
            LiveKitFault.twirp(408, "deadline_exceeded", "too slow"),
            false),
    BUSY("429", Meaning.NOT_DONE, RateLimitedException.class, LiveKitFault.text(429, "busy"), false),
    BUSY_A_SECOND(
            "429, `Retry-After: 1`",
            Meaning.NOT_DONE,
            RateLimitedException.class,
            LiveKitFault.twirp(429, "resource_exhausted", "busy").header("Retry-After", "1"),
            false),
    BUSY_A_MINUTE(
            "429, `Retry-After: 60`",
            Meaning.NOT_DONE_FOR_LONG,
            RateLimitedException.class,
            LiveKitFault.text(429, "busy").header("Retry-After", "60"),
            false),
    FAILED("500", Meaning.LOST, UnavailableException.class, LiveKitFault.text(500, "sorry"), false),
    DOWN("503", Meaning.LOST, UnavailableException.class, LiveKitFault.text(503, "<h1>sorry</h1>"), false),
    NOBODY(
            "503 `unavailable`",
            Meaning.LOST,
            UnavailableException.class,
            LiveKitFault.twirp(503, "unavailable", "no response from servers"),
            false),
    NOT_JSON(
            "not JSON",
            Meaning.FINAL,
            ProviderException.class,
            LiveKitFault.body(200, "text/html", "<h1>log in</h1>"),
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
    private final @Nullable LiveKitFault fault;

    Trouble(
            String title,
            Meaning meaning,
            Class<? extends VideoException> type,
            @Nullable LiveKitFault fault,
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
    Optional<LiveKitFault> fault() {
        return Optional.ofNullable(fault);
    }
}
